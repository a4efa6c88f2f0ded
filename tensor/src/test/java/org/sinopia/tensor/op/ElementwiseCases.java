package org.sinopia.tensor.op;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.sinopia.tensor.DType;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Shape;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.ElementwiseOp.Axpby;
import org.sinopia.tensor.op.ElementwiseOp.BiasActivation;
import org.sinopia.tensor.op.ElementwiseOp.BiasActivationBackward;
import org.sinopia.tensor.op.ElementwiseOp.Binary;
import org.sinopia.tensor.op.ElementwiseOp.Fill;
import org.sinopia.tensor.op.ElementwiseOp.ResidualDropPath;
import org.sinopia.tensor.op.ElementwiseOp.ResidualDropPathBackward;
import org.sinopia.tensor.op.ElementwiseOp.Unary;
import org.sinopia.tensor.op.ElementwiseOp.UnaryBackward;
import org.sinopia.tensor.random.Draw;

/** Instances of elementwise ops. */
final class ElementwiseCases {
  private ElementwiseCases() {}

  static List<OpCase> all() {
    List<OpCase> all = new ArrayList<>();
    all.add(new OpCase("fill", Fill.class, 1e-7, true, ElementwiseCases::fill));
    for (UnaryFunction f : UnaryFunction.values()) {
      String of = " " + f.name().toLowerCase(Locale.ROOT);
      all.add(new OpCase("unary" + of, Unary.class, 1e-6, true, (s, draw) -> unary(f, s, draw)));
      all.add(
          new OpCase(
              "unary_backward" + of,
              UnaryBackward.class,
              1e-6,
              true,
              (s, draw) -> unaryBackward(f, s, draw)));
    }
    for (BinaryFunction f : BinaryFunction.values()) {
      String of = " " + f.name().toLowerCase(Locale.ROOT);
      all.add(new OpCase("binary" + of, Binary.class, 2e-7, true, (s, draw) -> binary(f, s, draw)));
    }
    all.add(new OpCase("axpby", Axpby.class, 5e-7, true, ElementwiseCases::axpby));
    all.add(
        new OpCase(
            "bias_activation", BiasActivation.class, 2e-6, true, ElementwiseCases::biasActivation));
    all.add(
        new OpCase(
            "bias_activation_backward",
            BiasActivationBackward.class,
            1e-5,
            false,
            ElementwiseCases::biasActivationBackward));
    all.add(
        new OpCase(
            "residual_drop_path",
            ResidualDropPath.class,
            5e-7,
            true,
            ElementwiseCases::residualDropPath));
    all.add(
        new OpCase(
            "residual_drop_path_backward",
            ResidualDropPathBackward.class,
            1e-5,
            false,
            ElementwiseCases::residualDropPathBackward));
    return List.copyOf(all);
  }

  private static Op fill(Scope s, Draw draw) {
    DType[] types = {s.device().real(), DType.U8, DType.U16, DType.I32, DType.BF16};
    double value = draw.values(1, -10, 70_000)[0];
    return new Fill(value, s.empty(draw.choice(types), Shape.of(extents(draw))));
  }

  private static Op unary(UnaryFunction function, Scope s, Draw draw) {
    Tensor x = argument(function, s, draw, extents(draw));
    return new Unary(function, x, draw.flip() ? x : s.emptyLike(x));
  }

  private static Op unaryBackward(UnaryFunction function, Scope s, Draw draw) {
    int[] extents = extents(draw);
    Tensor x = argument(function, s, draw, extents);
    Tensor gradY = moderate(s, draw, extents);
    return new UnaryBackward(function, x, gradY, draw.choice(x, gradY, s.emptyLike(x)));
  }

  private static Op binary(BinaryFunction function, Scope s, Draw draw) {
    int[] extents = extents(draw);
    Tensor a = draw.tensor(s, stretched(draw, extents));
    int[] divisor = stretched(draw, extents);
    Tensor b =
        function == BinaryFunction.DIVIDE
            ? draw.tensorBetween(0.5, 3, s, divisor)
            : draw.tensor(s, divisor);
    Shape shape = Shape.broadcast(a.shape(), b.shape());
    boolean inPlace = a.shape().equals(shape) && draw.flip();
    return new Binary(function, a, b, inPlace ? a : s.empty(s.device().real(), shape));
  }

  private static Op axpby(Scope s, Draw draw) {
    int[] extents = extents(draw);
    double beta = draw.choice(0.0, 1.0, 0.75);
    return new Axpby(
        draw.choice(1.0, -0.5), draw.tensor(s, extents), beta, draw.tensor(s, extents));
  }

  private static Op biasActivation(Scope s, Draw draw) {
    int[] extents = extents(draw);
    UnaryFunction function = smooth(draw);
    Tensor x = argument(function, s, draw, extents);
    Tensor bias = bias(s, draw, extents);
    return new BiasActivation(function, x, bias, dropout(draw), draw.flip() ? x : s.emptyLike(x));
  }

  private static Op biasActivationBackward(Scope s, Draw draw) {
    int[] extents = extents(draw);
    UnaryFunction function = smooth(draw);
    Tensor x = argument(function, s, draw, extents);
    Tensor bias = bias(s, draw, extents);
    // All of one sign: a long sum that cancels, as gradBias may be, has no digits to compare.
    Tensor gradY = draw.tensorBetween(0.1, 2.0, s, extents);
    Tensor gradBias = draw.flip() ? null : s.empty(extents[extents.length - 1]);
    return new BiasActivationBackward(
        function, x, bias, dropout(draw), gradY, draw.choice(x, gradY, s.emptyLike(x)), gradBias);
  }

  private static Op residualDropPath(Scope s, Draw draw) {
    int[] extents = extents(draw);
    Tensor x = draw.tensor(s, extents);
    Tensor branch = draw.tensor(s, extents);
    return new ResidualDropPath(
        x,
        branch,
        bias(s, draw, extents),
        Dropout.standard(draw.choice(0.0, 0.3), draw.seed(), 5),
        Dropout.standard(draw.choice(0.0, 0.4), draw.seed(), 6),
        draw.choice(x, branch, s.emptyLike(x)));
  }

  private static Op residualDropPathBackward(Scope s, Draw draw) {
    int[] extents = extents(draw);
    Tensor gradY = draw.tensor(s, extents);
    return new ResidualDropPathBackward(
        gradY,
        Dropout.standard(draw.choice(0.0, 0.3), draw.seed(), 5),
        Dropout.standard(draw.choice(0.0, 0.4), draw.seed(), 6),
        draw.flip() ? gradY : s.emptyLike(gradY),
        draw.flip() ? null : s.empty(extents[extents.length - 1]));
  }

  private static Dropout dropout(Draw draw) {
    return draw.choice(
        Dropout.NONE,
        Dropout.standard(draw.value(0, 1), draw.seed(), draw.seed()),
        Dropout.alpha(draw.value(0, 1), draw.seed(), 0));
  }

  private static Tensor bias(Scope s, Draw draw, int[] extents) {
    return draw.flip() ? null : Terms.of(s, draw, 0.25, 1.0, extents[extents.length - 1]);
  }

  /**
   * One whose slope is continuous where {@link #argument} gives numbers, so that rounding x is
   * harmless.
   */
  private static UnaryFunction smooth(Draw draw) {
    return draw.choice(
        Arrays.stream(UnaryFunction.values())
            .filter(f -> f != UnaryFunction.ABS && f != UnaryFunction.RELU)
            .toArray(UnaryFunction[]::new));
  }

  /** Arguments where the function's slope is moderate. */
  private static Tensor argument(UnaryFunction function, Scope s, Draw draw, int... extents) {
    return switch (function) {
      case LOG, SQRT, RECIPROCAL -> draw.tensorBetween(0.25, 4, s, extents);
      case SIGMOID, TANH, SELU, GELU -> draw.tensorBetween(-9, 9, s, extents);
      case IDENTITY, NEGATE, ABS, EXP, SQUARE, RELU -> draw.tensor(s, extents);
    };
  }

  /**
   * Never wild: slopes are good to an absolute error, and may pass through what float cannot hold,
   * which a huge or tiny gradient would turn into an error of any size.
   */
  private static Tensor moderate(Scope s, Draw draw, int... extents) {
    double[] values = new double[Shape.of(extents).elements()];
    Arrays.setAll(values, i -> (float) draw.value(-2, 2));
    return s.of(values, extents);
  }

  /** Sometimes enough for several pieces. */
  private static int[] extents(Draw draw) {
    return switch (draw.choice(0, 1, 2, 3)) {
      case 0 -> new int[] {draw.size(1, 40)};
      case 1 -> new int[] {draw.size(1, 20), draw.size(1, 40)};
      case 2 -> new int[] {draw.size(1, 9), draw.size(1, 9), draw.size(1, 9), draw.size(1, 9)};
      default -> new int[] {draw.size(1, 33) * 23, draw.size(1, 33), draw.choice(1, 3, 48)};
    };
  }

  /** Extents that broadcast to the given ones: some replaced by 1, some outer ones left out. */
  private static int[] stretched(Draw draw, int[] extents) {
    int from = draw.flip() ? 0 : draw.size(0, extents.length);
    int[] part = Arrays.copyOfRange(extents, from, extents.length);
    for (int i = 0; i < part.length; i++) {
      part[i] = draw.choice(true, true, false) ? part[i] : 1;
    }
    return part;
  }
}
