package org.sinopia.xrf.picture;

/** Turns pictures as the tag Orientation of TIFF and Exif says. */
final class Upright {

  private Upright() {}

  /**
   * A picture whose rows run from top to bottom and columns from left to right.
   *
   * @param stored as in the file
   * @param orientation where row 0 and column 0 of the file are: 1 top and left, 2 top and right, 3
   *     bottom and right, 4 bottom and left, 5 left and top, 6 right and top, 7 right and bottom, 8
   *     left and bottom
   */
  static Picture of(Picture stored, int orientation) {
    if (orientation == 1) {
      return stored;
    }
    boolean transposed = orientation >= 5;
    boolean rowsReversed =
        orientation == 3 || orientation == 4 || orientation == 7 || orientation == 8;
    boolean columnsReversed =
        orientation == 2 || orientation == 3 || orientation == 6 || orientation == 7;
    int height = transposed ? stored.width() : stored.height();
    int width = transposed ? stored.height() : stored.width();
    float[] from = stored.planes();
    float[] planes = new float[from.length];
    int pixels = height * width;
    for (int y = 0; y < height; y++) {
      int v = rowsReversed ? height - 1 - y : y;
      for (int x = 0; x < width; x++) {
        int u = columnsReversed ? width - 1 - x : x;
        int source = transposed ? u * stored.width() + v : v * stored.width() + u;
        for (int plane = 0; plane < 3; plane++) {
          planes[plane * pixels + y * width + x] = from[plane * pixels + source];
        }
      }
    }
    return Picture.of(height, width, planes);
  }
}
