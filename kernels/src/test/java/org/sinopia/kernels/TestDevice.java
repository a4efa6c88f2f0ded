package org.sinopia.kernels;

import org.junit.jupiter.api.Assumptions;
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

  /** What runs its kernels. */
  static KernelDevice kernels() {
    return ((CudaBackend) get().backend()).device();
  }
}
