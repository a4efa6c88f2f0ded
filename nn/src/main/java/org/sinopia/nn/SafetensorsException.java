package org.sinopia.nn;

import java.io.IOException;

/** A safetensors file is not what it should be; the message names the file and the tensor. */
public final class SafetensorsException extends IOException {
  private static final long serialVersionUID = 1L;

  /** With a message for the user. */
  public SafetensorsException(String message) {
    super(message);
  }

  /** With a message for the user and what caused it. */
  public SafetensorsException(String message, Throwable cause) {
    super(message, cause);
  }
}
