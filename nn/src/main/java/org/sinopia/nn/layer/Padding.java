package org.sinopia.nn.layer;

import java.util.List;
import org.sinopia.autograd.Expand;
import org.sinopia.autograd.Variable;
import org.sinopia.autograd.op.Pad;
import org.sinopia.autograd.op.Slice;
import org.sinopia.tensor.op.PadMode;

/** Makes pictures [B, C, H, W] fit a grid, and cuts them back. */
public final class Padding {
  private Padding() {}

  /**
   * Continues a picture below and to the right by reflection, the edge itself not repeated, until
   * both sides are multiples of {@code multiple}; a side of one pixel is repeated instead.
   */
  public static Variable toMultiple(Variable x, int multiple) {
    return reflect(reflect(x, 2, multiple), 3, multiple);
  }

  private static Variable reflect(Variable x, int axis, int multiple) {
    int extent = x.shape().extent(axis);
    int wanted = Math.ceilDiv(extent, multiple) * multiple;
    if (extent == 1 && wanted > 1) {
      return Expand.of(x, x.shape().with(axis, wanted));
    }
    Variable padded = x;
    // A reflection reaches no further than the picture is long: a short one takes several.
    while (extent < wanted) {
      int more = Math.min(extent - 1, wanted - extent);
      List<Integer> behind = List.of(0, 0, axis == 2 ? more : 0, axis == 3 ? more : 0);
      padded = Pad.of(padded, List.of(0, 0, 0, 0), behind, PadMode.REFLECT);
      extent += more;
    }
    return padded;
  }

  /** The upper left part of a size. */
  public static Variable crop(Variable y, int height, int width) {
    Variable rows = y.shape().extent(2) == height ? y : Slice.of(y, 2, 0, height);
    return rows.shape().extent(3) == width ? rows : Slice.of(rows, 3, 0, width);
  }
}
