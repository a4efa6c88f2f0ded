package org.sinopia.tensor;

/** An output that overlaps an input, or another output, where the op does not allow it. */
public final class AliasingException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** With one line that names the op, the operand and what was expected. */
  public AliasingException(String message) {
    super(message);
  }
}
