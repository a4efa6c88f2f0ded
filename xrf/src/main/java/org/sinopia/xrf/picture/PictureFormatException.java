package org.sinopia.xrf.picture;

import java.io.IOException;
import java.nio.file.Path;

/** A file is no picture of the kind that is read; the message names the file. */
public final class PictureFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  PictureFormatException(Path file, String message) {
    super(file + ": " + message);
  }

  PictureFormatException(Path file, String message, Throwable cause) {
    super(file + ": " + message, cause);
  }
}
