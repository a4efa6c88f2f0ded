package org.sinopia.bench.launches;

import org.sinopia.kernels.CudaBackend;
import org.sinopia.kernels.device.CountingDevice;
import org.sinopia.kernels.launch.product.Precision;
import org.sinopia.tensor.Backend;
import org.sinopia.tensor.BackendProvider;

/** Makes the {@code counting} device: launches as for an H200 in bfloat16, counted and not run. */
public final class CountingProvider implements BackendProvider {
  static final String NAME = "counting";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Backend create() {
    return new CudaBackend(new CountingDevice(CountingDevice.H200), Precision.BF16);
  }
}
