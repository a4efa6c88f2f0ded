package org.sinopia.tensor;

/** Use of a scope, or of a tensor in it, after the scope was closed or rewound, or released it. */
public final class ClosedScopeException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /** With one line that names the op, the operand and what was expected. */
  public ClosedScopeException(String message) {
    super(message);
  }
}
