package org.sinopia.bench.peers;

import ai.djl.ndarray.NDList;
import java.util.SequencedMap;
import org.sinopia.autograd.Parameter;
import org.sinopia.autograd.Variable;

/** Two programs that are compared must compute the same first. */
final class Agreement {
  /** The largest differences of outputs and losses. */
  static final double TOLERANCE = 1e-4;

  private static final double GRADIENT_TOLERANCE = 2e-3;

  private Agreement() {}

  /** The largest difference of elements, in units of the largest element of the peer's. */
  static double deviation(float[] ours, float[] theirs) {
    if (ours.length != theirs.length) {
      throw new IllegalStateException(
          "we have " + ours.length + " elements, the peer " + theirs.length);
    }
    double difference = 0;
    double scale = 0;
    for (int i = 0; i < ours.length; i++) {
      // Written so that NaN on either side is not passed over.
      double d = Math.abs(ours[i] - theirs[i]);
      difference = d <= difference ? difference : d;
      scale = Math.max(scale, Math.abs(theirs[i]));
    }
    return difference / Math.max(scale, Float.MIN_NORMAL);
  }

  /**
   * Checks a result.
   *
   * @throws IllegalStateException if the deviation is above the tolerance, or NaN
   */
  static void require(String what, float[] ours, float[] theirs, double tolerance) {
    double deviation = deviation(ours, theirs);
    if (!(deviation <= tolerance)) {
      throw new IllegalStateException(
          what + ": deviates by " + deviation + ", expected at most " + tolerance);
    }
  }

  /**
   * Checks a step of training before its weights move.
   *
   * @param what names the loss
   * @param weights in the peer's order
   * @param theirs the loss, and the gradients by all weights
   * @throws IllegalStateException as {@link #require}
   */
  static void requireStep(
      String what, Variable loss, SequencedMap<String, Parameter> weights, NDList theirs) {
    require(what, loss.value().toFloats(), theirs.getFirst().toFloatArray(), TOLERANCE);
    int i = 1;
    for (var weight : weights.entrySet()) {
      require(
          "gradient of " + weight.getKey(),
          weight.getValue().gradient().toFloats(),
          theirs.get(i).toFloatArray(),
          GRADIENT_TOLERANCE);
      i++;
    }
  }
}
