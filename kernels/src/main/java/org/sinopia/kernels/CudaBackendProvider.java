package org.sinopia.kernels;

import org.sinopia.kernels.compile.DiskCache;
import org.sinopia.kernels.compile.KernelSources;
import org.sinopia.kernels.device.CudaDriver;
import org.sinopia.tensor.Backend;
import org.sinopia.tensor.BackendProvider;

/** Makes the {@code cuda} device: the first GPU. */
public final class CudaBackendProvider implements BackendProvider {
  @Override
  public String name() {
    return "cuda";
  }

  @Override
  public Backend create() {
    return new CudaBackend(new CudaDriver(KernelSources.find(), DiskCache.standard()));
  }
}
