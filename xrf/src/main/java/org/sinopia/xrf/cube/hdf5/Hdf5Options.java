package org.sinopia.xrf.cube.hdf5;

import org.sinopia.xrf.cube.CubeHeader;

/**
 * How an HDF5 cube is stored: in chunks of {@code chunkHeight} x {@code chunkWidth} pixels, each
 * with all bins.
 *
 * @param deflateLevel 1 (fast) to 9 (small) to shuffle and deflate the chunks, 0 to store them
 *     uncompressed
 * @param chunkHeight rows of a chunk, at least 1; a lower cube's height replaces it
 * @param chunkWidth columns of a chunk, at least 1; a narrower cube's width replaces it
 */
public record Hdf5Options(int deflateLevel, int chunkHeight, int chunkWidth) {

  private static final long CHUNK_BYTES = 1L << 20;
  private static final int CHUNK_ROWS = 8;

  /**
   * Checks the options.
   *
   * @throws IllegalArgumentException if a component is out of the range given above
   */
  public Hdf5Options {
    if (deflateLevel < 0 || deflateLevel > 9 || chunkHeight < 1 || chunkWidth < 1) {
      throw new IllegalArgumentException(
          "HDF5: deflate level %d, chunks of %d x %d pixels, expected level 0 to 9, 1 x 1 or more"
              .formatted(deflateLevel, chunkHeight, chunkWidth));
    }
  }

  /**
   * Chunks of eight rows and about a megabyte.
   *
   * @param header the cube to store
   * @param deflateLevel as above
   */
  public static Hdf5Options of(CubeHeader header, int deflateLevel) {
    int rows = Math.min(CHUNK_ROWS, header.height());
    long columns = CHUNK_BYTES / (rows * header.pixelBytes());
    return new Hdf5Options(deflateLevel, rows, Math.clamp(columns, 1, header.width()));
  }
}
