package org.sinopia.kernels.vendor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sinopia.kernels.CudaBackend;
import org.sinopia.kernels.CudaOptions;
import org.sinopia.kernels.TestDevice;
import org.sinopia.kernels.device.CudaDriver;
import org.sinopia.kernels.device.Graph;
import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.kernels.launch.product.Precision;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.Agreement;
import org.sinopia.tensor.op.ImageOp;
import org.sinopia.tensor.op.MatrixOp;
import org.sinopia.tensor.op.Op;
import org.sinopia.tensor.op.OpCase;
import org.sinopia.tensor.random.Draw;

/**
 * On a GPU: NVIDIA's libraries compute what our kernels compute, the same bits on every run, in a
 * graph too.
 */
class VendorAgreementTest {
  private static final int DRAWS = 20;

  private KernelDevice kernels;

  @BeforeEach
  void needsAGpu() {
    kernels = ((CudaBackend) TestDevice.get().backend()).device();
    assumeTrue(
        kernels instanceof CudaDriver, "needs a GPU: -Dsinopia.device=cuda, not " + kernels.name());
  }

  private CudaBackend with(VendorLibrary library, Precision precision) {
    library.missing().ifPresent(why -> assumeTrue(false, why));
    return new CudaBackend(
        kernels,
        new CudaOptions(
            precision, library.equals(VendorLibrary.CUBLAS), library.equals(VendorLibrary.CUDNN)));
  }

  private static List<OpCase> cases(Set<Class<? extends Op>> ops) {
    return OpCase.all().stream().filter(c -> ops.contains(c.op())).toList();
  }

  private static Draw draw(Random random) {
    return Draw.of(random.ints(6, 1, 200).boxed().toList(), random.nextLong());
  }

  private void agrees(CudaBackend backend, Set<Class<? extends Op>> ops) {
    Random random = new Random(1);
    for (OpCase opCase : cases(ops)) {
      for (int i = 0; i < DRAWS; i++) {
        Agreement.check(opCase, draw(random), TestDevice.get(), backend::run);
      }
    }
  }

  /** Runs each op at once and from a graph. */
  private void sameBits(CudaBackend backend, Set<Class<? extends Op>> ops) {
    Random random = new Random(2);
    for (OpCase opCase : cases(ops)) {
      try (Scope reference = Scope.open(Device.reference());
          Scope scope = Scope.open(TestDevice.get())) {
        Op drawn = opCase.make().apply(reference, draw(random));
        Op once = drawn.map(t -> t.to(scope));
        Op captured = drawn.map(t -> t.to(scope));
        backend.run(once);
        try (Graph graph = kernels.capture(0, () -> backend.run(captured))) {
          graph.replay(0);
        }
        for (int i = 0; i < once.outputs().size(); i++) {
          Tensor expected = once.outputs().get(i);
          assertArrayEquals(
              expected.toFloats(), captured.outputs().get(i).toFloats(), opCase.name());
        }
      }
    }
  }

  @Test
  void cublasAgreesWithTheReference() {
    agrees(with(VendorLibrary.CUBLAS, Precision.F32), Set.of(MatrixOp.Gemm.class));
  }

  @Test
  void cublasGivesTheSameBitsInAGraph() {
    for (Precision precision : Precision.values()) {
      sameBits(with(VendorLibrary.CUBLAS, precision), Set.of(MatrixOp.Gemm.class));
    }
  }

  @Test
  void cudnnAgreesWithTheReference() {
    agrees(
        with(VendorLibrary.CUDNN, Precision.F32),
        Set.of(ImageOp.Conv3x3.class, ImageOp.Conv3x3Backward.class));
  }

  @Test
  void cudnnGivesTheSameBitsInAGraph() {
    sameBits(
        with(VendorLibrary.CUDNN, Precision.F32),
        Set.of(ImageOp.Conv3x3.class, ImageOp.Conv3x3Backward.class));
  }
}
