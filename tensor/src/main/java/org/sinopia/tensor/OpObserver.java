package org.sinopia.tensor;

/**
 * Sees every op that a device runs: guards, profilers, traces. Called on the thread that runs the
 * op.
 */
@FunctionalInterface
public interface OpObserver {
  /** Runs {@code kernel}, which computes {@code op}, and may look before and after. */
  void around(Operation op, Runnable kernel);
}
