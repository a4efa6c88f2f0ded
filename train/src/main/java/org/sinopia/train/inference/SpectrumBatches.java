package org.sinopia.train.inference;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.sinopia.nn.model.Spectra;
import org.sinopia.nn.model.VariationalEmbedder;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.train.data.spectra.ScanMoments;
import org.sinopia.train.model.EmbedderDescription;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.Tile;
import org.sinopia.xrf.cube.TileGrid;

/** The spectra of a cube in batches, pixel after pixel, as an embedder reads them. */
final class SpectrumBatches {
  /** Spectra of a batch. */
  static final int BATCH = 4096;

  /** Counts read at once, unless one spectrum has more. */
  private static final int MAX_SAMPLES = 1 << 20;

  private final EmbedderDescription description;
  private final VariationalEmbedder model;
  private final Scope step;

  /** Encodes one batch. */
  @FunctionalInterface
  interface Encoding {
    void encode(int firstPixel, Spectra spectra, Optional<Tensor> context);
  }

  SpectrumBatches(EmbedderDescription description, VariationalEmbedder model, Scope step) {
    this.description = description;
    this.model = model;
    this.step = step;
  }

  /**
   * Reads counts.
   *
   * @param moved a cube on the embedder's axis
   * @param scan what all of its spectra are like, if the embedder needs that
   * @param done is told how many pixels more were read
   * @param watching sees counts before they are scaled; null for none
   */
  void counts(
      DataCube moved, Optional<ScanMoments> scan, LongConsumer done, Encoding into, Misfit watching)
      throws IOException {
    CubeHeader header = moved.header();
    int bins = header.bins();
    int width = header.width();
    int mostPixels = Math.max(1, MAX_SAMPLES / bins);
    int batchPixels = Math.min(BATCH, mostPixels);
    int columns = Math.min(width, mostPixels);
    int cell = moved.grid().cellHeight();
    int rows = Math.ceilDiv(Math.ceilDiv(BATCH, width), cell) * cell;
    rows = Math.clamp(rows, 1, Math.min(header.height(), Math.max(1, mostPixels / width)));
    float[] counts = new float[rows * columns * bins];
    float[] batch = new float[batchPixels * bins];
    int filled = 0;
    int first = 0;
    // Pixels go into batches row by row, however the cube is stored, so that the last bits of a
    // latent do not depend on that.
    for (Tile tile : new TileGrid(header.height(), width, rows, columns)) {
      moved.readFloats(tile, counts);
      int pixels = (int) tile.pixels();
      for (int from = 0; from < pixels; ) {
        int taken = Math.min(batchPixels - filled, pixels - from);
        System.arraycopy(counts, from * bins, batch, filled * bins, taken * bins);
        filled += taken;
        from += taken;
        if (filled == batchPixels) {
          encode(batch, filled, first, scan, into, watching);
          first += filled;
          filled = 0;
        }
      }
      done.accept(pixels);
    }
    if (filled > 0) {
      encode(batch, filled, first, scan, into, watching);
    }
  }

  private void encode(
      float[] spectra,
      int count,
      int firstPixel,
      Optional<ScanMoments> scan,
      Encoding into,
      Misfit watching) {
    int bins = model.config().bins();
    step.rewind();
    boolean byScan = scan.isPresent() && description.scaling().byScan();
    float[] input = spectra;
    if (watching != null) {
      float[] scaled = watching.watch(spectra, count, scan);
      input = byScan ? scaled : spectra;
    } else if (byScan) {
      for (int i = 0; i < count; i++) {
        description.scaling().apply(spectra, i * bins, bins, scan.get());
      }
    }
    Optional<Tensor> context =
        model.config().context()
            ? scan.map(moments -> step.of(moments.context(), 1, model.config().contextWidth()))
            : Optional.empty();
    MemorySegment counts =
        MemorySegment.ofArray(input).asSlice(0, (long) count * bins * Float.BYTES);
    into.encode(firstPixel, new Spectra.Counted(step.empty(count, bins).set(counts)), context);
  }

  /** A synthetic cube's counts are drawn where they are encoded, and never all there at once. */
  void draw(DataCube cube, LongConsumer done, Encoding into) {
    CubeHeader header = cube.header();
    int columns = Math.min(BATCH, header.width());
    int rows = Math.clamp(BATCH / header.width(), 1, header.height());
    int first = 0;
    for (Tile tile : new TileGrid(header.height(), header.width(), rows, columns)) {
      step.rewind();
      Spectra.Drawn drawn = new Spectra.Drawn(cube.photons(tile, step).orElseThrow());
      into.encode(first, drawn, Optional.empty());
      first += (int) tile.pixels();
      done.accept(tile.pixels());
    }
  }
}
