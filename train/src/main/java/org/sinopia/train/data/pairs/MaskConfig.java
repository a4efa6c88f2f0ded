package org.sinopia.train.data.pairs;

import org.sinopia.nn.ConfigField;

/**
 * The hidden part of a crop in pre-training: square cells of a grid.
 *
 * @param cell pixels of a cell's side, at least 1
 * @param share of the cells that are hidden, above 0 and below 1; at least one is hidden and at
 *     least one is not
 */
public record MaskConfig(int cell, double share) {
  /**
   * SimMIM's (Xie et al. 2022, arXiv 2111.09886) share, and an eighth of a crop of 64 as the cell.
   */
  public static final MaskConfig DEFAULT = new MaskConfig(8, 0.6);

  /**
   * @throws IllegalArgumentException naming the field that is out of range
   */
  public MaskConfig {
    ConfigField.within("cell", cell, 1, 1 << 12);
    ConfigField.within("share", share, 0.01, 0.99);
  }

  /** Cells of a crop with {@code side} pixels, a multiple of {@link #cell}. */
  int cells(int side) {
    return (side / cell) * (side / cell);
  }

  /** How many of them are hidden. */
  int hidden(int side) {
    return Math.clamp(Math.round(share * cells(side)), 1, cells(side) - 1);
  }

  /** The share that is hidden exactly. */
  public double exactShare(int side) {
    return (double) hidden(side) / cells(side);
  }
}
