package org.sinopia.kernels;

import org.sinopia.kernels.device.Emulator;
import org.sinopia.kernels.device.EmulatorOptions;
import org.sinopia.tensor.Backend;
import org.sinopia.tensor.BackendProvider;

/** Makes the {@code emulator} device: the CUDA kernels on the host, with every access checked. */
public final class EmulatorBackendProvider implements BackendProvider {
  @Override
  public String name() {
    return "emulator";
  }

  @Override
  public Backend create() {
    return new CudaBackend(new Emulator(EmulatorOptions.fromProperties()));
  }
}
