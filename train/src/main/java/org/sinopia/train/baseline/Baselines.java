package org.sinopia.train.baseline;

import java.io.IOException;
import java.util.List;
import org.sinopia.tensor.Device;
import org.sinopia.train.data.pairs.PairsFolder;

/**
 * The ways of colouring that a recolourer is compared with: {@code mean_colour}, {@code
 * nearest_neighbour} and {@code pixel_mlp} know the training pictures, {@code clustered} the
 * picture itself, as far as its synthetic cube does.
 */
public final class Baselines implements AutoCloseable {
  /** How many training pixels they see. */
  private static final int PIXELS = 1 << 16;

  private final PixelMlp mlp;
  private final List<ColouringMethod> colourings;

  private Baselines(PixelMlp mlp, List<ColouringMethod> colourings) {
    this.mlp = mlp;
    this.colourings = colourings;
  }

  /**
   * Makes them from the training pairs of a folder; the same from the same seed.
   *
   * @param channels of the latents
   * @throws IllegalArgumentException if there are no training pairs
   */
  @SuppressWarnings("MustBeClosedChecker") // closed by close
  public static Baselines of(PairsFolder pairs, int channels, Device device, long seed)
      throws IOException {
    TrainingPixels pixels = TrainingPixels.draw(pairs, channels, PIXELS, seed);
    PixelMlp mlp = new PixelMlp(pixels, device, seed);
    return new Baselines(
        mlp,
        List.of(
            new MeanColour(pixels),
            new NearestNeighbour(pixels, device),
            mlp,
            new Clustered(pairs)));
  }

  /** All of them, in the order of the table. */
  public List<ColouringMethod> colourings() {
    return colourings;
  }

  @Override
  public void close() {
    mlp.close();
  }
}
