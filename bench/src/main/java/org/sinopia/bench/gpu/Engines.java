package org.sinopia.bench.gpu;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.sinopia.kernels.CudaBackend;
import org.sinopia.kernels.CudaOptions;
import org.sinopia.kernels.device.CudaDriver;
import org.sinopia.kernels.launch.product.Precision;
import org.sinopia.kernels.vendor.VendorLibrary;
import org.sinopia.tensor.Backend;
import org.sinopia.tensor.Device;

/** The ways in which one device computes: in several precisions, by NVIDIA's libraries. */
final class Engines {
  private final Device device;
  private final Map<CudaOptions, Backend> made = new HashMap<>();

  Engines(Device device) {
    this.device = device;
  }

  /** By our own kernels; empty if the device has not this precision. */
  Optional<Backend> own(Precision precision) {
    return device.backend() instanceof CudaBackend
        ? Optional.of(made(CudaOptions.own(precision)))
        : Optional.of(device.backend()).filter(_ -> precision == Precision.F32);
  }

  /** By a library where it can do the op; empty if it does not load, or the device is no GPU. */
  Optional<Backend> vendor(Precision precision, VendorLibrary library) {
    boolean there =
        device.backend() instanceof CudaBackend cuda
            && cuda.device() instanceof CudaDriver
            && library.missing().isEmpty();
    return there
        ? Optional.of(
            made(
                new CudaOptions(
                    precision,
                    library.equals(VendorLibrary.CUBLAS),
                    library.equals(VendorLibrary.CUDNN))))
        : Optional.empty();
  }

  private Backend made(CudaOptions options) {
    return made.computeIfAbsent(
        options, o -> new CudaBackend(((CudaBackend) device.backend()).device(), o));
  }
}
