package org.sinopia.train.view.server;

/** A request is not as it should be; the message says what was expected. */
public final class BadRequestException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  /** Answered with status 400. */
  public BadRequestException(String message) {
    this(400, message);
  }

  /** Answered with the given status. */
  public BadRequestException(int status, String message) {
    super(message);
    this.status = status;
  }

  int status() {
    return status;
  }
}
