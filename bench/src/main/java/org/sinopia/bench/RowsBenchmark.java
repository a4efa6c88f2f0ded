package org.sinopia.bench;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.VectorSpecies;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.sinopia.tensor.DType;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Draw;
import org.sinopia.tensor.Shape;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.Dropout;
import org.sinopia.tensor.op.ElementwiseOp;
import org.sinopia.tensor.op.NormalisationOp;
import org.sinopia.tensor.op.Op;
import org.sinopia.tensor.op.OptimiserOp;
import org.sinopia.tensor.op.UnaryFunction;

/** Ops that memory bounds: ours, and a copy that reads and writes as many bytes in all. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class RowsBenchmark {
  /**
   * The op and its size: of layers of the paper preset at batch 8, its tokens of 3840 features, its
   * attention weights.
   */
  @Param({
    "layer_norm 2048x192",
    "layer_norm 2048x3840",
    "bias_gelu 2048x384",
    "bias_gelu 2048x3840",
    "softmax 18432x256",
    "softmax 2048x3840",
    "adamw 3485083x1"
  })
  public String work;

  private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_PREFERRED;

  private final org.sinopia.tensor.Scope scope = org.sinopia.tensor.Scope.open(Device.cpu());
  private Op op;
  private MemorySegment from;
  private MemorySegment to;

  /** Makes the operands. */
  @Setup
  public void prepare() {
    String[] parts = work.split("[ x](?=[0-9])", -1);
    int rows = Integer.parseInt(parts[1]);
    int width = Integer.parseInt(parts[2]);
    Draw draw = Draw.of(java.util.List.of(1), 1);
    Tensor x = draw.tensor(scope, rows, width);
    op =
        switch (parts[0]) {
          case "layer_norm" ->
              new NormalisationOp.LayerNorm(
                  x,
                  draw.tensor(scope, width),
                  draw.tensor(scope, width),
                  1e-5,
                  scope.empty(rows, width),
                  scope.empty(rows),
                  scope.empty(rows));
          case "bias_gelu" ->
              new ElementwiseOp.BiasActivation(
                  UnaryFunction.GELU,
                  x,
                  draw.tensor(scope, width),
                  Dropout.NONE,
                  scope.empty(rows, width));
          case "softmax" -> new NormalisationOp.Softmax(x, scope.empty(rows, width));
          case "adamw" ->
              new OptimiserOp.AdamW(
                  x,
                  draw.tensor(scope, rows, width),
                  scope.zeros(rows, width),
                  scope.zeros(rows, width),
                  1e-3,
                  0.9,
                  0.999,
                  1e-8,
                  0.01,
                  10);
          default -> throw new IllegalArgumentException(work);
        };
    int half = Math.toIntExact(op.bytes() / 2);
    from = scope.empty(DType.U8, Shape.of(half)).memory();
    to = scope.empty(DType.U8, Shape.of(half)).memory();
  }

  /** Ours. */
  @Benchmark
  public void ours() {
    op.run();
  }

  /** A copy of the same bytes by all cores, each a contiguous part. */
  @Benchmark
  public void bound() {
    parts((start, length) -> MemorySegment.copy(from, start, to, start, length));
  }

  /** The same by vector loads and stores: what an op written with the Vector API could reach. */
  @Benchmark
  public void attainable() {
    parts(this::move);
  }

  private void move(long start, long length) {
    MemorySegment source = from.asSlice(start, length);
    MemorySegment target = to.asSlice(start, length);
    int whole = BYTES.loopBound((int) length);
    for (int i = 0; i < whole; i += BYTES.length()) {
      ByteVector.fromMemorySegment(BYTES, source, i, ByteOrder.nativeOrder())
          .intoMemorySegment(target, i, ByteOrder.nativeOrder());
    }
  }

  private void parts(LongBinaryConsumer body) {
    int threads = Runtime.getRuntime().availableProcessors();
    long part = (from.byteSize() / threads) & -64;
    IntStream.range(0, threads)
        .parallel()
        .forEach(t -> body.accept(t * part, t == threads - 1 ? from.byteSize() - t * part : part));
  }

  /** Takes where a part starts and how long it is. */
  @FunctionalInterface
  private interface LongBinaryConsumer {
    void accept(long start, long length);
  }
}
