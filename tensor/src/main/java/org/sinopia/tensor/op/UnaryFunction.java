package org.sinopia.tensor.op;

/** A function of one real, applied to every element. Derivatives are by the argument x. */
public enum UnaryFunction {
  /** x. Derivative 1. */
  IDENTITY,
  /** −x. */
  NEGATE,
  /** |x|. Derivative sign(x), 0 at 0. */
  ABS,
  /** eˣ. */
  EXP,
  /** Natural logarithm; NaN below 0, −∞ at 0. */
  LOG,
  /** √x; NaN below 0. Derivative 1/(2√x). */
  SQRT,
  /** x². */
  SQUARE,
  /** 1/x. */
  RECIPROCAL,
  /** 1/(1+e⁻ˣ). */
  SIGMOID,
  /** Hyperbolic tangent. */
  TANH,
  /** max(x, 0). Derivative 0 at 0. */
  RELU,
  /**
   * λ·x for x &gt; 0, else λα(eˣ−1), with {@link #SELU_LAMBDA} and {@link #SELU_ALPHA} (Klambauer
   * et al. 2017, arXiv 1706.02515).
   */
  SELU,
  /**
   * x·Φ(x) with Φ(x) = ½(1+erf(x/√2)), the erf form (Hendrycks and Gimpel 2016, arXiv 1606.08415).
   */
  GELU;

  /** λ of SELU. */
  public static final double SELU_LAMBDA = 1.0507009873554805;

  /** α of SELU. */
  public static final double SELU_ALPHA = 1.6732632423543772;
}
