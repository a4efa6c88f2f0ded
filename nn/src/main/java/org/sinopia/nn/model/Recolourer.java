package org.sinopia.nn.model;

import org.sinopia.autograd.Variable;
import org.sinopia.nn.Module;
import org.sinopia.nn.layer.Padding;
import org.sinopia.tensor.Shape;
import org.sinopia.tensor.ShapeMismatchException;

/**
 * A model from latent pictures to colours: [B, C, H, W] → [B, 3, H, W], sRGB-encoded and meant to
 * be in [0, 1], not clamped. Any H and W: what does not fit the model's grid is continued by
 * reflection and cut off again.
 */
public abstract class Recolourer extends Module {
  /** For subclasses. */
  protected Recolourer() {}

  /** Its configuration. */
  public abstract RecolourerConfig config();

  /** The model proper, for sides that fit {@link RecolourerConfig#grid()}. */
  protected abstract Variable onGrid(Variable x);

  /**
   * Recolours.
   *
   * @throws ShapeMismatchException if {@code x} is not [B, C, H, W] with C the config's channels
   */
  public final Variable forward(Variable x) {
    Shape shape = x.shape();
    if (shape.rank() != 4 || shape.extent(1) != config().channels()) {
      throw new ShapeMismatchException(
          "input is " + shape + ", expected [any, " + config().channels() + ", any, any]");
    }
    Variable y = onGrid(Padding.toMultiple(x, config().grid()));
    return Padding.crop(y, shape.extent(2), shape.extent(3));
  }
}
