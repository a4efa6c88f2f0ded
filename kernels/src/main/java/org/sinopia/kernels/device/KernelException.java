package org.sinopia.kernels.device;

/** A kernel that could not be run or went wrong; the message names the kernel and its launch. */
public final class KernelException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** An error of a launch. */
  public KernelException(String device, Kernel kernel, Launch launch, String what) {
    super(device + ": " + kernel + launch + ": " + what);
  }

  /** An error of the device. */
  public KernelException(String message, Throwable cause) {
    super(message, cause);
  }
}
