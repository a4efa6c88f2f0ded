package org.sinopia.kernels.launch.product;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.sinopia.kernels.device.Arguments;
import org.sinopia.kernels.device.Kernel;
import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.kernels.device.Launch;
import org.sinopia.kernels.launch.Alignment;
import org.sinopia.tensor.op.MatrixOp;

/** Launches {@code gemm.cu}, {@code gemm_tf32.cu} or {@code gemm_bf16.cu}. */
public final class Gemm implements MatrixProduct {
  private static final Kernel COMBINE = new Kernel("gemm", "gemm_combine");
  private static final int COMBINE_THREADS = 256;
  private static final int TRANSPOSE_A = 1;
  private static final int TRANSPOSE_B = 2;
  private static final int VECTOR_A = 4;
  private static final int VECTOR_B = 8;
  private static final int VECTOR_C = 16;
  private static final int TF32_STAGES = 3;
  private static final int TF32_INNER = 16;

  private final KernelDevice device;
  private final Precision precision;

  /** A launcher for one device; without tensor cores it multiplies in float32. */
  public Gemm(KernelDevice device, Precision precision) {
    this.device = device;
    this.precision = precision.on(device.properties());
  }

  @Override
  public void run(MatrixOp.Gemm op) {
    ProductShape shape = ProductShape.of(op);
    int m = shape.m();
    int n = shape.n();
    int k = shape.k();
    GemmPlan plan = GemmPlan.of(shape.batch(), m, n, k, tiles(), device.properties());
    MemorySegment partial =
        plan.splits() == 1
            ? MemorySegment.NULL
            : device.scratch((long) Float.BYTES * plan.splits() * op.c().elements());
    Arguments arguments =
        new Arguments()
            .tensor(op.a())
            .tensor(op.b())
            .tensor(op.bias())
            .tensor(op.c())
            .address(partial)
            .int32(m)
            .int32(n)
            .int32(k)
            .int32(shape.batch())
            .int32(shape.shared() ? 1 : 0)
            .int32(plan.splits())
            .int32(plan.splitLength())
            .float32(op.alpha())
            .float32(op.beta())
            .int32(flags(op, m, n, k));
    Launch launch = Launch.of(plan.blocks(), threads(plan.tile())).shared(sharedBytes(op, plan));
    device.launch(kernel(op, plan.tile()), launch, arguments);
    if (plan.splits() > 1) {
      combine(op, partial, plan.splits());
    }
  }

  private void combine(MatrixOp.Gemm op, MemorySegment partial, int splits) {
    int count = op.c().elements();
    device.launch(
        COMBINE,
        Launch.of(
            device.properties().blocks(count, COMBINE_THREADS, COMBINE_THREADS), COMBINE_THREADS),
        new Arguments()
            .address(partial)
            .tensor(op.bias())
            .tensor(op.c())
            .int32(count)
            .int32(op.n())
            .int32(splits)
            .float32(op.alpha())
            .float32(op.beta()));
  }

  private List<Integer> tiles() {
    return precision == Precision.F32 ? List.of(128, 64, 32) : List.of(128, 64);
  }

  private Kernel kernel(MatrixOp.Gemm op, int tile) {
    String turns = (op.transposeA() ? "t" : "n") + (op.transposeB() ? "t" : "n");
    return switch (precision) {
      case F32 -> new Kernel("gemm", "gemm_f32_" + tile);
      case TF32 -> new Kernel("gemm_tf32", "gemm_tf32_" + tile + "_" + turns);
      case BF16 -> new Kernel("gemm_bf16", "gemm_bf16_" + tile + "_" + turns);
    };
  }

  private static int threads(int tile) {
    return switch (tile) {
      case 128 -> 256;
      case 64 -> 128;
      default -> 64;
    };
  }

  /** Only tf32 tiles are in dynamic shared memory. */
  private int sharedBytes(MatrixOp.Gemm op, GemmPlan plan) {
    if (precision != Precision.TF32) {
      return 0;
    }
    int along = plan.tile() * (TF32_INNER + 4);
    int across = TF32_INNER * (plan.tile() + 8);
    int elements = (op.transposeA() ? across : along) + (op.transposeB() ? along : across);
    return TF32_STAGES * elements * Float.BYTES;
  }

  /** Rows are aligned if the first one is and their length is a multiple of four. */
  private static int flags(MatrixOp.Gemm op, int m, int n, int k) {
    int flags = 0;
    if (op.transposeA()) {
      flags |= TRANSPOSE_A;
    }
    if (op.transposeB()) {
      flags |= TRANSPOSE_B;
    }
    if ((op.transposeA() ? m : k) % 4 == 0 && Alignment.aligned(op.a())) {
      flags |= VECTOR_A;
    }
    if ((op.transposeB() ? k : n) % 4 == 0 && Alignment.aligned(op.b())) {
      flags |= VECTOR_B;
    }
    if (n % 4 == 0 && Alignment.aligned(op.c())) {
      flags |= VECTOR_C;
    }
    return flags;
  }
}
