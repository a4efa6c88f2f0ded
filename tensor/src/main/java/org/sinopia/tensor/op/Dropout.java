package org.sinopia.tensor.op;

import org.sinopia.tensor.random.Philox;

/**
 * Which elements are dropped, and what becomes of the others.
 *
 * <p>Element i (row-major over the tensor it is applied to) is kept if u(i) ≥ rate, where u is
 * {@link RandomOp.Uniform} for (seed, stream); the mask is thus never stored, and is the same on
 * all devices.
 *
 * @param rate probability of dropping, in [0, 1)
 * @param seed key of the random numbers
 * @param stream which sequence under that key
 * @param kind what is done to kept and dropped elements
 */
public record Dropout(double rate, long seed, long stream, Kind kind) {
  /** Keeps everything as it is. */
  public static final Dropout NONE = new Dropout(0, 0, 0, Kind.STANDARD);

  /** How kept and dropped elements change. */
  public enum Kind {
    /** Kept: x/(1−rate). Dropped: 0 (Srivastava et al. 2014). */
    STANDARD,
    /**
     * Kept: a·x+b. Dropped: a·α'+b, with α' = −λα of SELU, a = ((1−r)(1+r·α'²))^−½, b = −a·r·α',
     * which keeps mean 0 and variance 1 (Klambauer et al. 2017, arXiv 1706.02515, section 3).
     */
    ALPHA
  }

  /**
   * @throws IllegalArgumentException if the rate is not in [0, 1)
   */
  public Dropout {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException(
          "dropout: rate " + rate + ", expected 0 or more and below 1");
    }
  }

  /** Plain dropout. */
  public static Dropout standard(double rate, long seed, long stream) {
    return new Dropout(rate, seed, stream, Kind.STANDARD);
  }

  /** Alpha dropout, for self-normalising networks. */
  public static Dropout alpha(double rate, long seed, long stream) {
    return new Dropout(rate, seed, stream, Kind.ALPHA);
  }

  /** Whether anything is dropped. */
  public boolean active() {
    return rate > 0;
  }

  /** Whether the element at a row-major position is kept. */
  public boolean keeps(long element) {
    return !active() || Philox.uniform(Philox.word(seed, stream, element)) >= rate;
  }

  /** The factor of a kept element. */
  public double keptScale() {
    return switch (kind) {
      case STANDARD -> 1 / (1 - rate);
      case ALPHA -> 1 / Math.sqrt((1 - rate) * (1 + rate * alphaPrime() * alphaPrime()));
    };
  }

  /** The term added to a kept element after scaling. */
  public double keptShift() {
    return kind == Kind.STANDARD ? 0 : -keptScale() * rate * alphaPrime();
  }

  /** The value of a dropped element. */
  public double droppedValue() {
    return kind == Kind.STANDARD ? 0 : keptScale() * alphaPrime() * (1 - rate);
  }

  private static double alphaPrime() {
    return -UnaryFunction.SELU_LAMBDA * UnaryFunction.SELU_ALPHA;
  }
}
