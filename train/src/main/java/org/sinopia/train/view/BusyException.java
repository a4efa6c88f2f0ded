package org.sinopia.train.view;

/** Too much is asked for at once; later it may work. */
final class BusyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BusyException(String message, Throwable cause) {
    super(message, cause);
  }
}
