package org.sinopia.train;

import org.sinopia.nn.ParameterStore;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.ElementwiseOp;
import org.sinopia.tensor.op.LayoutOp;

/**
 * An exponential moving average of a model's weights, often better than the last of them (Polyak
 * and Juditsky 1992): after step t, counted from 0, average ← d·average + (1−d)·weights with d =
 * min(decay, t/(t + 9)), so that it follows closely at first and nothing of the untrained weights
 * remains.
 */
public final class MovingAverage {
  private final ParameterStore store;
  private final double decay;
  private final Tensor average;
  private final Tensor kept;
  private boolean lent;

  /**
   * Starts as the weights are; lives as long as they do.
   *
   * @param decay in [0, 1)
   */
  public MovingAverage(ParameterStore store, double decay) {
    this.store = store;
    this.decay = decay;
    this.average = store.values().to(store.scope());
    this.kept = store.scope().emptyLike(store.values());
  }

  /** Takes in the weights as they are after step {@code step}, counted from 0. */
  public void update(long step) {
    double keep = Math.min(decay, step / (step + 9.0));
    new ElementwiseOp.Axpby(1 - keep, store.values(), keep, average).run();
  }

  /** The average, laid out as the parameters. */
  public Tensor average() {
    return average;
  }

  /** Ends a loan of the average. */
  @FunctionalInterface
  public interface Loan extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Puts the average in the weights' place, say for validation, until the returned handle is
   * closed, which puts back the weights to the bit.
   *
   * @throws IllegalStateException if it is there already
   */
  public Loan lend() {
    if (lent) {
      throw new IllegalStateException("the average is in the weights' place already");
    }
    lent = true;
    new LayoutOp.Cast(store.values(), kept).run();
    new LayoutOp.Cast(average, store.values()).run();
    return () -> {
      if (lent) {
        lent = false;
        new LayoutOp.Cast(kept, store.values()).run();
      }
    };
  }
}
