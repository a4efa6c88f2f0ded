package org.sinopia.train;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.sinopia.autograd.Variable;

/**
 * The loss of a step, on its tape.
 *
 * @param total the scalar that the step descends
 * @param terms further scalars to be reported, by name
 */
public record Loss(Variable total, SequencedMap<String, Variable> terms) {
  /** A loss with nothing else to report. */
  public Loss(Variable total) {
    this(total, new LinkedHashMap<>());
  }
}
