package org.sinopia.tensor.cpu.elementwise;

import static jdk.incubator.vector.VectorOperators.LT;
import static org.sinopia.tensor.cpu.simd.FloatVectors.all;
import static org.sinopia.tensor.cpu.simd.FloatVectors.load;
import static org.sinopia.tensor.cpu.simd.FloatVectors.store;

import jdk.incubator.vector.FloatVector;
import org.sinopia.tensor.cpu.simd.FloatVectors;
import org.sinopia.tensor.cpu.simd.PairLoop;
import org.sinopia.tensor.cpu.simd.VectorMath;
import org.sinopia.tensor.op.UnaryFunction;

/** Loops y = f(x + bias) for every {@link UnaryFunction}; adding −0 changes nothing. */
final class Activations {
  private Activations() {}

  static PairLoop of(UnaryFunction function) {
    return switch (function) {
      case IDENTITY -> Activations::identity;
      case NEGATE -> Activations::negate;
      case ABS -> Activations::abs;
      case EXP -> Activations::exp;
      case LOG -> Activations::log;
      case SQRT -> Activations::sqrt;
      case SQUARE -> Activations::square;
      case RECIPROCAL -> Activations::reciprocal;
      case SIGMOID -> Activations::sigmoid;
      case TANH -> Activations::tanh;
      case RELU -> Activations::relu;
      case SELU -> Activations::selu;
      case GELU -> Activations::gelu;
    };
  }

  private static FloatVector sum(long x, long bias, int i) {
    return load(x, i).add(load(bias, i));
  }

  private static void identity(long x, long bias, long y, int count) {
    for (int i = 0; i < count; i += FloatVectors.COUNT) {
      store(sum(x, bias, i), y, i);
    }
  }

  private static void negate(long x, long bias, long y, int count) {
    for (int i = 0; i < count; i += FloatVectors.COUNT) {
      store(sum(x, bias, i).neg(), y, i);
    }
  }

  private static void abs(long x, long bias, long y, int count) {
    for (int i = 0; i < count; i += FloatVectors.COUNT) {
      store(sum(x, bias, i).abs(), y, i);
    }
  }

  private static void exp(long x, long bias, long y, int count) {
    for (int i = 0; i < count; i += FloatVectors.COUNT) {
      store(VectorMath.exp(sum(x, bias, i)), y, i);
    }
  }

  private static void log(long x, long bias, long y, int count) {
    for (int i = 0; i < count; i += FloatVectors.COUNT) {
      store(VectorMath.log(sum(x, bias, i)), y, i);
    }
  }

  private static void sqrt(long x, long bias, long y, int count) {
    for (int i = 0; i < count; i += FloatVectors.COUNT) {
      store(sum(x, bias, i).sqrt(), y, i);
    }
  }

  private static void square(long x, long bias, long y, int count) {
    for (int i = 0; i < count; i += FloatVectors.COUNT) {
      FloatVector v = sum(x, bias, i);
      store(v.mul(v), y, i);
    }
  }

  private static void reciprocal(long x, long bias, long y, int count) {
    for (int i = 0; i < count; i += FloatVectors.COUNT) {
      store(all(1).div(sum(x, bias, i)), y, i);
    }
  }

  private static void sigmoid(long x, long bias, long y, int count) {
    for (int i = 0; i < count; i += FloatVectors.COUNT) {
      store(VectorMath.sigmoid(sum(x, bias, i)), y, i);
    }
  }

  private static void tanh(long x, long bias, long y, int count) {
    for (int i = 0; i < count; i += FloatVectors.COUNT) {
      store(VectorMath.tanh(sum(x, bias, i)), y, i);
    }
  }

  private static void relu(long x, long bias, long y, int count) {
    for (int i = 0; i < count; i += FloatVectors.COUNT) {
      FloatVector v = sum(x, bias, i);
      store(v.blend(0, v.compare(LT, 0)), y, i);
    }
  }

  private static void selu(long x, long bias, long y, int count) {
    for (int i = 0; i < count; i += FloatVectors.COUNT) {
      store(VectorMath.selu(sum(x, bias, i)), y, i);
    }
  }

  private static void gelu(long x, long bias, long y, int count) {
    for (int i = 0; i < count; i += FloatVectors.COUNT) {
      store(VectorMath.gelu(sum(x, bias, i)), y, i);
    }
  }
}
