package org.sinopia.tensor.cpu.rows;

import java.util.Arrays;
import java.util.List;
import org.sinopia.tensor.Shape;
import org.sinopia.tensor.cpu.loops.Steps;

/**
 * How a reduction walks memory. Axes of extent 1 are dropped and neighbours that are both kept or
 * both reduced become one, so every reduction is: groups, each the reduction of some runs of
 * consecutive elements, where a run is either reduced to one number (the innermost axis is reduced)
 * or element by element with the other runs (it is kept).
 *
 * @param groups where each group starts
 * @param runs where each run starts, from the start of its group
 * @param length the elements of a run
 * @param reduced whether the elements of a run are reduced with each other
 */
record Grouping(Steps groups, Steps runs, int length, boolean reduced) {
  /** The grouping of a reduction over {@code axes}, or over all if there are none. */
  static Grouping of(Shape x, List<Integer> axes) {
    boolean[] isReduced = new boolean[x.rank()];
    Arrays.fill(isReduced, axes.isEmpty());
    axes.forEach(axis -> isReduced[x.axis(axis)] = true);
    int[] extents = new int[x.rank()];
    boolean[] kinds = new boolean[x.rank()];
    int merged = 0;
    for (int axis = x.rank() - 1; axis >= 0; axis--) {
      if (x.extent(axis) > 1) {
        if (merged > 0 && kinds[merged - 1] == isReduced[axis]) {
          extents[merged - 1] *= x.extent(axis);
        } else {
          extents[merged] = x.extent(axis);
          kinds[merged++] = isReduced[axis];
        }
      }
    }
    if (merged == 0) {
      return new Grouping(steps(extents, 1, 0), steps(extents, 1, 0), 1, true);
    }
    Steps same = steps(extents, 2, merged);
    Steps other = steps(extents, 1, merged);
    return kinds[0]
        ? new Grouping(other, same, extents[0], true)
        : new Grouping(same, other, extents[0], false);
  }

  /** Every other one of some merged axes, which are given innermost first. */
  private static Steps steps(int[] extents, int first, int count) {
    int size = Math.max(0, (count - first + 1) / 2);
    int[] some = new int[size];
    int[] strides = new int[size];
    int stride = 1;
    for (int i = 0; i < count; i++) {
      if (i >= first && (i - first) % 2 == 0) {
        int at = size - 1 - (i - first) / 2;
        some[at] = extents[i];
        strides[at] = stride;
      }
      stride *= extents[i];
    }
    return new Steps(some, strides);
  }
}
