package org.sinopia.xrf.cube;

import java.io.IOException;
import java.io.Serial;
import java.nio.file.Path;

/**
 * A file that cannot be read as a data cube, or a cube that a format cannot hold. The message is
 * one line: the file, the field, and what was found and expected there.
 */
public final class CubeFormatException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * An exception about one field of one file.
   *
   * @param file the file at fault
   * @param field where in the file, in the format's own words
   * @param expectation what was found and what was expected
   */
  public CubeFormatException(Path file, String field, String expectation) {
    super(file + ": " + field + ": " + oneLine(expectation));
  }

  /**
   * An exception about one field of one file, found by another reader.
   *
   * @param file the file at fault
   * @param field where in the file, in the format's own words
   * @param expectation what was found and what was expected
   * @param cause what the other reader threw
   */
  public CubeFormatException(Path file, String field, String expectation, Throwable cause) {
    super(file + ": " + field + ": " + oneLine(expectation), cause);
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\p{Cntrl}+", " ");
  }
}
