package org.sinopia.train.baseline;

import java.io.IOException;
import java.util.Optional;
import org.sinopia.train.data.pairs.LatentImage;
import org.sinopia.train.data.pairs.PairsFolder;
import org.sinopia.train.data.pairs.PairsManifest;
import org.sinopia.xrf.picture.Picture;

/**
 * The true picture in the colours of its clusters. A synthetic cube knows no more of a pixel than
 * that, so this is what a model that only looks at pixels could reach without noise. Known of
 * synthetic cubes only.
 *
 * @param pairs where it is found
 */
record Clustered(PairsFolder pairs) implements ColouringMethod {
  @Override
  public String name() {
    return "clustered";
  }

  @Override
  public Optional<float[]> colours(PairsManifest.Entry entry, LatentImage latent)
      throws IOException {
    return pairs.target(entry).map(Picture::planes);
  }
}
