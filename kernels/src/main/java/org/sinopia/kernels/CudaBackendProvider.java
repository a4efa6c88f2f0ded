package org.sinopia.kernels;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.sinopia.kernels.compile.CompilerChain;
import org.sinopia.kernels.compile.DiskCache;
import org.sinopia.kernels.compile.KernelSources;
import org.sinopia.kernels.device.CudaDriver;
import org.sinopia.kernels.vendor.VendorLibrary;
import org.sinopia.tensor.Backend;
import org.sinopia.tensor.BackendProvider;

/** Makes the {@code cuda} device: the first GPU. */
public final class CudaBackendProvider implements BackendProvider {
  @Override
  public String name() {
    return "cuda";
  }

  /** Ways to compile, and NVIDIA's libraries. */
  @Override
  public SequencedMap<String, String> libraries() {
    SequencedMap<String, String> found = new LinkedHashMap<>();
    found.put("compiler", new CompilerChain(KernelSources.find(), DiskCache.standard()).describe());
    for (VendorLibrary library : List.of(VendorLibrary.CUBLAS, VendorLibrary.CUDNN)) {
      found.put(library.name(), library.describe());
    }
    return found;
  }

  @Override
  public Backend create() {
    return new CudaBackend(new CudaDriver(KernelSources.find(), DiskCache.standard()));
  }
}
