package org.sinopia.train;

import org.sinopia.nn.ParameterStore;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.OptimiserOp;

/**
 * AdamW (Loshchilov and Hutter 2017, arXiv 1711.05101) over all parameters of a model: a step is
 * one op on flat buffers. It remembers nothing but the moments; which step it is, the caller says.
 */
final class AdamW {
  private final ParameterStore store;
  private final OptimiserConfig config;
  private final Tensor firstMoment;
  private final Tensor secondMoment;

  /** With moments of zero, which live as long as the parameters. */
  public AdamW(ParameterStore store, OptimiserConfig config) {
    this.store = store;
    this.config = config;
    this.firstMoment = store.scope().zeros(store.values().elements());
    this.secondMoment = store.scope().zeros(store.values().elements());
  }

  /**
   * Moves all parameters against their gradients, which must be complete ({@link
   * ParameterStore#completeGradients}).
   *
   * @param step from 1, one more at each call
   * @param learningRate 0 or more
   * @param norm of all gradients, a scalar, by which they are clipped if the configuration says so
   */
  public void step(long step, double learningRate, Tensor norm) {
    boolean clips = config.maxNorm() > 0;
    new OptimiserOp.AdamW(
            store.values(),
            store.gradients(),
            firstMoment,
            secondMoment,
            learningRate,
            config.beta1(),
            config.beta2(),
            config.epsilon(),
            config.weightDecay(),
            step,
            clips ? norm : null,
            config.maxNorm())
        .run();
  }

  /** The running means of gradients, laid out as the parameters. */
  public Tensor firstMoment() {
    return firstMoment;
  }

  /** The running means of squared gradients, laid out as the parameters. */
  public Tensor secondMoment() {
    return secondMoment;
  }
}
