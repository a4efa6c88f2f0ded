package org.sinopia.xrf.cube.store;

import org.sinopia.xrf.cube.CubeHeader;

/** The order in which a file holds the samples of a cube, slowest dimension first. */
public enum Interleave {
  /** Band sequential: bin, row, column. */
  BSQ,
  /** Band interleaved by line: row, bin, column. */
  BIL,
  /** Band interleaved by pixel: row, column, bin. */
  BIP,
  /** Column-major (Fortran) order: bin, column, row. */
  BSQ_COLUMNS;

  /** Samples between one row and the next. */
  public long rowStride(CubeHeader header) {
    return switch (this) {
      case BSQ -> header.width();
      case BIL, BIP -> (long) header.width() * header.bins();
      case BSQ_COLUMNS -> 1;
    };
  }

  /** Samples between one column and the next. */
  public long columnStride(CubeHeader header) {
    return switch (this) {
      case BSQ, BIL -> 1;
      case BIP -> header.bins();
      case BSQ_COLUMNS -> header.height();
    };
  }

  /** Samples between one bin and the next. */
  public long binStride(CubeHeader header) {
    return switch (this) {
      case BSQ, BSQ_COLUMNS -> header.pixels();
      case BIL -> header.width();
      case BIP -> 1;
    };
  }
}
