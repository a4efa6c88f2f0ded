package org.sinopia.xrf.synthesis;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.op.Photons;
import org.sinopia.tensor.random.PhotonSampler;
import org.sinopia.xrf.Rebinning;
import org.sinopia.xrf.cube.SampleType;
import org.sinopia.xrf.cube.Tile;
import org.sinopia.xrf.spectrum.Spectrum;

/**
 * ganX's scan (arXiv 2304.14078): each pixel's counts are an exact multinomial draw of its photons
 * from its paint's spectrum, photon by photon.
 */
final class MultinomialDraw implements CountDraw {

  private final SpectrumMap map;
  private final ScanConditions conditions;
  private final long seed;
  private final PhotonCounts photonCounts;
  private final Drift drift;
  private final AliasTable[] tables;

  MultinomialDraw(SpectrumMap map, ScanConditions conditions, long seed) {
    this.map = Objects.requireNonNull(map, "map");
    this.conditions = Objects.requireNonNull(conditions, "conditions");
    this.seed = seed;
    this.photonCounts = new PhotonCounts(conditions, seed);
    this.drift = new Drift(conditions, map.height(), seed);
    this.tables =
        IntStream.range(0, map.kinds())
            .mapToObj(kind -> AliasTable.of(map.spectrum(kind).probabilities()))
            .toArray(AliasTable[]::new);
  }

  @Override
  public PaintMap map() {
    return map;
  }

  @Override
  public Map<String, Object> attributes() {
    Map<String, Object> attributes = new TreeMap<>();
    attributes.put("seed", seed);
    attributes.put("photons", (long) conditions.photons());
    if (conditions.poisson()) {
      attributes.put("poisson", "true");
    }
    if (conditions.drifts()) {
      attributes.put("gain_drift", conditions.gainDrift());
      attributes.put("shift_drift_kev", conditions.shiftDriftKev());
    }
    if (conditions.deadTime() > 0) {
      attributes.put("dead_time", conditions.deadTime());
    }
    if (conditions.reliefMm() > 0) {
      attributes.put("relief_mm", conditions.reliefMm());
    }
    return attributes;
  }

  @Override
  public SampleType narrowest() {
    double likeliest = 0;
    for (int kind = 0; kind < map.kinds(); kind++) {
      for (double probability : map.spectrum(kind).probabilities()) {
        likeliest = Math.max(likeliest, probability);
      }
    }
    return CountDraw.narrowest(
        map,
        conditions.photons() * likeliest,
        conditions.poisson() ? Long.MAX_VALUE : conditions.photons());
  }

  /** Tables, kinds and numbers of photons of a rectangle, for an op to draw the same counts. */
  Photons photons(Tile tile, Scope scope) {
    int[] kinds = new int[Math.toIntExact(tile.pixels())];
    map.kinds(tile, kinds);
    int[] numbers = new int[kinds.length];
    int[] indices = new int[kinds.length];
    Map<AliasTable, Integer> used = new LinkedHashMap<>();
    int pixel = 0;
    for (int row = tile.row(); row < tile.row() + tile.height(); row++) {
      AliasTable[] rowTables = tables(row, kinds, pixel, pixel + tile.width());
      for (int column = tile.column(); column < tile.column() + tile.width(); column++) {
        AliasTable table = rowTables[kinds[pixel]];
        Integer known = used.putIfAbsent(table, used.size());
        indices[pixel] = known == null ? used.size() - 1 : known;
        numbers[pixel++] = photonCounts.of(row, column, stream(row, column));
      }
    }
    int columns = 1 << tables[0].bits();
    int[] entries = new int[Math.multiplyExact(used.size(), columns)];
    used.forEach(
        (table, index) -> System.arraycopy(table.entries(), 0, entries, index * columns, columns));
    return new Photons(
        scope.of(entries, used.size(), columns),
        scope.of(indices, kinds.length),
        scope.of(numbers, kinds.length),
        seed,
        stream(tile.row(), tile.column()),
        tile.width(),
        map.width());
  }

  /** The number of a pixel's random stream. */
  private long stream(int row, int column) {
    return (long) row * map.width() + column;
  }

  @Override
  public void draw(Tile tile, Consumer consumer) throws IOException {
    int[] kinds = new int[Math.toIntExact(tile.pixels())];
    map.kinds(tile, kinds);
    PhotonSampler sampler = new PhotonSampler(seed);
    int[] counts = new int[1 << tables[0].bits()];
    int pixel = 0;
    for (int row = tile.row(); row < tile.row() + tile.height(); row++) {
      AliasTable[] rowTables = tables(row, kinds, pixel, pixel + tile.width());
      for (int column = tile.column(); column < tile.column() + tile.width(); column++) {
        long stream = stream(row, column);
        int photons = photonCounts.of(row, column, stream);
        Arrays.fill(counts, 0);
        sampler.draw(rowTables[kinds[pixel]].entries(), stream, photons, counts);
        consumer.accept(pixel++, counts);
      }
    }
  }

  private AliasTable[] tables(int row, int[] kinds, int from, int to) {
    if (!conditions.drifts()) {
      return tables;
    }
    Rebinning rebinning = drift.rebinning(map.axis(), row);
    AliasTable[] drifted = new AliasTable[tables.length];
    for (int i = from; i < to; i++) {
      if (drifted[kinds[i]] == null) {
        Spectrum spectrum = map.spectrum(kinds[i]);
        drifted[kinds[i]] = AliasTable.of(Drift.apply(rebinning, spectrum));
      }
    }
    return drifted;
  }
}
