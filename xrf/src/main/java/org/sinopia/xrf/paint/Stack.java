package org.sinopia.xrf.paint;

/**
 * Which layers a pixel has on the ground, by their places in the lists of a {@link PaintedSurface};
 * {@value #NONE} for those that it lacks.
 *
 * @param recipe place of the paint's recipe
 * @param thickness class of the paint's thickness, 0 if there is none
 * @param glazed true if the glaze lies on the paint
 * @param hidden place of the hidden picture's recipe, under the paint
 * @param retouch place of the retouching's recipe; there is no other paint then
 */
public record Stack(int recipe, int thickness, boolean glazed, int hidden, int retouch) {
  /** A layer that is not there. */
  public static final int NONE = -1;

  /** Lost paint: the bare ground. */
  static final Stack LOST = new Stack(NONE, 0, false, NONE, NONE);

  static Stack retouched(int retouch) {
    return new Stack(NONE, 0, false, NONE, retouch);
  }
}
