package org.sinopia.train.baseline;

import java.util.Arrays;
import java.util.Optional;
import org.sinopia.train.data.pairs.LatentImage;
import org.sinopia.train.data.pairs.PairsManifest;

/** The mean colour of the training pictures, everywhere. */
final class MeanColour implements ColouringMethod {
  private final float[] colour = new float[3];

  MeanColour(TrainingPixels pixels) {
    double[] sum = new double[3];
    for (int i = 0; i < pixels.colours().length; i++) {
      sum[i % 3] += pixels.colours()[i];
    }
    for (int c = 0; c < 3; c++) {
      colour[c] = (float) (sum[c] / pixels.count());
    }
  }

  @Override
  public String name() {
    return "mean_colour";
  }

  @Override
  public Optional<float[]> colours(PairsManifest.Entry entry, LatentImage latent) {
    float[] planes = new float[3 * latent.pixels()];
    for (int c = 0; c < 3; c++) {
      Arrays.fill(planes, c * latent.pixels(), (c + 1) * latent.pixels(), colour[c]);
    }
    return Optional.of(planes);
  }
}
