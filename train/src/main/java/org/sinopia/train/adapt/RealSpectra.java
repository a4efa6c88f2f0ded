package org.sinopia.train.adapt;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.sinopia.tensor.random.Philox;
import org.sinopia.train.data.spectra.ScanMoments;
import org.sinopia.train.model.EmbedderDescription;
import org.sinopia.xrf.cube.CubeStream;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.MissingPixels;

/** Spectra of one scan, evenly spread over its valid pixels, as an embedder takes them. */
final class RealSpectra {
  private static final long STREAM = 0x5265616C53L;
  private static final int SAMPLE = 512;

  private final int bins;
  private final float[] spectra;
  private final int count;
  private final ScanMoments scan;
  private final List<float[]> sample;

  private RealSpectra(int bins, List<float[]> kept, ScanMoments scan) {
    this.bins = bins;
    int step = Math.ceilDiv(kept.size(), SAMPLE);
    this.sample =
        IntStream.range(0, kept.size()).filter(i -> i % step == 0).mapToObj(kept::get).toList();
    this.count = kept.size();
    this.spectra = new float[count * bins];
    for (int i = 0; i < count; i++) {
      System.arraycopy(kept.get(i), 0, spectra, i * bins, bins);
    }
    this.scan = scan;
  }

  /**
   * Reads a scan once.
   *
   * @param cube with an energy axis
   * @param embedder what they are for
   * @param missing pixels of it without valid data
   * @param most how many to keep
   * @throws IllegalArgumentException if the cube cannot be moved to the embedder's axis, or has no
   *     valid pixel
   */
  @SuppressWarnings("MustBeClosedChecker") // the caller's, whose axis alone is another
  static RealSpectra of(
      DataCube cube, EmbedderDescription embedder, MissingPixels missing, int most)
      throws IOException {
    int bins = embedder.config().bins();
    long valid = cube.header().pixels() - missing.count();
    long step = Math.max(1, Math.ceilDiv(valid, most));
    ScanMoments.Sum sum = new ScanMoments.Sum(bins);
    List<float[]> kept = new ArrayList<>();
    long[] seen = new long[1];
    CubeStream.forEachSpectrum(
        cube.on(embedder.energy()),
        (row, column, counts) -> {
          if (missing.isMissing(row, column)) {
            return;
          }
          float[] spectrum = new float[bins];
          for (int b = 0; b < bins; b++) {
            spectrum[b] = (float) counts[b];
          }
          sum.add(spectrum, 0);
          if (seen[0]++ % step == 0) {
            kept.add(spectrum);
          }
        });
    if (kept.isEmpty()) {
      throw new IllegalArgumentException("no pixel with valid data");
    }
    RealSpectra spectra = new RealSpectra(bins, kept, sum.moments());
    for (int i = 0; i < spectra.count; i++) {
      embedder.scaling().apply(spectra.spectra, i * bins, bins, spectra.scan);
    }
    return spectra;
  }

  /** How many there are. */
  int count() {
    return count;
  }

  /** Counts of a few of them, [bins] each, not scaled. */
  List<float[]> sample() {
    return sample;
  }

  /** The moments of all valid pixels of the scan. */
  ScanMoments scan() {
    return scan;
  }

  /**
   * Fills a buffer with a batch, drawn with replacement.
   *
   * @param into receives [batch, bins]
   * @param number of the batch
   */
  void fill(MemorySegment into, int batch, long seed, long number) {
    for (int i = 0; i < batch; i++) {
      int word = Philox.word(seed ^ STREAM, number, i);
      int drawn = (int) ((Integer.toUnsignedLong(word) * count) >>> Integer.SIZE);
      MemorySegment.copy(
          spectra, drawn * bins, into, ValueLayout.JAVA_FLOAT, (long) i * bins * Float.BYTES, bins);
    }
  }

  /** The moments, once for each of a batch: [batch, 2 · bins]. */
  float[] contexts(int batch) {
    float[] one = scan.context();
    float[] all = new float[batch * one.length];
    for (int i = 0; i < batch; i++) {
      System.arraycopy(one, 0, all, i * one.length, one.length);
    }
    return all;
  }
}
