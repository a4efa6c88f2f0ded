package org.sinopia.tensor.cpu;

import org.sinopia.tensor.Backend;
import org.sinopia.tensor.BackendProvider;
import org.sinopia.tensor.cpu.simd.LaneChoice;

/**
 * Makes the {@code cpu} device, with as many threads as there are cores, or as the system property
 * {@code sinopia.threads} says; {@code sinopia.lanes} forces narrower vectors, see {@link
 * LaneChoice}.
 */
public final class CpuBackendProvider implements BackendProvider {
  @Override
  public String name() {
    return "cpu";
  }

  @Override
  public Backend create() {
    // Here, since an exception in the initialiser of Lanes would reach the user as an error of a
    // class.
    LaneChoice.species();
    return new CpuBackend(threads());
  }

  private static int threads() {
    return Integer.getInteger("sinopia.threads", Runtime.getRuntime().availableProcessors());
  }
}
