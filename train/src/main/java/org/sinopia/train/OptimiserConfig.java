package org.sinopia.train;

import java.util.function.Consumer;
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

  /**
   * This configuration with some fields changed: {@code DEFAULT.with(c -> c.learningRate = 1e-2)}.
   *
   * @throws IllegalArgumentException naming the field that is out of range
   */
  public OptimiserConfig with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.config();
  }

  /** The fields of a configuration, to be changed. */
  public static final class Draft {
    public double learningRate;
    public double beta1;
    public double beta2;
    public double epsilon;
    public double weightDecay;
    public double maxNorm;
    public double averageDecay;

    private Draft(OptimiserConfig config) {
      learningRate = config.learningRate;
      beta1 = config.beta1;
      beta2 = config.beta2;
      epsilon = config.epsilon;
      weightDecay = config.weightDecay;
      maxNorm = config.maxNorm;
      averageDecay = config.averageDecay;
    }

    private OptimiserConfig config() {
      return new OptimiserConfig(
          learningRate, beta1, beta2, epsilon, weightDecay, maxNorm, averageDecay);
    }
  }
}
