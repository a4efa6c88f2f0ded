package org.sinopia.train.inference;

/**
 * One axis of a picture cut into tiles of equal length that overlap, and how one is faded into the
 * next. Tiles are spread evenly from edge to edge. In the middle of each overlap, {@code fade}
 * pixels go from one tile to the next by a smooth step; no pixel is in two such fades, so every
 * pixel is a mean of at most two tiles, with weights that sum to one.
 *
 * @param extent pixels of the axis
 * @param length pixels of a tile, 1 to {@code extent}
 * @param fade pixels of a fade, 0 to {@code length / 3}
 */
record OverlappingTiles(int extent, int length, int fade) {
  OverlappingTiles {
    if (length < 1 || length > extent || fade < 0 || 3L * fade > length) {
      throw new IllegalArgumentException(
          "tiles of %d pixels of %d with fades of %d".formatted(length, extent, fade));
    }
  }

  /** How many tiles there are: as few as overlap by the fade at least. */
  int count() {
    return 1 + Math.ceilDiv(extent - length, length - fade);
  }

  /** The first pixel of tile {@code k}. */
  int start(int k) {
    int steps = count() - 1;
    return steps == 0 ? 0 : (int) ((long) k * (extent - length) / steps);
  }

  /** The first pixel to which tile {@code k} contributes: where the one before begins to fade. */
  int from(int k) {
    if (k == 0) {
      return 0;
    }
    int overlap = start(k - 1) + length - start(k);
    return start(k) + (overlap - fade) / 2;
  }

  /** The pixel after the last to which tile {@code k} contributes. */
  int to(int k) {
    return k == count() - 1 ? extent : from(k + 1) + fade;
  }

  /**
   * How much of pixel {@code x} is tile {@code k} rather than the one before, 0 to 1: 3t² − 2t³
   * over the fade.
   *
   * @param x at or after {@link #from}
   */
  float share(int k, int x) {
    int into = x - from(k);
    if (k == 0 || into >= fade) {
      return 1;
    }
    double t = (into + 0.5) / fade;
    return (float) (t * t * (3 - 2 * t));
  }
}
