package org.sinopia.tensor.op;

/** The function of many numbers that {@link ReductionOp.Reduce} computes. */
public enum ReduceFunction {
  /** Their sum. */
  SUM,
  /** Their arithmetic mean. */
  MEAN,
  /** The largest; NaN if any is NaN. */
  MAX
}
