package org.sinopia.tensor.cpu.elementwise;

import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LT;
import static org.sinopia.tensor.cpu.simd.FloatVectors.load;
import static org.sinopia.tensor.cpu.simd.FloatVectors.store;
import static org.sinopia.tensor.op.UnaryFunction.SELU_ALPHA;
import static org.sinopia.tensor.op.UnaryFunction.SELU_LAMBDA;

import jdk.incubator.vector.FloatVector;
import org.sinopia.tensor.cpu.simd.FloatVectors;
import org.sinopia.tensor.cpu.simd.TripleLoop;
import org.sinopia.tensor.cpu.simd.VectorMath;
import org.sinopia.tensor.op.UnaryFunction;

/**
 * Loops gradX = gradY · f′(x + bias) for every {@link UnaryFunction}; adding −0 changes nothing.
 */
final class ActivationSlopes {
  private ActivationSlopes() {}

  static TripleLoop of(UnaryFunction function) {
    return switch (function) {
      case IDENTITY -> (_, _, gradY, gradX, count) -> identity(gradY, gradX, count);
      case NEGATE -> (_, _, gradY, gradX, count) -> negate(gradY, gradX, count);
      case ABS -> ActivationSlopes::abs;
      case EXP -> ActivationSlopes::exp;
      case LOG -> ActivationSlopes::log;
      case SQRT -> ActivationSlopes::sqrt;
      case SQUARE -> ActivationSlopes::square;
      case RECIPROCAL -> ActivationSlopes::reciprocal;
      case SIGMOID -> ActivationSlopes::sigmoid;
      case TANH -> ActivationSlopes::tanh;
      case RELU -> ActivationSlopes::relu;
      case SELU -> ActivationSlopes::selu;
      case GELU -> ActivationSlopes::gelu;
    };
  }

  private static FloatVector sum(long x, long bias, int i) {
    return load(x, i).add(load(bias, i));
  }

  private static void identity(long gradY, long gradX, int count) {
    for (int i = 0; i < count; i += FloatVectors.COUNT) {
      store(load(gradY, i), gradX, i);
    }
  }

  private static void negate(long gradY, long gradX, int count) {
    for (int i = 0; i < count; i += FloatVectors.COUNT) {
      store(load(gradY, i).neg(), gradX, i);
    }
  }

  private static void abs(long x, long bias, long gradY, long gradX, int count) {
    for (int i = 0; i < count; i += FloatVectors.COUNT) {
      FloatVector v = sum(x, bias, i);
      FloatVector sign = v.blend(1, v.compare(GT, 0)).blend(-1, v.compare(LT, 0));
      store(load(gradY, i).mul(sign), gradX, i);
    }
  }

  private static void exp(long x, long bias, long gradY, long gradX, int count) {
    for (int i = 0; i < count; i += FloatVectors.COUNT) {
      store(load(gradY, i).mul(VectorMath.exp(sum(x, bias, i))), gradX, i);
    }
  }

  private static void log(long x, long bias, long gradY, long gradX, int count) {
    for (int i = 0; i < count; i += FloatVectors.COUNT) {
      store(load(gradY, i).div(sum(x, bias, i)), gradX, i);
    }
  }

  private static void sqrt(long x, long bias, long gradY, long gradX, int count) {
    for (int i = 0; i < count; i += FloatVectors.COUNT) {
      store(load(gradY, i).mul(0.5f).div(sum(x, bias, i).sqrt()), gradX, i);
    }
  }

  private static void square(long x, long bias, long gradY, long gradX, int count) {
    for (int i = 0; i < count; i += FloatVectors.COUNT) {
      store(load(gradY, i).mul(sum(x, bias, i)).mul(2), gradX, i);
    }
  }

  private static void reciprocal(long x, long bias, long gradY, long gradX, int count) {
    for (int i = 0; i < count; i += FloatVectors.COUNT) {
      FloatVector v = sum(x, bias, i);
      store(load(gradY, i).neg().div(v).div(v), gradX, i);
    }
  }

  private static void sigmoid(long x, long bias, long gradY, long gradX, int count) {
    for (int i = 0; i < count; i += FloatVectors.COUNT) {
      store(load(gradY, i).mul(VectorMath.sigmoidSlope(sum(x, bias, i))), gradX, i);
    }
  }

  private static void tanh(long x, long bias, long gradY, long gradX, int count) {
    for (int i = 0; i < count; i += FloatVectors.COUNT) {
      // 1 − tanh²x = 4s(1−s) with s = 1/(1+e⁻²ˣ), which loses nothing where tanh nears 1.
      FloatVector slope = VectorMath.sigmoidSlope(sum(x, bias, i).mul(2)).mul(4);
      store(load(gradY, i).mul(slope), gradX, i);
    }
  }

  private static void relu(long x, long bias, long gradY, long gradX, int count) {
    for (int i = 0; i < count; i += FloatVectors.COUNT) {
      FloatVector v = sum(x, bias, i);
      FloatVector slope = v.blend(1, v.compare(GT, 0)).blend(0, v.compare(LE, 0));
      store(load(gradY, i).mul(slope), gradX, i);
    }
  }

  private static void selu(long x, long bias, long gradY, long gradX, int count) {
    for (int i = 0; i < count; i += FloatVectors.COUNT) {
      FloatVector v = sum(x, bias, i);
      FloatVector below = VectorMath.exp(v).mul((float) (SELU_LAMBDA * SELU_ALPHA));
      FloatVector slope = below.blend((float) SELU_LAMBDA, v.compare(GT, 0));
      store(load(gradY, i).mul(slope), gradX, i);
    }
  }

  private static void gelu(long x, long bias, long gradY, long gradX, int count) {
    for (int i = 0; i < count; i += FloatVectors.COUNT) {
      store(load(gradY, i).mul(VectorMath.geluSlope(sum(x, bias, i))), gradX, i);
    }
  }
}
