package org.sinopia.bench;

import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/**
 * One benchmark in one round.
 *
 * @param median time per op, in the benchmark's unit
 * @param heapBytes allocated on the Java heap per op
 */
record Measured(double median, double heapBytes) {
  static Measured of(RunResult result) {
    Result<?> allocated = result.getSecondaryResults().get("gc.alloc.rate.norm");
    return new Measured(
        result.getPrimaryResult().getStatistics().getPercentile(50),
        allocated == null ? Double.NaN : allocated.getScore());
  }
}
