package org.sinopia.train.inference;

import org.sinopia.train.data.Evidence;
import org.sinopia.train.data.pairs.LatentImage;
import org.sinopia.train.model.Trust;
import org.sinopia.xrf.colour.Ciede2000;
import org.sinopia.xrf.colour.PixelLayout;
import org.sinopia.xrf.picture.Picture;

/** The questions to {@link Trust} about each pixel of a scan, or of some rows of it. */
final class PixelTrust {
  private final LatentImage latent;
  private final Evidence evidence;
  private final int first;
  private final int dimensions;
  private final float[] disagreement;

  /**
   * The questions about some rows and their results.
   *
   * @param latent of these rows
   * @param dimensions of the latent; where there are three channels more, they are the colours that
   *     the embedder tells
   * @param evidence of pixels of the scan
   * @param first the pixel among these that the rows begin with
   * @param picture the recolourer's of these rows
   */
  PixelTrust(LatentImage latent, int dimensions, Evidence evidence, int first, Picture picture) {
    this.latent = latent;
    this.evidence = evidence;
    this.first = first;
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
    return evidence.counts(first + pixel);
  }

  float misfit(int pixel) {
    return evidence.misfit(first + pixel);
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
