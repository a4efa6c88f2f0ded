package org.sinopia.kernels;

import net.jqwik.api.lifecycle.LifecycleContext;
import net.jqwik.api.lifecycle.SkipExecutionHook;
import org.junit.jupiter.api.Assumptions;
import org.opentest4j.TestAbortedException;
import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.UnavailableDeviceException;

/**
 * The device under test: the emulator, or what the system property {@code sinopia.device} names.
 * Where it cannot work, tests are skipped with the reason.
 */
public final class TestDevice {
  private TestDevice() {}

  /** The device. */
  public static Device get() {
    try {
      return Device.of(System.getProperty("sinopia.device", "emulator"));
    } catch (UnavailableDeviceException e) {
      return Assumptions.abort(e.getMessage());
    }
  }

  /**
   * Skips properties where there is none: jqwik takes an aborted try for one to be drawn again.
   * Belongs on each class of properties that use it.
   */
  public static final class Required implements SkipExecutionHook {
    @Override
    public SkipResult shouldBeSkipped(LifecycleContext context) {
      try {
        get();
        return SkipResult.doNotSkip();
      } catch (TestAbortedException e) {
        return SkipResult.skip(e.getMessage());
      }
    }
  }

  /** The device that runs its kernels. */
  static KernelDevice kernels() {
    return ((CudaBackend) get().backend()).device();
  }
}
