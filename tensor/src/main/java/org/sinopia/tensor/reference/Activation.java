package org.sinopia.tensor.reference;

import static org.sinopia.tensor.op.UnaryFunction.SELU_ALPHA;
import static org.sinopia.tensor.op.UnaryFunction.SELU_LAMBDA;

import org.sinopia.tensor.op.UnaryFunction;

/** Each {@link UnaryFunction} and its derivative in float64. */
final class Activation {
  private Activation() {}

  static double value(UnaryFunction function, double x) {
    return switch (function) {
      case IDENTITY -> x;
      case NEGATE -> -x;
      case ABS -> Math.abs(x);
      case EXP -> Math.exp(x);
      case LOG -> Math.log(x);
      case SQRT -> Math.sqrt(x);
      case SQUARE -> x * x;
      case RECIPROCAL -> 1 / x;
      case SIGMOID -> 1 / (1 + Math.exp(-x));
      case TANH -> Math.tanh(x);
      case RELU -> Math.max(x, 0);
      case SELU -> SELU_LAMBDA * (x > 0 ? x : SELU_ALPHA * Math.expm1(x));
      case GELU -> x * normalCdf(x);
    };
  }

  static double derivative(UnaryFunction function, double x) {
    return switch (function) {
      case IDENTITY -> 1;
      case NEGATE -> -1;
      case ABS -> x == 0 ? 0 : Math.signum(x);
      case EXP -> Math.exp(x);
      case LOG -> 1 / x;
      case SQRT -> 0.5 / Math.sqrt(x);
      case SQUARE -> 2 * x;
      case RECIPROCAL -> -1 / (x * x);
      case SIGMOID -> value(function, x) * value(function, -x);
      case TANH -> 1 - Math.tanh(x) * Math.tanh(x);
      case RELU -> x > 0 ? 1 : x <= 0 ? 0 : x;
      case SELU -> SELU_LAMBDA * (x > 0 ? 1 : SELU_ALPHA * Math.exp(x));
      case GELU -> normalCdf(x) + x * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    };
  }

  private static double normalCdf(double x) {
    return (1 + erf(x / Math.sqrt(2))) / 2;
  }

  /**
   * erf(x) = 2/√π · e^(−x²) · Σ 2ⁿ x²ⁿ⁺¹/(1·3·…·(2n+1)) (Abramowitz and Stegun 1964, 7.1.6), whose
   * terms have one sign. Beyond 6 it is 1 to the last bit.
   */
  static double erf(double x) {
    if (Math.abs(x) > 6) {
      return Math.signum(x);
    }
    double term = x;
    double sum = x;
    for (int n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
      term *= 2 * x * x / (2 * n + 1);
      sum += term;
    }
    return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
  }
}
