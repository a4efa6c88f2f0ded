package org.sinopia.autograd;

import java.util.Objects;

/**
 * A differentiable op as the registry knows it.
 *
 * @param name in messages and reports, lower case with underscores
 * @param check makes problems on which {@link GradientCheck} compares its backward with finite
 *     differences
 */
public record OpSpec(String name, GradientCheck.Problems check) {
  /**
   * @throws NullPointerException if either is missing: an op without a gradient check cannot be
   *     registered
   */
  public OpSpec {
    Objects.requireNonNull(name, "an op has no name");
    Objects.requireNonNull(check, () -> "op " + name + " has no gradient check");
  }
}
