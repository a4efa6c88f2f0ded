package org.sinopia.train.inference;

import org.sinopia.train.data.Evidence;
import org.sinopia.train.data.pairs.LatentImage;

/**
 * Latents of a scan and what speaks for them: of all its rows, or of a band of them that moves
 * down.
 */
final class LatentBand {
  private final LatentImage image;
  private final Evidence evidence;
  private final boolean moves;
  private int first;

  private LatentBand(LatentImage image, Evidence evidence, boolean moves) {
    this.image = image;
    this.evidence = evidence;
    this.moves = moves;
  }

  /** All rows. */
  static LatentBand whole(LatentImage image, Evidence evidence) {
    return new LatentBand(image, evidence, false);
  }

  /** All rows, for which nothing speaks yet. */
  static LatentBand whole(LatentImage image) {
    return whole(image, new Evidence(image.height(), image.width()));
  }

  /**
   * A band at the top of a scan, to be filled.
   *
   * @param image of as many rows as it has room for
   */
  static LatentBand moving(LatentImage image) {
    return new LatentBand(image, new Evidence(image.height(), image.width()), true);
  }

  /** Its rows; not a copy. */
  LatentImage image() {
    return image;
  }

  /** Counts of its pixels, and how well they are explained; not a copy. */
  Evidence evidence() {
    return evidence;
  }

  /** The row of the scan that its first row is. */
  int first() {
    return first;
  }

  /** The pixel of the scan that its first one is. */
  int firstPixel() {
    return first * image.width();
  }

  /** A copy of some rows, by their numbers in the scan. */
  LatentImage rows(int from, int to) {
    int count = (to - from) * image.width();
    float[] values = new float[image.channels() * count];
    for (int c = 0; c < image.channels(); c++) {
      int plane = c * image.pixels() + (from - first) * image.width();
      System.arraycopy(image.values(), plane, values, c * count, count);
    }
    return new LatentImage(image.channels(), to - from, image.width(), values);
  }

  /** Gives up what lies above a row, which becomes its first unless it holds all rows. */
  void moveTo(int row) {
    if (!moves || row == first) {
      return;
    }
    int gone = Math.min(row - first, image.height()) * image.width();
    float[] values = image.values();
    for (int c = 0; c < image.channels(); c++) {
      int plane = c * image.pixels();
      System.arraycopy(values, plane + gone, values, plane, image.pixels() - gone);
    }
    evidence.moveUp(gone);
    first = row;
  }
}
