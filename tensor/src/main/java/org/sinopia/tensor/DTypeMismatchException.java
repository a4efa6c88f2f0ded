package org.sinopia.tensor;

/** An operand whose element type the op does not compute in. */
public final class DTypeMismatchException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** With one line that names the op, the operand and what was expected. */
  public DTypeMismatchException(String message) {
    super(message);
  }
}
