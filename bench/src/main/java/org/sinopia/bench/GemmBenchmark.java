package org.sinopia.bench;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.MatrixOp;
import org.sinopia.tensor.random.Draw;

/** Our matrix product, and one call of OpenBLAS's own with all its threads. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class GemmBenchmark {
  /** Rows × inner × columns of the product, and which operand is stored transposed. */
  @Param({
    "4096x192x864 weight transposed",
    "4096x192x864 plain",
    "4096x192x288 weight transposed",
    "4096x192x288 plain",
    "192x4096x864 input transposed"
  })
  public String work;

  private final org.sinopia.tensor.Scope scope = org.sinopia.tensor.Scope.open(Device.cpu());
  private MatrixOp.Gemm gemm;

  /** Makes the operands, and gives OpenBLAS all threads where it is called bare. */
  @Setup
  public void prepare(BenchmarkParams parameters) {
    String[] parts = work.split("[ x]", -1);
    int m = Integer.parseInt(parts[0]);
    int k = Integer.parseInt(parts[1]);
    int n = Integer.parseInt(parts[2]);
    boolean transposeA = parts[3].equals("input");
    boolean transposeB = parts[3].equals("weight");
    Draw draw = Draw.of(List.of(1), 1);
    Tensor a = transposeA ? draw.tensor(scope, k, m) : draw.tensor(scope, m, k);
    Tensor b = transposeB ? draw.tensor(scope, n, k) : draw.tensor(scope, k, n);
    gemm = MatrixOp.Gemm.of(a, transposeA, b, transposeB, scope.empty(m, n));
    if (parameters.getBenchmark().endsWith("bound")) {
      OpenBlas.get().setThreads(Runtime.getRuntime().availableProcessors());
    }
  }

  /** Leaves OpenBLAS as the engine wants it. */
  @TearDown
  public void restore() {
    OpenBlas.get().setThreads(1);
  }

  /** Ours. */
  @Benchmark
  public void ours() {
    gemm.run();
  }

  /** One bare call. */
  @Benchmark
  public void bound() {
    int m = gemm.m();
    int n = gemm.n();
    int k = gemm.k();
    OpenBlas.get()
        .sgemm(
            gemm.transposeA(),
            gemm.transposeB(),
            m,
            n,
            k,
            1,
            gemm.a().memory(),
            gemm.transposeA() ? m : k,
            gemm.b().memory(),
            gemm.transposeB() ? k : n,
            0,
            gemm.c().memory(),
            n);
  }
}
