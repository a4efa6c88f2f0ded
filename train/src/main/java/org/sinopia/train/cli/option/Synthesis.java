package org.sinopia.train.cli.option;

import java.io.IOException;
import java.nio.file.Path;
import org.sinopia.train.data.SyntheticPainting;
import org.sinopia.xrf.picture.Picture;

/** Makes synthetic scans of pictures. */
@FunctionalInterface
interface Synthesis {
  /**
   * The scan of a picture.
   *
   * @param name of the scan
   * @param image file of the picture
   * @param picture what is in it
   */
  SyntheticPainting painting(String name, Path image, Picture picture) throws IOException;

  /**
   * Reads a picture that lies under another.
   *
   * @throws IllegalArgumentException if its size differs
   */
  static Picture hiddenUnder(Picture picture, Path image, Path hidden) throws IOException {
    Picture under = Picture.read(hidden);
    if (under.height() != picture.height() || under.width() != picture.width()) {
      throw new IllegalArgumentException(
          "%s: %d x %d pixels, expected %d x %d as %s"
              .formatted(
                  hidden, under.height(), under.width(), picture.height(), picture.width(), image));
    }
    return under;
  }
}
