package org.sinopia.train.data.pairs;

import java.util.Arrays;
import java.util.Optional;
import org.sinopia.xrf.picture.Picture;

/** The latents of a cube, which a recolourer starts from. */
public final class LatentImage {
  private final int channels;
  private final int height;
  private final int width;
  private final float[] values;

  /**
   * An image of given values.
   *
   * @param channels dimensions of the latent
   * @param height rows of pixels
   * @param width pixels of a row
   * @param values [channels, height, width], standardised; not copied
   * @throws IllegalArgumentException if the values do not fit the size
   */
  public LatentImage(int channels, int height, int width, float[] values) {
    if (channels < 1
        || height < 1
        || width < 1
        || values.length != (long) channels * height * width) {
      throw new IllegalArgumentException(
          "latent image: %d values for %d x %d x %d"
              .formatted(values.length, channels, height, width));
    }
    this.channels = channels;
    this.height = height;
    this.width = width;
    this.values = values;
  }

  /** Dimensions of the latent. */
  public int channels() {
    return channels;
  }

  /** Rows of pixels. */
  public int height() {
    return height;
  }

  /** Pixels of a row. */
  public int width() {
    return width;
  }

  /** Pixels of a channel. */
  public int pixels() {
    return height * width;
  }

  /**
   * The colours that an embedder tells of the latent, components clamped to [0, 1]: the three
   * channels after the latent's own, if there are any.
   *
   * @param dimensions of the latent
   */
  public Optional<Picture> colours(int dimensions) {
    return channels == dimensions + 3
        ? Optional.of(
            Picture.clamped(
                height, width, Arrays.copyOfRange(values, dimensions * pixels(), values.length)))
        : Optional.empty();
  }

  /** [channels, height, width]; not a copy. */
  public float[] values() {
    return values;
  }
}
