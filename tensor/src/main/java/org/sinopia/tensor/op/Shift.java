package org.sinopia.tensor.op;

/**
 * The copies that shifted patch tokenisation concatenates to an image, in order, after the image
 * itself: out[y, x] = in[y+dy, x+dx], zero outside (Lee et al. 2021, arXiv 2112.13492, section
 * 3.1).
 */
public enum Shift {
  /** No copies: plain patches. */
  NONE,
  /** With s half the patch: (dy, dx) = (−s, −s), (−s, +s), (+s, −s), (+s, +s). */
  DIAGONAL,
  /**
   * By one pixel; the content moves right, left, down, up: (dy, dx) = (0, −1), (0, +1), (−1, 0),
   * (+1, 0).
   */
  AXIAL;

  /** The image itself and its shifted copies: 1 or 5. */
  public int copies() {
    return this == NONE ? 1 : 5;
  }

  /** dy of a copy, 0 for the image itself. */
  public int dy(int copy, int patch) {
    return switch (this) {
      case NONE -> 0;
      case DIAGONAL -> copy == 0 ? 0 : (copy <= 2 ? -1 : 1) * (patch / 2);
      case AXIAL -> copy == 3 ? -1 : copy == 4 ? 1 : 0;
    };
  }

  /** dx of a copy, 0 for the image itself. */
  public int dx(int copy, int patch) {
    return switch (this) {
      case NONE -> 0;
      case DIAGONAL -> copy == 0 ? 0 : (copy % 2 == 1 ? -1 : 1) * (patch / 2);
      case AXIAL -> copy == 1 ? -1 : copy == 2 ? 1 : 0;
    };
  }
}
