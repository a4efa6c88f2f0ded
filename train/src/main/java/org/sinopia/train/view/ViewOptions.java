package org.sinopia.train.view;

import java.nio.file.Path;
import java.util.Optional;
import org.sinopia.tensor.Device;
import org.sinopia.xrf.picture.Picture;

/**
 * How a scan is shown.
 *
 * @param regions where named regions are saved; beside the cube if empty
 * @param cache folder of tiled copies; none are made if empty
 * @param photo the painting as the eye sees it, of the scan's frame
 * @param model what recolours it
 * @param device where it is computed
 * @param pixelMm length of a pixel's side in mm, above 0; empty if unknown
 */
public record ViewOptions(
    Optional<Path> regions,
    Optional<Path> cache,
    Optional<Picture> photo,
    Optional<ModelLayers> model,
    Device device,
    Optional<Double> pixelMm) {

  /**
   * Checks the options.
   *
   * @throws IllegalArgumentException if a pixel has no size
   */
  public ViewOptions {
    if (pixelMm.isPresent() && !(pixelMm.get() > 0 && Double.isFinite(pixelMm.get()))) {
      throw new IllegalArgumentException(
          "--pixel-size: " + pixelMm.get() + ", expected millimetres above 0");
    }
  }
}
