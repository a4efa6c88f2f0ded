package org.sinopia.bench;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.AttentionOp;
import org.sinopia.tensor.op.Dropout;
import org.sinopia.tensor.op.Op;
import org.sinopia.tensor.random.Draw;

/**
 * Locality self-attention, and the bare matrix products it is made of, with the N×N matrices in
 * memory and nothing else done.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class AttentionBenchmark {
  private static final int BATCH = 8;
  private static final int HEADS = 9;
  private static final int DIMENSION = 32;

  /** Tokens. */
  @Param({"256", "1024"})
  public int tokens;

  private final org.sinopia.tensor.Scope scope = org.sinopia.tensor.Scope.open(Device.cpu());
  private Op forward;
  private Op backward;
  private Tensor qkv;
  private Tensor squares;
  private Tensor results;

  /** Makes the operands; forward has run, so backward can. */
  @Setup
  public void prepare() {
    Draw draw = Draw.of(List.of(1), 1);
    qkv = draw.tensor(scope, BATCH, tokens, 3 * HEADS * DIMENSION);
    Tensor temperature = scope.full(-Math.log(DIMENSION) / 2, 1);
    Tensor out = scope.empty(BATCH, tokens, HEADS * DIMENSION);
    Tensor logSumExp = scope.empty(BATCH, HEADS, tokens);
    forward =
        new AttentionOp.LocalityAttention(
            qkv, HEADS, temperature, true, Dropout.NONE, out, logSumExp);
    backward =
        new AttentionOp.LocalityAttentionBackward(
            qkv,
            HEADS,
            temperature,
            true,
            Dropout.NONE,
            out,
            logSumExp,
            draw.tensor(scope, BATCH, tokens, HEADS * DIMENSION),
            scope.emptyLike(qkv),
            scope.emptyLike(temperature));
    squares = draw.tensor(scope, Runtime.getRuntime().availableProcessors(), tokens, tokens);
    results = scope.empty(squares.shape().extent(0), tokens, DIMENSION);
    forward.run();
  }

  /** Ours: forward and backward. */
  @Benchmark
  public void ours() {
    forward.run();
    backward.run();
  }

  /**
   * Two products of the forward and five of the backward for each head, heads shared out over the
   * cores.
   */
  @Benchmark
  public void bound() {
    int threads = squares.shape().extent(0);
    IntStream.range(0, threads).parallel().forEach(this::products);
  }

  private void products(int thread) {
    OpenBlas blas = OpenBlas.get();
    int n = tokens;
    int d = DIMENSION;
    MemorySegment square = squares.slice(thread, thread + 1).memory();
    MemorySegment head = qkv.memory();
    MemorySegment result = results.slice(thread, thread + 1).memory();
    for (int bh = thread; bh < BATCH * HEADS; bh += squares.shape().extent(0)) {
      for (int product = 0; product < 3; product++) {
        blas.sgemm(false, true, n, n, d, 1, head, d, head, d, 0, square, n);
      }
      for (int product = 0; product < 4; product++) {
        blas.sgemm(product % 2 == 0, false, n, d, n, 1, square, n, head, d, 0, result, d);
      }
    }
  }
}
