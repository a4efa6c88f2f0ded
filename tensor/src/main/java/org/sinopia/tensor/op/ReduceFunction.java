package org.sinopia.tensor.op;

/** What {@link ReductionOp.Reduce} makes of many numbers. */
public enum ReduceFunction {
  /** Their sum. */
  SUM,
  /** Their arithmetic mean. */
  MEAN,
  /** The largest; NaN if any is NaN. */
  MAX
}
