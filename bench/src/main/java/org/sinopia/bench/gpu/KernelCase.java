package org.sinopia.bench.gpu;

import java.util.Optional;
import java.util.function.Function;
import org.sinopia.kernels.launch.product.Precision;
import org.sinopia.kernels.vendor.VendorLibrary;
import org.sinopia.tensor.op.Op;

/**
 * One op at a size that fills a GPU.
 *
 * @param name that of its peer in {@code bench/peers/kernels.py}
 * @param precision of its products
 * @param library of NVIDIA's that can compute it too
 * @param make the op on new operands
 */
record KernelCase(
    String name,
    Precision precision,
    Optional<VendorLibrary> library,
    Function<Operands, Op> make) {
  /** In float32. */
  static KernelCase of(String name, Function<Operands, Op> make) {
    return new KernelCase(name, Precision.F32, Optional.empty(), make);
  }

  KernelCase by(VendorLibrary other) {
    return new KernelCase(name, precision, Optional.of(other), make);
  }

  KernelCase in(Precision other) {
    return new KernelCase(name, other, library, make);
  }
}
