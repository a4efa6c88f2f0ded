package org.sinopia.tensor;

/** Operands of one op that live on different devices. */
public final class DeviceMismatchException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** With one line that names the op, the operand and what was expected. */
  public DeviceMismatchException(String message) {
    super(message);
  }
}
