package org.sinopia.tensor.cpu;

import static org.sinopia.tensor.cpu.DownProducts.DEPTH;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.Encoder;
import org.sinopia.tensor.op.UnaryFunction;

/** Products by OpenBLAS on one thread, with the bias in place beforehand and SELU behind. */
final class BlasEncoder implements TileEncoder {
  /**
   * Every product packs its weights anew, which costs about 30/spectra of its time; more would not
   * leave the activations in the second-level cache.
   */
  private static final int TILE = 192;

  private static final int FIRST = 0;
  private static final int SECOND = 1;
  private static final int ROW = 0;

  private final OpenBlas blas = OpenBlas.get();
  private final Encoder encoder;
  private final SpectrumRows rows;
  private final int bins;
  private final int widest;

  BlasEncoder(Encoder encoder) {
    this.encoder = encoder;
    this.bins = encoder.hidden().getFirst().in();
    this.rows = new SpectrumRows(encoder.scaling(), bins, DEPTH);
    this.widest =
        Math.max(bins, encoder.layers().stream().mapToInt(Encoder.Dense::out).max().orElseThrow());
  }

  @Override
  public int spectra() {
    return TILE;
  }

  @Override
  public void encode(MemorySegment counts, int from, List<Tensor> latents, int first, int count) {
    MemorySegment x = Scratch.bytes(FIRST, bytes((long) TILE * widest));
    MemorySegment y = Scratch.bytes(SECOND, bytes((long) TILE * widest));
    float[] row = Scratch.floats(ROW, Math.ceilDiv(bins, Lanes.COUNT) * Lanes.COUNT);
    for (int i = 0; i < count; i++) {
      rows.load(counts, from + i, row, 0);
      MemorySegment.copy(MemorySegment.ofArray(row), 0, x, bytes((long) i * bins), bytes(bins));
    }
    for (Encoder.Dense layer : encoder.hidden()) {
      dense(layer, x, y, count);
      activate(y, count * layer.out());
      MemorySegment before = x;
      x = y;
      y = before;
    }
    for (int head = 0; head < latents.size(); head++) {
      Encoder.Dense layer = encoder.heads().get(head);
      MemorySegment z = latents.get(head).memory().asSlice(bytes((long) first * layer.out()));
      dense(layer, x, z, count);
    }
  }

  private void dense(Encoder.Dense layer, MemorySegment x, MemorySegment y, int count) {
    int out = layer.out();
    for (int i = 0; i < count; i++) {
      MemorySegment.copy(layer.bias().memory(), 0, y, bytes((long) i * out), bytes(out));
    }
    MemorySegment weight = layer.weight().memory();
    long start = ProductTime.start();
    blas.sgemm(
        false, true, count, out, layer.in(), 1, x, layer.in(), weight, layer.in(), 1, y, out);
    ProductTime.stop(start);
  }

  private static void activate(MemorySegment y, int elements) {
    PairLoop selu = Activations.of(UnaryFunction.SELU);
    for (int at = 0; at < elements; at += Tiles.SIZE) {
      int size = Math.min(Tiles.SIZE, elements - at);
      long part = Lanes.at(y, at, size);
      selu.run(part, BiasRow.NONE.at(0), part, size);
    }
  }

  private static long bytes(long floats) {
    return floats * Float.BYTES;
  }
}
