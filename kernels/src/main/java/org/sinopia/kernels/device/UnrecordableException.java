package org.sinopia.kernels.device;

/** Work that a graph was to hold cannot be part of one; the message says what it did. */
public final class UnrecordableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnrecordableException(String device, String what) {
    super(device + ": " + what + " cannot be part of a graph");
  }
}
