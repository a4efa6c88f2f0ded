package org.sinopia.nn.layer;

import org.sinopia.autograd.Tape;
import org.sinopia.autograd.Variable;
import org.sinopia.autograd.op.Conv3x3;
import org.sinopia.nn.Initialiser;
import org.sinopia.nn.Module;
import org.sinopia.nn.Weight;

/**
 * A 3×3 convolution with zero padding of 1: [B, in, H, W] → [B, out, H, W]; weight is [out, in, 3,
 * 3], bias [out].
 */
public final class Conv2d extends Module {
  private final Weight weight;
  private final Weight bias;

  /**
   * Weights start Kaiming-uniform for a rectifier of the given negative slope, the bias at zero.
   */
  public Conv2d(int in, int out, double negativeSlope) {
    weight = weight("weight", Initialiser.kaimingUniform(9 * in, negativeSlope), out, in, 3, 3);
    bias = weight("bias", Initialiser.ZEROS, out);
  }

  /** [B, in, H, W] → [B, out, H, W]. */
  public Variable forward(Variable x) {
    Tape tape = x.tape();
    return Conv3x3.of(x, weight.on(tape), bias.on(tape));
  }

  /** The same with weight and bias as constants: x gets a gradient, they get none. */
  Variable forwardFixed(Variable x) {
    Tape tape = x.tape();
    return Conv3x3.of(x, weight.on(tape).detach(), bias.on(tape).detach());
  }
}
