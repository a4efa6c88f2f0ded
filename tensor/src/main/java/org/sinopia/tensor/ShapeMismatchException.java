package org.sinopia.tensor;

/** Extents that an op, a view or a shape cannot take. */
public final class ShapeMismatchException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** With one line that names the op, the operand and what was expected. */
  public ShapeMismatchException(String message) {
    super(message);
  }
}
