package org.sinopia.tensor.op;

/** A function of two reals, applied elementwise after broadcasting. */
public enum BinaryFunction {
  /** a + b. */
  ADD,
  /** a − b. */
  SUBTRACT,
  /** a·b. */
  MULTIPLY,
  /** a/b. */
  DIVIDE,
  /** The larger; NaN if either is NaN. */
  MAXIMUM,
  /** The smaller; NaN if either is NaN. */
  MINIMUM
}
