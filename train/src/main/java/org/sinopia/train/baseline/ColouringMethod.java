package org.sinopia.train.baseline;

import java.io.IOException;
import java.util.Optional;
import org.sinopia.train.data.pairs.LatentImage;
import org.sinopia.train.data.pairs.PairsManifest;

/** A way of colouring latent pictures, under a name. */
public interface ColouringMethod {
  /** Its name in tables: lower-case letters and underscores. */
  String name();

  /**
   * The colours of a picture.
   *
   * @param entry of the picture
   * @param latent of the picture
   * @return [3, height, width], sRGB-encoded, not clamped to [0, 1]; empty if this way does not
   *     know them
   */
  Optional<float[]> colours(PairsManifest.Entry entry, LatentImage latent) throws IOException;
}
