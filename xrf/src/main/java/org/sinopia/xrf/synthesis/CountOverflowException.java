package org.sinopia.xrf.synthesis;

import java.io.IOException;
import java.io.Serial;
import org.sinopia.xrf.cube.SampleType;

/** A pixel got more photons in a bin than the cube's number type holds. */
public final class CountOverflowException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  CountOverflowException(SampleType type) {
    super("synthetic cube: a count exceeds " + type.label() + ", expected a wider number type");
  }
}
