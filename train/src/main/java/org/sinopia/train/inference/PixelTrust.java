package org.sinopia.train.inference;

import org.sinopia.train.data.Evidence;
import org.sinopia.train.data.pairs.LatentImage;
import org.sinopia.xrf.colour.Ciede2000;
import org.sinopia.xrf.colour.PixelLayout;
import org.sinopia.xrf.picture.Picture;

/** The questions to {@link Trust} about each pixel of a scan. */
final class PixelTrust {
  private final LatentImage latent;
  private final Evidence evidence;
  private final int dimensions;
  private final float[] disagreement;

  /**
   * The questions about a scan and its results.
   *
   * @param dimensions of the latent; where there are three channels more, they are the colours that
   *     the embedder tells
   * @param picture the recolourer's
   */
  PixelTrust(LatentImage latent, int dimensions, Evidence evidence, Picture picture) {
    this.latent = latent;
    this.evidence = evidence;
    this.dimensions = dimensions;
    this.disagreement = new float[latent.pixels()];
    latent
        .colours(dimensions)
        .ifPresent(
            told ->
                Ciede2000.differences(
                    told.planes(), picture.planes(), PixelLayout.PLANAR, disagreement));
  }

  int pixels() {
    return latent.pixels();
  }

  float counts(int pixel) {
    return evidence.counts(pixel);
  }

  float misfit(int pixel) {
    return evidence.misfit(pixel);
  }

  float disagreement(int pixel) {
    return disagreement[pixel];
  }

  /** Squared distance of the standardised latent from the mean. */
  double distance(int pixel) {
    double sum = 0;
    for (int d = 0; d < dimensions; d++) {
      double z = latent.values()[d * latent.pixels() + pixel];
      sum += z * z;
    }
    return sum;
  }
}
