package org.sinopia.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;
import org.sinopia.kernels.compile.NativeLibrary;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.UnavailableDeviceException;

/** A machine without CUDA: the program knows the device and says why it does not work. */
class CudaAbsenceTest {
  @Test
  void missingDriverIsNamed() {
    assumeTrue(
        NativeLibrary.missing("libcuda.so.1").isPresent()
            && System.getProperty("os.name").equals("Linux"),
        "this machine has a CUDA driver");
    assertTrue(Device.names().contains("cuda"));
    UnavailableDeviceException thrown =
        assertThrows(UnavailableDeviceException.class, () -> Device.of("cuda"));
    assertEquals("cuda: libcuda.so.1 was not found", thrown.getMessage());
  }

  @Test
  void aLibraryThatIsThereIsNotMissing() {
    assumeTrue(System.getProperty("os.name").equals("Linux"), "libc.so.6 is Linux's");
    assertTrue(NativeLibrary.missing("libc.so.6").isEmpty());
  }
}
