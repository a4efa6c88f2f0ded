package org.sinopia.train.onnx;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.sinopia.tensor.Shape;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.UnsupportedOpException;
import org.sinopia.tensor.op.AttentionOp.LocalityAttention;
import org.sinopia.tensor.op.Dropout;
import org.sinopia.tensor.op.ElementwiseOp;
import org.sinopia.tensor.op.ImageOp;
import org.sinopia.tensor.op.LayoutOp;
import org.sinopia.tensor.op.MatrixOp.Gemm;
import org.sinopia.tensor.op.NormalisationOp.LayerNorm;
import org.sinopia.tensor.op.Op;
import org.sinopia.tensor.op.PadMode;
import org.sinopia.tensor.op.PatchOp;
import org.sinopia.tensor.op.Shift;
import org.sinopia.tensor.op.UnaryFunction;

/**
 * Ops, one after the other, as nodes of a graph. A value is known by the storage that its op wrote;
 * a tensor of other shape on the same storage is a view, and becomes a reshape. A tensor that no op
 * wrote is a constant. The batch is the first axis of every value, so that each shape is written
 * with −1 there and holds for any batch.
 */
final class OnnxTranslation {
  /** Far below any score, yet finite: softmax makes it 0, and added to 0 elsewhere it stays 0. */
  private static final double MASKED = -1e30;

  private final OnnxGraph graph;
  private final ByStorage<String> weights = new ByStorage<>();
  private final ByStorage<Value> values = new ByStorage<>();
  private final ByStorage<Map<Shape, String>> constants = new ByStorage<>();
  private int unnamed;

  /** The name of a graph's value, and its shape. */
  private record Value(String name, Shape shape) {}

  /**
   * @param weights tensors by name; other constants are numbered
   */
  OnnxTranslation(OnnxGraph graph, Map<String, Tensor> weights) {
    this.graph = graph;
    weights.forEach((name, tensor) -> this.weights.put(tensor, name));
  }

  /** Declares an input. */
  void input(String name, Tensor tensor) {
    graph.input(name, longs(tensor.shape()));
    out(tensor, name);
  }

  /** Declares an output. */
  void output(String name, Tensor tensor) {
    graph.node("Identity", in(tensor)).named(name);
    graph.output(name, longs(tensor.shape()));
  }

  /**
   * Translates an op.
   *
   * @throws UnsupportedOpException if it has no translation; the message names it
   */
  void translate(Op op) {
    switch (op) {
      case ElementwiseOp.Fill o -> out(o.y(), filled(o));
      case ElementwiseOp.Unary o -> out(o.y(), unary(o.function(), in(o.x())));
      case ElementwiseOp.Binary o ->
          out(o.y(), graph.node(operator(o), in(o.a()), in(o.b())).output());
      case ElementwiseOp.BiasActivation o -> {
        requireNoDropout(op, o.dropout());
        out(o.y(), unary(o.function(), plus(in(o.x()), o.bias())));
      }
      case ElementwiseOp.ResidualDropPath o -> {
        requireNoDropout(op, o.dropout());
        requireNoDropout(op, o.dropPath());
        out(o.y(), graph.node("Add", in(o.x()), plus(in(o.branch()), o.bias())).output());
      }
      case Gemm o -> out(o.c(), product(o));
      case LayerNorm o -> out(o.y(), normalised(in(o.x()), o.gamma(), o.beta(), o.epsilon()));
      case LocalityAttention o -> {
        requireNoDropout(op, o.dropout());
        out(o.out(), attention(o));
      }
      case PatchOp.ShiftedPatchTokens o -> out(o.tokens(), tokens(o));
      case PatchOp.Unpatchify o -> out(o.image(), image(o));
      case ImageOp.Conv3x3 o ->
          out(
              o.y(),
              graph
                  .node("Conv", in(o.x()), in(o.weight()), in(o.bias()))
                  .withAll("kernel_shape", 3, 3)
                  .withAll("pads", 1, 1, 1, 1)
                  .output());
      case ImageOp.MeanPool2 o ->
          out(
              o.y(),
              graph
                  .node("AveragePool", in(o.x()))
                  .withAll("kernel_shape", 2, 2)
                  .withAll("strides", 2, 2)
                  .output());
      case LayoutOp.Permute o -> out(o.y(), transposed(in(o.x()), ints(o.axes())));
      case LayoutOp.Expand o -> out(o.y(), expanded(o));
      case LayoutOp.Slice o ->
          out(o.y(), sliced(in(o.x()), o.axis(), o.start(), o.y().shape().extent(o.axis())));
      case LayoutOp.Concat o ->
          out(
              o.y(),
              graph
                  .node("Concat", o.parts().stream().map(this::in).toArray(String[]::new))
                  .with("axis", o.axis())
                  .output());
      case LayoutOp.Pad o -> out(o.y(), padded(o));
      default -> throw unsupported(op);
    }
  }

  private static UnsupportedOpException unsupported(Op op) {
    return new UnsupportedOpException(op.name() + ": has no translation to ONNX");
  }

  private static void requireNoDropout(Op op, Dropout dropout) {
    if (dropout.active()) {
      throw new IllegalStateException(
          op.name() + ": drops at random; put the model into evaluation mode first");
    }
  }

  private void out(Tensor written, String name) {
    values.put(written, new Value(name, written.shape()));
  }

  /**
   * The name of a tensor's content, under its shape.
   *
   * @throws UnsupportedOpException if it is a part of a value that does not begin where that begins
   */
  private String in(Tensor tensor) {
    Optional<Value> known = values.get(tensor);
    if (known.isPresent()) {
      Value value = known.get();
      return value.shape().equals(tensor.shape())
          ? value.name()
          : reshaped(value.name(), batched(tensor.shape().extents()));
    }
    if (values.knowsStorageOf(tensor)) {
      throw new UnsupportedOpException(
          "slice " + tensor + " of a value's batch: has no translation to ONNX");
    }
    Map<Shape, String> views = constants.get(tensor).orElseGet(HashMap::new);
    constants.put(tensor, views);
    return views.computeIfAbsent(tensor.shape(), _ -> stored(tensor, views.isEmpty()));
  }

  /** A weight keeps its name; a second view of it, under another shape, is another constant. */
  private String stored(Tensor tensor, boolean first) {
    String name = weights.get(tensor).filter(_ -> first).orElseGet(this::unnamed);
    return graph.constant(name, longs(tensor.shape()), tensor.toFloats());
  }

  private String unnamed() {
    return "constant." + unnamed++;
  }

  private String filled(ElementwiseOp.Fill op) {
    float[] elements = new float[op.y().elements()];
    Arrays.fill(elements, (float) op.value());
    return graph.constant(unnamed(), longs(op.y().shape()), elements);
  }

  private String plus(String x, Tensor bias) {
    return bias == null ? x : graph.node("Add", x, in(bias)).output();
  }

  private String unary(UnaryFunction function, String x) {
    return switch (function) {
      case IDENTITY -> x;
      case NEGATE -> graph.node("Neg", x).output();
      case ABS -> graph.node("Abs", x).output();
      case EXP -> graph.node("Exp", x).output();
      case LOG -> graph.node("Log", x).output();
      case SQRT -> graph.node("Sqrt", x).output();
      case SQUARE -> graph.node("Mul", x, x).output();
      case RECIPROCAL -> graph.node("Reciprocal", x).output();
      case SIGMOID -> graph.node("Sigmoid", x).output();
      case TANH -> graph.node("Tanh", x).output();
      case RELU -> graph.node("Relu", x).output();
      case SELU ->
          graph
              .node("Selu", x)
              .with("alpha", UnaryFunction.SELU_ALPHA)
              .with("gamma", UnaryFunction.SELU_LAMBDA)
              .output();
      case GELU -> graph.node("Gelu", x).with("approximate", "none").output();
    };
  }

  private static String operator(ElementwiseOp.Binary op) {
    return switch (op.function()) {
      case ADD -> "Add";
      case SUBTRACT -> "Sub";
      case MULTIPLY -> "Mul";
      case DIVIDE -> "Div";
      case MAXIMUM -> "Max";
      case MINIMUM -> "Min";
    };
  }

  private String product(Gemm op) {
    if (op.beta() != 0 || op.alpha() != 1 || op.transposeA()) {
      throw unsupported(op);
    }
    String b = in(op.b());
    if (op.transposeB()) {
      int rank = op.b().shape().rank();
      long[] axes = IntStream.range(0, rank).asLongStream().toArray();
      axes[rank - 2]++;
      axes[rank - 1]--;
      b = transposed(b, axes);
    }
    return plus(graph.node("MatMul", in(op.a()), b).output(), op.bias());
  }

  private String normalised(String x, Tensor gamma, Tensor beta, double epsilon) {
    return graph
        .node("LayerNormalization", x, in(gamma), in(beta))
        .with("axis", -1L)
        .with("epsilon", epsilon)
        .output();
  }

  /**
   * The scale exp(θ) is applied to the queries, which are fewer than the scores. One token alone
   * under the mask gathers nothing: zeros.
   */
  private String attention(LocalityAttention op) {
    int tokens = op.qkv().shape().extent(1);
    int heads = op.heads();
    int features = op.headDimension();
    List<String> parts =
        graph.node("Split", in(op.qkv())).with("axis", 2).with("num_outputs", 3).outputs(3);
    List<String> split =
        parts.stream().map(part -> reshaped(part, -1, tokens, heads, features)).toList();
    String theta = reshaped(in(op.logTemperature()), -1, 1, 1);
    String queries =
        graph
            .node("Mul", transposed(split.get(0), 0, 2, 1, 3), graph.node("Exp", theta).output())
            .output();
    String scores = graph.node("MatMul", queries, transposed(split.get(1), 0, 2, 3, 1)).output();
    if (op.maskSelf()) {
      scores = graph.node("Add", scores, mask(tokens)).output();
    }
    String p = graph.node("Softmax", scores).with("axis", -1L).output();
    if (op.maskSelf() && tokens == 1) {
      p = graph.node("Mul", p, graph.constant(0)).output();
    }
    String gathered = graph.node("MatMul", p, transposed(split.get(2), 0, 2, 1, 3)).output();
    return reshaped(transposed(gathered, 0, 2, 1, 3), -1, tokens, (long) heads * features);
  }

  /** The diagonal, far below everything. */
  private String mask(int tokens) {
    String square = graph.node("ConstantOfShape", graph.integers(tokens, tokens)).output();
    String diagonal = graph.node("EyeLike", square).output();
    return graph.node("Mul", diagonal, graph.constant(MASKED)).output();
  }

  private String tokens(PatchOp.ShiftedPatchTokens op) {
    int[] e = op.x().shape().extents();
    int p = op.patch();
    String x = in(op.x());
    if (op.shift() != Shift.NONE) {
      x = withShiftedCopies(x, op.shift(), p, e[2], e[3]);
    }
    int channels = e[1] * op.shift().copies();
    int rows = e[2] / p;
    int columns = e[3] / p;
    String cut = transposed(reshaped(x, -1, channels, rows, p, columns, p), 0, 2, 4, 3, 5, 1);
    String features = reshaped(cut, -1, (long) rows * columns, (long) channels * p * p);
    return normalised(features, op.gamma(), op.beta(), op.epsilon());
  }

  private String withShiftedCopies(String x, Shift shift, int patch, int height, int width) {
    int margin =
        IntStream.range(0, shift.copies())
            .map(copy -> Math.max(shift.dy(copy, patch), shift.dx(copy, patch)))
            .max()
            .orElseThrow();
    String framed =
        graph
            .node("Pad", x, graph.integers(0, 0, margin, margin, 0, 0, margin, margin))
            .with("mode", "constant")
            .output();
    String[] copies = new String[shift.copies()];
    copies[0] = x;
    for (int copy = 1; copy < copies.length; copy++) {
      String rows = sliced(framed, 2, (long) margin + shift.dy(copy, patch), height);
      copies[copy] = sliced(rows, 3, (long) margin + shift.dx(copy, patch), width);
    }
    return graph.node("Concat", copies).with("axis", 1).output();
  }

  private String image(PatchOp.Unpatchify op) {
    int[] e = op.image().shape().extents();
    int p = op.patch();
    String cut = reshaped(in(op.tokens()), -1, e[2] / p, e[3] / p, p, p, e[1]);
    return reshaped(transposed(cut, 0, 5, 1, 3, 2, 4), -1, e[1], e[2], e[3]);
  }

  private String expanded(LayoutOp.Expand op) {
    int[] from = op.x().shape().extents();
    int[] to = op.y().shape().extents();
    if (from.length == 0 || from.length != to.length || from[0] != to[0]) {
      throw unsupported(op);
    }
    long[] wanted = Arrays.stream(to).asLongStream().toArray();
    // Broadcasting by one leaves an axis as long as it is, so this holds for any batch.
    wanted[0] = 1;
    return graph.node("Expand", in(op.x()), graph.integers(wanted)).output();
  }

  private String padded(LayoutOp.Pad op) {
    int rank = op.x().shape().rank();
    long[] pads = new long[2 * rank];
    for (int i = 0; i < rank; i++) {
      pads[i] = op.before().get(i);
      pads[rank + i] = op.y().shape().extent(i) - op.x().shape().extent(i) - pads[i];
    }
    return graph
        .node("Pad", in(op.x()), graph.integers(pads))
        .with("mode", op.mode() == PadMode.REFLECT ? "reflect" : "constant")
        .output();
  }

  private String sliced(String x, int axis, long start, long extent) {
    return graph
        .node(
            "Slice", x, graph.integers(start), graph.integers(start + extent), graph.integers(axis))
        .output();
  }

  private String reshaped(String x, long... extents) {
    return graph.node("Reshape", x, graph.integers(extents)).output();
  }

  private String transposed(String x, long... axes) {
    return graph.node("Transpose", x).withAll("perm", axes).output();
  }

  private static long[] batched(int[] extents) {
    long[] wanted = Arrays.stream(extents).asLongStream().toArray();
    wanted[0] = -1;
    return wanted;
  }

  private static long[] longs(Shape shape) {
    return Arrays.stream(shape.extents()).asLongStream().toArray();
  }

  private static long[] ints(List<Integer> axes) {
    return axes.stream().mapToLong(Integer::longValue).toArray();
  }
}
