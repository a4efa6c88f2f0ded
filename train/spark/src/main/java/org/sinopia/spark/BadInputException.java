package org.sinopia.spark;

import java.io.IOException;

/** An input is not what it should be: another try would fail as well. */
final class BadInputException extends IOException {
  private static final long serialVersionUID = 1L;

  BadInputException(String message) {
    super(message);
  }
}
