package org.sinopia.xrf.synthesis;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.sinopia.tensor.PhotonSampler;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.op.Photons;
import org.sinopia.xrf.Rebinning;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.SampleType;
import org.sinopia.xrf.cube.Tile;
import org.sinopia.xrf.cube.TileGrid;
import org.sinopia.xrf.pigment.Spectrum;

/**
 * A cube that exists only as it is read: each pixel's counts are an exact multinomial draw of its
 * photons from its paint's spectrum (ganX, arXiv 2304.14078), by the random stream that is numbered
 * as the pixel is, row by row. So every reading gives the same counts, whatever the rectangle, the
 * order or the thread, and a network can be fed without the cube ever being stored; {@link
 * CubeSynthesis} stores it.
 *
 * <p>Safe to use from many threads at once. Memory beside the picture and the tables: a few
 * kilobytes for each reading.
 */
public final class SyntheticCube implements DataCube {

  private static final int CELL_ROWS = 8;
  private static final int CELL_COLUMNS = 128;

  // A narrower number type is chosen where a count beyond it is less likely than this in the whole
  // cube, and such a count is noticed all the same.
  private static final double UNLIKELY = 1e-9;

  private final SpectrumMap map;
  private final ScanConditions conditions;
  private final long seed;
  private final int most;
  private final CubeHeader header;
  private final PhotonCounts photonCounts;
  private final Drift drift;
  private final AliasTable[] tables;

  /**
   * A cube of the narrowest number type that is certain, or next to certain, to hold its counts.
   *
   * @param map what is scanned
   * @param conditions how it is scanned
   * @param seed seed of all random numbers
   */
  public SyntheticCube(SpectrumMap map, ScanConditions conditions, long seed) {
    this(map, conditions, seed, type(map, conditions));
  }

  private SyntheticCube(SpectrumMap map, ScanConditions conditions, long seed, SampleType type) {
    this.map = Objects.requireNonNull(map, "map");
    this.conditions = Objects.requireNonNull(conditions, "conditions");
    this.seed = seed;
    this.most = most(type);
    this.header =
        new CubeHeader(
            map.height(),
            map.width(),
            map.axis().bins(),
            type,
            Optional.of(map.axis()),
            attributes());
    this.photonCounts = new PhotonCounts(conditions, seed);
    this.drift = new Drift(conditions, map.height(), seed);
    this.tables =
        IntStream.range(0, map.kinds())
            .mapToObj(kind -> AliasTable.of(map.spectrum(kind).probabilities()))
            .toArray(AliasTable[]::new);
  }

  /**
   * This cube in another number type.
   *
   * @param type U8, U16, U32 or F32
   * @throws IllegalArgumentException if it is another
   */
  public SyntheticCube as(SampleType type) {
    return new SyntheticCube(map, conditions, seed, type);
  }

  private Map<String, Object> attributes() {
    Map<String, Object> attributes = new TreeMap<>(map.attributes());
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

  private static SampleType type(SpectrumMap map, ScanConditions conditions) {
    double likeliest = 0;
    for (int kind = 0; kind < map.kinds(); kind++) {
      for (double probability : map.spectrum(kind).probabilities()) {
        likeliest = Math.max(likeliest, probability);
      }
    }
    double samples = (double) map.height() * map.width() * map.axis().bins();
    for (SampleType type : new SampleType[] {SampleType.U8, SampleType.U16}) {
      double beyond = most(type) + 1.0;
      double mean = conditions.photons() * likeliest;
      // Chernoff's bound on P(X >= beyond) for Poisson and binomial counts X alike.
      double logBound = beyond - mean - beyond * StrictMath.log(beyond / mean);
      boolean never = !conditions.poisson() && conditions.photons() < beyond;
      if (never
          || (mean < beyond && logBound + StrictMath.log(samples) < StrictMath.log(UNLIKELY))) {
        return type;
      }
    }
    return SampleType.U32;
  }

  /** The largest count a number type holds exactly. */
  private static int most(SampleType type) {
    return switch (type) {
      case U8 -> 0xFF;
      case U16 -> 0xFFFF;
      // More photons than a pixel can have.
      case U32, F32 -> Integer.MAX_VALUE;
      case I8, I16, I32, U64, I64, F64 ->
          throw new IllegalArgumentException(
              "synthetic cube: type %s, expected u8, u16, u32 or f32".formatted(type.label()));
    };
  }

  @Override
  public CubeHeader header() {
    return header;
  }

  /** What the cube is drawn from: the truth that a network is to find. */
  public SpectrumMap map() {
    return map;
  }

  @Override
  public TileGrid grid() {
    return new TileGrid(
        header.height(),
        header.width(),
        Math.min(CELL_ROWS, header.height()),
        Math.min(CELL_COLUMNS, header.width()));
  }

  /**
   * {@inheritDoc}
   *
   * @throws CountOverflowException if a count does not fit the number type
   */
  @Override
  public void read(Tile tile, MemorySegment samples) throws IOException {
    header.requireInside(tile);
    MemorySegment target = samples.asSlice(0, header.bytes(tile));
    switch (header.type()) {
      case U8 -> {
        byte[] row = new byte[header.bins()];
        draw(
            tile,
            (pixel, counts) -> {
              requireFit(Narrowing.toBytes(counts, row));
              MemorySegment.copy(
                  row, 0, target, ValueLayout.JAVA_BYTE, pixel * row.length, row.length);
            });
      }
      case U16 -> {
        short[] row = new short[header.bins()];
        draw(
            tile,
            (pixel, counts) -> {
              requireFit(Narrowing.toShorts(counts, row));
              MemorySegment.copy(
                  row,
                  0,
                  target,
                  ValueLayout.JAVA_SHORT_UNALIGNED,
                  pixel * row.length * Short.BYTES,
                  row.length);
            });
      }
      case U32 ->
          draw(
              tile,
              (pixel, counts) ->
                  MemorySegment.copy(
                      counts,
                      0,
                      target,
                      ValueLayout.JAVA_INT_UNALIGNED,
                      pixel * header.pixelBytes(),
                      header.bins()));
      case F32 -> {
        float[] row = new float[header.bins()];
        draw(
            tile,
            (pixel, counts) -> {
              for (int bin = 0; bin < row.length; bin++) {
                row[bin] = counts[bin];
              }
              MemorySegment.copy(
                  row,
                  0,
                  target,
                  ValueLayout.JAVA_FLOAT_UNALIGNED,
                  pixel * header.pixelBytes(),
                  row.length);
            });
      }
      case I8, I16, I32, U64, I64, F64 -> throw new IllegalStateException(header.type().label());
    }
  }

  /** {@inheritDoc} No count is too large for this. */
  @Override
  public void readFloats(Tile tile, float[] counts) throws IOException {
    header.requireInside(tile);
    Objects.checkFromIndexSize(0, tile.pixels() * header.bins(), counts.length);
    draw(
        tile,
        (pixel, drawn) -> {
          int at = (int) pixel * header.bins();
          for (int bin = 0; bin < header.bins(); bin++) {
            counts[at + bin] = drawn[bin];
          }
        });
  }

  /**
   * What {@link #read} draws of a rectangle, for an op to draw on the scope's device: pixel by
   * pixel, row by row, the same counts.
   *
   * @param tile pixels to draw, at most 2^31 − 1
   * @param scope where tables, kinds and numbers of photons live
   */
  public Photons photons(Tile tile, Scope scope) {
    header.requireInside(tile);
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
        header.width());
  }

  /** The number of a pixel's random stream. */
  private long stream(int row, int column) {
    return (long) row * header.width() + column;
  }

  private void requireFit(int seen) throws CountOverflowException {
    if ((seen & ~most) != 0) {
      throw new CountOverflowException(header.type());
    }
  }

  /** What is done with the counts of a pixel. */
  @FunctionalInterface
  private interface CountsConsumer {
    /** Takes counts, at least one per bin, valid during the call, of a pixel of a rectangle. */
    void accept(long pixel, int[] counts) throws IOException;
  }

  private void draw(Tile tile, CountsConsumer consumer) throws IOException {
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

  /** Does nothing: there is no file. */
  @Override
  public void close() {}
}
