package org.sinopia.train.data;

/** What an embedder makes of a cube, and a recolourer starts from. */
public final class LatentImage {
  private final int channels;
  private final int height;
  private final int width;
  private final float[] values;

  /**
   * Of given values.
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

  /** [channels, height, width]; not a copy. */
  public float[] values() {
    return values;
  }
}
