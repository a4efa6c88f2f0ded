package org.sinopia.tensor;

/** A NaN or an infinity where none may be; the message names the op, the output and the element. */
public final class NonFiniteException extends ArithmeticException {
  private static final long serialVersionUID = 1L;

  /** With one line that names op, output and element. */
  public NonFiniteException(String message) {
    super(message);
  }
}
