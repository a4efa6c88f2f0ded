package org.sinopia.kernels.device;

import java.lang.foreign.MemorySegment;
import jcuda.driver.CUdeviceptr;

/** A device address both as JCuda's object and as a number. */
public final class DevicePointer extends CUdeviceptr {
  /** For a call that fills it in. */
  DevicePointer() {}

  /** The address of device memory. */
  public DevicePointer(MemorySegment memory) {
    super(new CUdeviceptr(), memory.address());
  }

  long address() {
    return getNativePointer();
  }
}
