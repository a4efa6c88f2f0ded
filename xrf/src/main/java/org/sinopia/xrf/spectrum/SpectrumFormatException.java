package org.sinopia.xrf.spectrum;

import java.io.IOException;

/**
 * A spectrum or a list of measured pigments that cannot be read; the message names file, field and
 * what was expected.
 */
public final class SpectrumFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  /** With one line that names the file, the field and what was expected. */
  public SpectrumFormatException(String message) {
    super(oneLine(message));
  }

  /** The same, with what showed it. */
  public SpectrumFormatException(String message, Throwable cause) {
    super(oneLine(message), cause);
  }

  private static String oneLine(String message) {
    // Names in a file may hold line breaks.
    return message.replaceAll("\\R", " ");
  }
}
