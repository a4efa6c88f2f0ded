package org.sinopia.kernels.vendor;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import org.sinopia.kernels.CudaBackend;
import org.sinopia.kernels.TestDevice;
import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.op.Agreement;
import org.sinopia.tensor.op.MatrixOp;
import org.sinopia.tensor.op.OpCase;
import org.sinopia.tensor.random.Draw;

/** A BLAS's product and the bias added after it are together the op, for any BLAS. */
@AddLifecycleHook(TestDevice.Required.class)
class BlasGemmTest {
  @Property(tries = 100)
  void aProductAskedOfABlasIsTheOp(
      @ForAll("cases") OpCase opCase,
      @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 1, max = 17) Integer> sizes,
      @ForAll long seed) {
    Device device = TestDevice.get();
    KernelDevice kernels = ((CudaBackend) device.backend()).device();
    BlasGemm gemm = new BlasGemm(kernels, new BlasLoops(kernels));
    Agreement.check(opCase, Draw.of(sizes, seed), device, op -> gemm.run((MatrixOp.Gemm) op));
  }

  @Provide
  Arbitrary<OpCase> cases() {
    return Arbitraries.of(
        OpCase.all().stream().filter(c -> c.op() == MatrixOp.Gemm.class).toList());
  }
}
