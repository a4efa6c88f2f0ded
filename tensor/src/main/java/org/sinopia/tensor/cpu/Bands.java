package org.sinopia.tensor.cpu;

/**
 * Planes cut into bands of rows, the pieces of an op on images: enough of them to keep many threads
 * busy, high enough that the rows beyond a band's edges, which its windows need too, cost little.
 */
record Bands(int planes, int height, int perPlane) {
  private static final int ENOUGH = 48;
  private static final int MIN_ROWS = 64;

  static Bands of(int planes, int height) {
    int wanted = (ENOUGH + planes - 1) / planes;
    return new Bands(planes, height, Math.clamp(height / MIN_ROWS, 1, wanted));
  }

  int count() {
    return planes * perPlane;
  }

  int plane(int band) {
    return band / perPlane;
  }

  /** The first row of a band. */
  int from(int band) {
    return (int) ((long) (band % perPlane) * height / perPlane);
  }

  /** The row after the last of a band. */
  int to(int band) {
    return (int) ((long) (band % perPlane + 1) * height / perPlane);
  }
}
