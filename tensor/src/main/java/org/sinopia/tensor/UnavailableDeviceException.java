package org.sinopia.tensor;

/** A device that is not known or cannot work on this machine; the message says why. */
public final class UnavailableDeviceException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /** With one line that names the op, the operand and what was expected. */
  public UnavailableDeviceException(String message) {
    super(message);
  }
}
