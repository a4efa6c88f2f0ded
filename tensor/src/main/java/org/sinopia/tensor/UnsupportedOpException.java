package org.sinopia.tensor;

/** An op that the device's backend does not have; it is never run on another device instead. */
public final class UnsupportedOpException extends UnsupportedOperationException {
  private static final long serialVersionUID = 1L;

  /** With one line that names the op, the operand and what was expected. */
  public UnsupportedOpException(String message) {
    super(message);
  }
}
