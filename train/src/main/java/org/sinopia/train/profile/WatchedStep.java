package org.sinopia.train.profile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;

/**
 * A step that was watched, or what is typical of several.
 *
 * @param seconds that it took, what the host does before the first op and after the last included
 * @param ops in the order in which they ran
 */
record WatchedStep(double seconds, List<TimedOp> ops) {
  /**
   * If all steps are of the same ops: one put together from the median of each op's time, of the
   * time in products inside it, of each gap between two ops and of the time outside all, each taken
   * by itself: what disturbed an op in some of the steps is not in its median. The seconds are what
   * these add up to, which is not the median of the steps' own. Else the step of median time,
   * whole.
   *
   * @param steps at least 1
   */
  static WatchedStep typical(List<WatchedStep> steps) {
    WatchedStep first = steps.getFirst();
    if (!steps.stream().allMatch(first::isLike)) {
      return steps.stream()
          .sorted(Comparator.comparingDouble(WatchedStep::seconds))
          .toList()
          .get(steps.size() / 2);
    }
    List<TimedOp> ops = new ArrayList<>();
    long end = 0;
    for (int i = 0; i < first.ops.size(); i++) {
      int op = i;
      TimedOp one = first.ops.get(op);
      long start = end + median(steps, step -> step.gapBefore(op));
      long nanos = median(steps, step -> step.ops.get(op).nanos());
      OptionalLong products =
          one.productNanos().isPresent()
              ? OptionalLong.of(median(steps, step -> step.ops.get(op).productNanos().getAsLong()))
              : OptionalLong.empty();
      ops.add(one.at(start, nanos, products));
      end = start + nanos;
    }
    return new WatchedStep((end + median(steps, WatchedStep::outside)) * 1e-9, ops);
  }

  private boolean isLike(WatchedStep other) {
    if (ops.size() != other.ops.size()) {
      return false;
    }
    for (int i = 0; i < ops.size(); i++) {
      if (!ops.get(i).isLike(other.ops.get(i))) {
        return false;
      }
    }
    return true;
  }

  private long gapBefore(int op) {
    return ops.get(op).start() - (op == 0 ? 0 : ops.get(op - 1).end());
  }

  /** Nanoseconds before the first op begins and after the last ends. */
  private long outside() {
    return Math.round(seconds * 1e9) - (ops.isEmpty() ? 0 : ops.getLast().end());
  }

  private static long median(List<WatchedStep> steps, ToLongFunction<WatchedStep> time) {
    long[] times = steps.stream().mapToLong(time).toArray();
    Arrays.sort(times);
    return times[times.length / 2];
  }
}
