package org.sinopia.kernels.compile;

/**
 * A kernel source that does not compile; the message has file, line and text of the first error.
 */
public final class KernelCompileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With what the compiler said. */
  public KernelCompileException(String message) {
    super(message);
  }
}
