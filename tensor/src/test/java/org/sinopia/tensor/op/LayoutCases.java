package org.sinopia.tensor.op;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.sinopia.tensor.DType;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Shape;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.LayoutOp.Cast;
import org.sinopia.tensor.op.LayoutOp.Concat;
import org.sinopia.tensor.op.LayoutOp.Expand;
import org.sinopia.tensor.op.LayoutOp.Gather;
import org.sinopia.tensor.op.LayoutOp.Pad;
import org.sinopia.tensor.op.LayoutOp.PadBackward;
import org.sinopia.tensor.op.LayoutOp.Permute;
import org.sinopia.tensor.op.LayoutOp.ScatterAdd;
import org.sinopia.tensor.op.LayoutOp.Slice;
import org.sinopia.tensor.random.Draw;

/** Instances of ops that move elements. */
final class LayoutCases {
  private LayoutCases() {}

  static List<OpCase> all() {
    return List.of(
        new OpCase("cast to real", Cast.class, 1e-7, true, LayoutCases::castToReal),
        new OpCase("cast from real", Cast.class, 0, true, LayoutCases::castFromReal),
        new OpCase("cast between storage types", Cast.class, 1e-7, true, LayoutCases::castBetween),
        new OpCase("permute", Permute.class, 0, true, (s, d) -> permute(s, d, extents(d, 4, 9))),
        new OpCase("permute planes", Permute.class, 0, false, LayoutCases::permutePlanes),
        new OpCase("expand", Expand.class, 0, true, LayoutCases::expand),
        new OpCase("slice", Slice.class, 0, true, LayoutCases::slice),
        new OpCase("concat", Concat.class, 0, true, LayoutCases::concat),
        new OpCase("pad", Pad.class, 0, true, LayoutCases::pad),
        new OpCase("pad_backward", PadBackward.class, 1e-5, true, LayoutCases::padBackward),
        new OpCase("gather", Gather.class, 0, true, LayoutCases::gather),
        new OpCase("scatter_add", ScatterAdd.class, 1e-6, true, LayoutCases::scatterAdd));
  }

  private static Op castToReal(Scope s, Draw draw) {
    int[] extents = extents(draw, 2, 70);
    DType from = draw.choice(DType.BF16, DType.U8, DType.U16, DType.I32);
    return new Cast(stored(s, draw, from, extents), s.empty(extents));
  }

  private static Op castFromReal(Scope s, Draw draw) {
    int[] extents = extents(draw, 2, 70);
    DType to = draw.choice(DType.BF16, DType.U8, DType.U16, DType.I32);
    double reach = draw.choice(2.0, 400.0, 1e5, 3e9);
    return new Cast(draw.tensorBetween(-reach, reach, s, extents), s.empty(to, Shape.of(extents)));
  }

  private static Op castBetween(Scope s, Draw draw) {
    int[] extents = extents(draw, 2, 70);
    DType from = draw.choice(DType.values());
    DType to = draw.choice(DType.values());
    return new Cast(stored(s, draw, from, extents), s.empty(to, Shape.of(extents)));
  }

  private static Op permute(Scope s, Draw draw, int... extents) {
    List<Integer> axes = new ArrayList<>();
    for (int i = 0; i < extents.length; i++) {
      axes.add(draw.flip() ? i : i - extents.length);
    }
    Collections.shuffle(axes, new Random(draw.seed()));
    Tensor x = any(s, draw, extents);
    int[] turned = axes.stream().mapToInt(x.shape()::extent).toArray();
    return new Permute(x, axes, s.empty(x.dtype(), Shape.of(turned)));
  }

  private static Op permutePlanes(Scope s, Draw draw) {
    return permute(s, draw, draw.size(1, 3), 13 * draw.size(1, 11), 17 * draw.size(1, 11));
  }

  private static Op expand(Scope s, Draw draw) {
    int[] to = extents(draw, 4, 20);
    int[] from = Arrays.copyOfRange(to, draw.size(1, to.length) - 1, to.length);
    Arrays.setAll(from, i -> draw.flip() ? from[i] : 1);
    Tensor x = any(s, draw, from);
    return new Expand(x, s.empty(x.dtype(), Shape.of(to)));
  }

  private static Op slice(Scope s, Draw draw) {
    int[] extents = extents(draw, 4, 20);
    int axis = draw.size(1, extents.length) - 1;
    int length = draw.size(1, extents[axis]);
    int start = draw.size(1, extents[axis] - length + 1) - 1;
    Tensor x = any(s, draw, extents);
    Tensor y = s.empty(x.dtype(), x.shape().with(axis, length));
    return new Slice(x, draw.flip() ? axis : axis - extents.length, start, y);
  }

  private static Op concat(Scope s, Draw draw) {
    int[] extents = extents(draw, 4, 20);
    int axis = draw.size(1, extents.length) - 1;
    DType dtype = draw.choice(s.device().real(), DType.U8, DType.I32);
    List<Tensor> parts = new ArrayList<>();
    int total = 0;
    for (int i = draw.size(1, 3); i > 0; i--) {
      extents[axis] = draw.size(1, 9);
      total += extents[axis];
      parts.add(stored(s, draw, dtype, extents));
    }
    Tensor y = s.empty(dtype, Shape.of(extents).with(axis, total));
    return new Concat(parts, draw.flip() ? axis : axis - extents.length, y);
  }

  private static Op pad(Scope s, Draw draw) {
    int[] extents = extents(draw, 4, 12);
    PadMode mode = draw.choice(PadMode.values());
    List<Integer> before = new ArrayList<>();
    int[] padded = padded(draw, extents, mode, before);
    Tensor x = any(s, draw, extents);
    return new Pad(x, before, mode, s.empty(x.dtype(), Shape.of(padded)));
  }

  private static Op padBackward(Scope s, Draw draw) {
    int[] extents = extents(draw, 4, 12);
    PadMode mode = draw.choice(PadMode.values());
    List<Integer> before = new ArrayList<>();
    int[] padded = padded(draw, extents, mode, before);
    return new PadBackward(Terms.of(s, draw, padded), before, mode, s.empty(extents));
  }

  private static Op gather(Scope s, Draw draw) {
    int[] extents = extents(draw, 3, 20);
    Tensor x = any(s, draw, extents);
    Tensor indices = indices(s, draw, extents[0], draw.size(1, 40));
    return new Gather(x, indices, s.empty(x.dtype(), x.shape().with(0, indices.elements())));
  }

  private static Op scatterAdd(Scope s, Draw draw) {
    int[] extents = draw.flip() ? extents(draw, 3, 20) : new int[] {draw.size(1, 9), 300};
    Tensor gradX = s.empty(extents);
    Tensor indices = indices(s, draw, extents[0], draw.size(1, 40));
    int[] rows = gradX.shape().with(0, indices.elements()).extents();
    return new ScatterAdd(Terms.of(s, draw, rows), indices, gradX);
  }

  private static Tensor indices(Scope s, Draw draw, int bound, int count) {
    int[] indices = new int[count];
    Arrays.setAll(indices, i -> (int) draw.value(-1.5, bound + 1.5));
    return s.of(indices, count);
  }

  private static int[] padded(Draw draw, int[] extents, PadMode mode, List<Integer> before) {
    int[] padded = extents.clone();
    for (int i = 0; i < extents.length; i++) {
      int most = mode == PadMode.REFLECT ? extents[i] - 1 : 5;
      int front = (int) draw.value(0, most + 1);
      before.add(front);
      padded[i] += front + (int) draw.value(0, most + 1);
    }
    return padded;
  }

  private static Tensor any(Scope s, Draw draw, int... extents) {
    return stored(s, draw, draw.choice(DType.values()), extents);
  }

  private static Tensor stored(Scope s, Draw draw, DType dtype, int... extents) {
    Tensor tensor = s.empty(dtype, Shape.of(extents));
    double[] values =
        switch (dtype) {
          case F64 -> draw.values(tensor.elements(), -1e3, 1e3);
          default -> draw.values(tensor.elements(), -1e3, 1e5);
        };
    for (int i = 0; i < values.length; i++) {
      dtype.set(tensor.memory(), i, values[i]);
    }
    return tensor;
  }

  private static int[] extents(Draw draw, int rank, int most) {
    int[] extents = new int[draw.size(1, rank)];
    Arrays.setAll(extents, i -> draw.size(1, most));
    return extents;
  }
}
