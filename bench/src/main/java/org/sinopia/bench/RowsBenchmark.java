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
import org.sinopia.tensor.Shape;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.Dropout;
import org.sinopia.tensor.op.ElementwiseOp;
import org.sinopia.tensor.op.NormalisationOp;
import org.sinopia.tensor.op.Op;
import org.sinopia.tensor.op.OptimiserOp;
import org.sinopia.tensor.op.UnaryFunction;
import org.sinopia.tensor.random.Draw;

/**
 * Ops that memory bounds: ours, and a copy that reads and writes as many bytes in all. Each goes
 * round over operands that together outgrow the last cache, so that every call finds its own in
 * memory: a copy repeated in place would read its source from the cache, since it writes past it.
 */
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

  /** Several times the last cache of the machines that this runs on. */
  private static final long BYTES_IN_ALL = 256L << 20;

  private static final VectorSpecies<Byte> BYTES = ByteVector.SPECIES_PREFERRED;

  private final org.sinopia.tensor.Scope scope = org.sinopia.tensor.Scope.open(Device.cpu());
  private Op[] ops;
  private MemorySegment[] from;
  private MemorySegment[] to;
  private int turn;

  /** Makes the operands. */
  @Setup
  public void prepare() {
    Draw draw = Draw.of(java.util.List.of(1), 1);
    Op first = op(draw);
    int sets = Math.toIntExact(Math.ceilDiv(BYTES_IN_ALL, first.bytes()));
    ops = new Op[sets];
    from = new MemorySegment[sets];
    to = new MemorySegment[sets];
    int half = Math.toIntExact(first.bytes() / 2);
    for (int set = 0; set < sets; set++) {
      ops[set] = set == 0 ? first : op(draw);
      from[set] = scope.empty(DType.U8, Shape.of(half)).memory().fill((byte) 1);
      to[set] = scope.empty(DType.U8, Shape.of(half)).memory().fill((byte) 1);
    }
  }

  private Op op(Draw draw) {
    String[] parts = work.split("[ x](?=[0-9])", -1);
    int rows = Integer.parseInt(parts[1]);
    int width = Integer.parseInt(parts[2]);
    Tensor x = draw.tensor(scope, rows, width);
    return switch (parts[0]) {
      case "layer_norm" ->
          new NormalisationOp.LayerNorm(
              x,
              draw.tensor(scope, width),
              draw.tensor(scope, width),
              1e-5,
              scope.zeros(rows, width),
              scope.empty(rows),
              scope.empty(rows));
      case "bias_gelu" ->
          new ElementwiseOp.BiasActivation(
              UnaryFunction.GELU,
              x,
              draw.tensor(scope, width),
              Dropout.NONE,
              scope.zeros(rows, width));
      case "softmax" -> new NormalisationOp.Softmax(x, scope.zeros(rows, width));
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
  }

  /** Ours. */
  @Benchmark
  public void ours() {
    ops[next()].run();
  }

  /** A copy of the same bytes by all cores, each a contiguous part. */
  @Benchmark
  public void bound() {
    int set = next();
    parts((start, length) -> MemorySegment.copy(from[set], start, to[set], start, length));
  }

  /** The same by vector loads and stores: what an op written with the Vector API could reach. */
  @Benchmark
  public void attainable() {
    int set = next();
    parts(
        (start, length) -> move(from[set].asSlice(start, length), to[set].asSlice(start, length)));
  }

  private static void move(MemorySegment source, MemorySegment target) {
    int length = Math.toIntExact(source.byteSize());
    int whole = BYTES.loopBound(length);
    for (int i = 0; i < whole; i += BYTES.length()) {
      ByteVector.fromMemorySegment(BYTES, source, i, ByteOrder.nativeOrder())
          .intoMemorySegment(target, i, ByteOrder.nativeOrder());
    }
  }

  private int next() {
    turn = (turn + 1) % ops.length;
    return turn;
  }

  private void parts(LongBinaryConsumer body) {
    int threads = Runtime.getRuntime().availableProcessors();
    long size = from[0].byteSize();
    long part = (size / threads) & -64;
    IntStream.range(0, threads)
        .parallel()
        .forEach(t -> body.accept(t * part, t == threads - 1 ? size - t * part : part));
  }

  /** Takes where a part starts and how long it is. */
  @FunctionalInterface
  private interface LongBinaryConsumer {
    void accept(long start, long length);
  }
}
