package org.sinopia.nn.layer;

import org.sinopia.autograd.Tape;
import org.sinopia.autograd.Variable;
import org.sinopia.autograd.op.ResidualDropPath;
import org.sinopia.nn.Module;
import org.sinopia.tensor.op.Dropout;

/**
 * The end of a residual branch, x + branch + bias, where in training the branch of a whole sample
 * is left out with probability {@code rate} and otherwise divided by 1 − rate (Huang et al. 2016,
 * arXiv 1603.09382).
 */
public final class StochasticDepth extends Module {
  private final double rate;

  /**
   * @param rate in [0, 1)
   */
  public StochasticDepth(double rate) {
    this.rate = rate;
  }

  /**
   * Joins a branch.
   *
   * @param x [B, … , d]
   * @param branch as x, before its bias
   * @param bias [d]
   * @param dropout of branch + bias
   */
  public Variable join(Variable x, Variable branch, Variable bias, Dropout dropout) {
    return ResidualDropPath.of(x, branch, bias, dropout, draw(x.tape()));
  }

  private Dropout draw(Tape tape) {
    return training() && rate > 0
        ? Dropout.standard(rate, tape.seed(), tape.nextStream())
        : Dropout.NONE;
  }
}
