package org.sinopia.train;

import org.sinopia.nn.ConfigField;

/**
 * How a step moves the weights.
 *
 * @param learningRate of AdamW before any schedule, above 0
 * @param beta1 how much of the first moment a step keeps, in [0, 1)
 * @param beta2 how much of the second moment a step keeps, in [0, 1)
 * @param epsilon what is added to the root of the second moment, above 0
 * @param weightDecay λ of AdamW, 0 or more, of all parameters alike
 * @param maxNorm what the norm of all gradients together is clipped to; 0 leaves them as they are
 * @param averageDecay how much of the moving average of the weights a step keeps, in [0, 1); 0
 *     keeps no average
 */
public record OptimiserConfig(
    double learningRate,
    double beta1,
    double beta2,
    double epsilon,
    double weightDecay,
    double maxNorm,
    double averageDecay) {
  /** PyTorch's defaults of AdamW, with gradients clipped to norm 1 and no average. */
  public static final OptimiserConfig DEFAULT =
      new OptimiserConfig(1e-3, 0.9, 0.999, 1e-8, 1e-2, 1, 0);

  /**
   * @throws IllegalArgumentException naming the field that is out of range
   */
  public OptimiserConfig {
    ConfigField.positive("learning_rate", learningRate);
    ConfigField.rate("beta1", beta1);
    ConfigField.rate("beta2", beta2);
    ConfigField.positive("epsilon", epsilon);
    ConfigField.notNegative("weight_decay", weightDecay);
    ConfigField.notNegative("max_norm", maxNorm);
    ConfigField.rate("average_decay", averageDecay);
  }
}
