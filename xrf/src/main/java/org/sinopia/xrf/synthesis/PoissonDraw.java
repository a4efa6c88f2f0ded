package org.sinopia.xrf.synthesis;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.sinopia.xrf.cube.SampleType;
import org.sinopia.xrf.cube.Tile;

/**
 * A scan of fixed dwell time: the counts of each bin are an independent Poisson number of the mean
 * that the paint of the pixel has there, or the two paints between which the pixel lies.
 */
final class PoissonDraw implements CountDraw {

  // The second paint of a pixel has other random streams.
  private static final long SECOND = 1L << 60;

  private final EmissionMap map;
  private final long seed;
  private final int whole;
  private final double part;
  private final double most;
  private final AtomicReferenceArray<PoissonSpectrum> full;
  private final AtomicReferenceArray<PoissonSpectrum> nearer;
  private final AtomicReferenceArray<PoissonSpectrum> farther;

  PoissonDraw(EmissionMap map, long seed) {
    this.map = Objects.requireNonNull(map, "map");
    this.seed = seed;
    this.whole = (int) Math.floor(map.oddRowShift());
    this.part = map.oddRowShift() - whole;
    this.full = new AtomicReferenceArray<>(map.kinds());
    this.nearer = new AtomicReferenceArray<>(map.kinds());
    this.farther = new AtomicReferenceArray<>(map.kinds());
    double largest = 0;
    for (int kind = 0; kind < map.kinds(); kind++) {
      for (double mean : map.expected(kind)) {
        largest = Math.max(largest, mean);
      }
    }
    this.most = largest;
  }

  @Override
  public PaintMap map() {
    return map;
  }

  @Override
  public Map<String, Object> attributes() {
    Map<String, Object> attributes = new TreeMap<>();
    attributes.put("seed", seed);
    attributes.put("poisson", "true");
    if (map.oddRowShift() != 0) {
      attributes.put("odd_row_shift", map.oddRowShift());
    }
    return attributes;
  }

  @Override
  public SampleType narrowest() {
    return CountDraw.narrowest(map, most, Long.MAX_VALUE);
  }

  @Override
  public void draw(Tile tile, Consumer consumer) throws IOException {
    PoissonSpectrum.Scratch scratch = new PoissonSpectrum.Scratch(seed);
    int bins = map.axis().bins();
    int[] counts = new int[Math.max(2, Integer.highestOneBit(2 * bins - 1))];
    int[] kinds = new int[map.width()];
    long pixel = 0;
    for (int row = tile.row(); row < tile.row() + tile.height(); row++) {
      map.kinds(new Tile(row, 0, 1, map.width()), kinds);
      for (int column = tile.column(); column < tile.column() + tile.width(); column++) {
        long stream = (long) row * map.width() + column;
        Arrays.fill(counts, 0);
        if (row % 2 == 0) {
          spectrum(full, kinds[column], 1).draw(stream, scratch, counts);
        } else {
          int left = kinds[inside(column + whole)];
          int right = kinds[inside(column + whole + 1)];
          if (part == 0 || left == right) {
            spectrum(full, left, 1).draw(stream, scratch, counts);
          } else {
            spectrum(nearer, left, 1 - part).draw(stream, scratch, counts);
            spectrum(farther, right, part).draw(SECOND + stream, scratch, counts);
          }
        }
        consumer.accept(pixel++, counts);
      }
    }
  }

  private int inside(int column) {
    return Math.clamp(column, 0, map.width() - 1);
  }

  /** A spectrum that is taken apart when it is first needed; twice by two threads does no harm. */
  private PoissonSpectrum spectrum(
      AtomicReferenceArray<PoissonSpectrum> known, int kind, double scale) {
    PoissonSpectrum spectrum = known.get(kind);
    if (spectrum == null) {
      spectrum = new PoissonSpectrum(map.expected(kind), scale);
      known.set(kind, spectrum);
    }
    return spectrum;
  }
}
