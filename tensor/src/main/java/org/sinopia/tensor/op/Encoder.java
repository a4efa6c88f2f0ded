package org.sinopia.tensor.op;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.sinopia.tensor.Tensor;

/**
 * A self-normalising encoder of spectra (Klambauer et al. 2017, arXiv 1706.02515) as operands of an
 * op: scaling, then hidden layers h ← SELU(weight·h + bias), then heads weight·h + bias, which all
 * start from the last hidden layer.
 *
 * @param hidden from the spectrum inwards; at least one
 * @param heads at least one
 */
public record Encoder(CountScaling scaling, List<Dense> hidden, List<Dense> heads) {
  /** How many layers, heads included, an op takes. */
  public static final int MAX_LAYERS = 16;

  /**
   * A fully connected layer.
   *
   * @param weight [out, in]
   * @param bias [out]
   */
  public record Dense(Tensor weight, Tensor bias) {
    /** How many numbers it makes of how many. */
    public int out() {
      return weight.shape().extent(0);
    }

    /** How many numbers it takes. */
    public int in() {
      return weight.shape().extent(1);
    }
  }

  /** Keeps copies of the lists. */
  public Encoder {
    hidden = List.copyOf(hidden);
    heads = List.copyOf(heads);
  }

  /** All layers, heads last. */
  public List<Dense> layers() {
    List<Dense> layers = new ArrayList<>(hidden);
    layers.addAll(heads);
    return layers;
  }

  /** How many numbers all heads give together. */
  public int outputs() {
    return heads.stream().mapToInt(Dense::out).sum();
  }

  /** The same encoder with every weight and bias replaced, in the order of {@link #layers}. */
  Encoder with(Operands o) {
    UnaryOperator<Dense> replaced = layer -> new Dense(o.in(layer.weight()), o.in(layer.bias()));
    return new Encoder(
        scaling, hidden.stream().map(replaced).toList(), heads.stream().map(replaced).toList());
  }

  /** Multiplications and additions for one spectrum. */
  long flops() {
    return layers().stream().mapToLong(layer -> 2L * layer.weight().elements()).sum();
  }

  /** Checks that layers follow on each other, and that each head has an output for n spectra. */
  void check(OperandChecks door, int n, int bins, List<Tensor> latents) {
    door.require(
            !hidden.isEmpty() && !heads.isEmpty(),
            hidden.size() + " hidden layers and " + heads.size() + " heads, expected some of both")
        .require(
            hidden.size() + heads.size() <= MAX_LAYERS,
            hidden.size() + heads.size() + " layers, expected at most " + MAX_LAYERS)
        .require(
            heads.size() == latents.size(),
            heads.size() + " heads for " + latents.size() + " outputs");
    int width = bins;
    for (int i = 0; i < hidden.size(); i++) {
      check(door, "hidden layer " + i, hidden.get(i), width);
      width = hidden.get(i).out();
    }
    for (int i = 0; i < heads.size(); i++) {
      check(door, "head " + i, heads.get(i), width);
      door.shape("output " + i, latents.get(i), n, heads.get(i).out());
    }
  }

  private static void check(OperandChecks door, String name, Dense layer, int in) {
    door.shape("weight of " + name, layer.weight(), OperandChecks.ANY, in)
        .shape("bias of " + name, layer.bias(), layer.out());
  }
}
