package org.sinopia.tensor.reference;

import org.sinopia.tensor.DType;
import org.sinopia.tensor.Shape;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.BinaryFunction;
import org.sinopia.tensor.op.Dropout;
import org.sinopia.tensor.op.ElementwiseOp;
import org.sinopia.tensor.reference.array.Reals;

/** {@link ElementwiseOp} by its formulas. */
final class ReferenceElementwise {
  private ReferenceElementwise() {}

  static void run(ElementwiseOp op) {
    switch (op) {
      case ElementwiseOp.Fill o -> fill(o);
      case ElementwiseOp.Unary o -> unary(o);
      case ElementwiseOp.UnaryBackward o -> unaryBackward(o);
      case ElementwiseOp.Binary o -> binary(o);
      case ElementwiseOp.Axpby o -> axpby(o);
      case ElementwiseOp.BiasActivation o -> biasActivation(o);
      case ElementwiseOp.BiasActivationBackward o -> biasActivationBackward(o);
      case ElementwiseOp.ResidualDropPath o -> residualDropPath(o);
      case ElementwiseOp.ResidualDropPathBackward o -> residualDropPathBackward(o);
    }
  }

  private static void fill(ElementwiseOp.Fill op) {
    DType dtype = op.y().dtype();
    for (int i = 0; i < op.y().elements(); i++) {
      dtype.set(op.y().memory(), i, op.value());
    }
  }

  private static void unary(ElementwiseOp.Unary op) {
    Reals x = new Reals(op.x());
    Reals y = new Reals(op.y());
    for (int i = 0; i < op.y().elements(); i++) {
      y.set(i, Activation.value(op.function(), x.at(i)));
    }
  }

  private static void unaryBackward(ElementwiseOp.UnaryBackward op) {
    Reals x = new Reals(op.x());
    Reals gradY = new Reals(op.gradY());
    Reals gradX = new Reals(op.gradX());
    for (int i = 0; i < op.gradX().elements(); i++) {
      gradX.set(i, gradY.at(i) * Activation.derivative(op.function(), x.at(i)));
    }
  }

  private static void binary(ElementwiseOp.Binary op) {
    Reals a = new Reals(op.a());
    Reals b = new Reals(op.b());
    Reals y = new Reals(op.y());
    Shape shape = op.y().shape();
    for (int i = 0; i < op.y().elements(); i++) {
      y.set(
          i,
          apply(
              op.function(),
              a.at(source(shape, i, op.a().shape())),
              b.at(source(shape, i, op.b().shape()))));
    }
  }

  /** The element of {@code operand} that position {@code flat} of a larger shape sees. */
  private static int source(Shape shape, int flat, Shape operand) {
    int source = 0;
    int stride = 1;
    int rest = flat;
    for (int axis = 1; axis <= operand.rank(); axis++) {
      int index = rest % shape.extent(-axis);
      rest /= shape.extent(-axis);
      source += operand.extent(-axis) == 1 ? 0 : index * stride;
      stride *= operand.extent(-axis);
    }
    return source;
  }

  private static double apply(BinaryFunction function, double a, double b) {
    return switch (function) {
      case ADD -> a + b;
      case SUBTRACT -> a - b;
      case MULTIPLY -> a * b;
      case DIVIDE -> a / b;
      case MAXIMUM -> Math.max(a, b);
      case MINIMUM -> Math.min(a, b);
    };
  }

  private static void axpby(ElementwiseOp.Axpby op) {
    Reals x = new Reals(op.x());
    Reals y = new Reals(op.y());
    for (int i = 0; i < op.y().elements(); i++) {
      double old = op.beta() == 0 ? 0 : op.beta() * y.at(i);
      y.set(i, op.alpha() * x.at(i) + old);
    }
  }

  private static void biasActivation(ElementwiseOp.BiasActivation op) {
    Reals x = new Reals(op.x());
    Reals y = new Reals(op.y());
    int d = op.x().shape().extent(-1);
    double[] bias = bias(op.bias(), d);
    Dropout dropout = op.dropout();
    for (int i = 0; i < op.y().elements(); i++) {
      double value = Activation.value(op.function(), x.at(i) + bias[i % d]);
      y.set(
          i,
          dropout.keeps(i)
              ? dropout.keptScale() * value + dropout.keptShift()
              : dropout.droppedValue());
    }
  }

  private static void biasActivationBackward(ElementwiseOp.BiasActivationBackward op) {
    Reals x = new Reals(op.x());
    Reals gradY = new Reals(op.gradY());
    Reals gradX = new Reals(op.gradX());
    int d = op.x().shape().extent(-1);
    double[] bias = bias(op.bias(), d);
    double[] gradBias = new double[d];
    Dropout dropout = op.dropout();
    for (int i = 0; i < op.gradX().elements(); i++) {
      double slope = Activation.derivative(op.function(), x.at(i) + bias[i % d]);
      double gradient = dropout.keeps(i) ? dropout.keptScale() * gradY.at(i) * slope : 0;
      gradX.set(i, gradient);
      gradBias[i % d] += gradient;
    }
    store(gradBias, op.gradBias());
  }

  private static void residualDropPath(ElementwiseOp.ResidualDropPath op) {
    Reals x = new Reals(op.x());
    Reals branch = new Reals(op.branch());
    Reals y = new Reals(op.y());
    int d = op.x().shape().extent(-1);
    double[] bias = bias(op.bias(), d);
    for (int i = 0; i < op.y().elements(); i++) {
      double scale = scale(op.dropout(), op.dropPath(), i, op.y().shape());
      y.set(i, scale == 0 ? x.at(i) : x.at(i) + scale * (branch.at(i) + bias[i % d]));
    }
  }

  private static void residualDropPathBackward(ElementwiseOp.ResidualDropPathBackward op) {
    Reals gradY = new Reals(op.gradY());
    Reals gradBranch = new Reals(op.gradBranch());
    int d = op.gradY().shape().extent(-1);
    double[] gradBias = new double[d];
    for (int i = 0; i < op.gradBranch().elements(); i++) {
      double scale = scale(op.dropout(), op.dropPath(), i, op.gradY().shape());
      double gradient = scale == 0 ? 0 : scale * gradY.at(i);
      gradBranch.set(i, gradient);
      gradBias[i % d] += gradient;
    }
    store(gradBias, op.gradBias());
  }

  /** The factor of an element of the branch; 0 if it, or its whole sample, is dropped. */
  private static double scale(Dropout dropout, Dropout dropPath, int flat, Shape shape) {
    int sample = flat / shape.stride(0);
    return dropout.keeps(flat) && dropPath.keeps(sample)
        ? dropout.keptScale() * dropPath.keptScale()
        : 0;
  }

  private static double[] bias(Tensor bias, int d) {
    return bias == null ? new double[d] : bias.toDoubles();
  }

  private static void store(double[] sums, Tensor target) {
    if (target != null) {
      target.set(sums);
    }
  }
}
