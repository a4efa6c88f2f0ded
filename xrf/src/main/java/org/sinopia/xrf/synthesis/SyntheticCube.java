package org.sinopia.xrf.synthesis;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.op.Photons;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.SampleType;
import org.sinopia.xrf.cube.Tile;
import org.sinopia.xrf.cube.TileGrid;

/**
 * A cube that exists only as it is read: each pixel's counts are drawn by random streams that are
 * numbered as the pixel is, row by row. So every reading gives the same counts, whatever the
 * rectangle, the order or the thread, and a network can be fed without the cube ever being stored;
 * {@link CubeSynthesis} stores it. Counts are an exact multinomial of a number of photons, as in
 * ganX (arXiv 2304.14078), or independent Poisson numbers, as in a scan of fixed dwell time.
 *
 * <p>Safe to use from many threads at once. Memory beside the picture and the tables: a few
 * kilobytes for each reading.
 */
public final class SyntheticCube implements DataCube {

  private static final int CELL_ROWS = 8;
  private static final int CELL_COLUMNS = 128;

  private final CountDraw draw;
  private final int most;
  private final CubeHeader header;

  /**
   * A scan after ganX, of the narrowest number type that is certain, or next to certain, to hold
   * its counts.
   *
   * @param map what is scanned
   * @param conditions how it is scanned
   * @param seed seed of all random numbers
   */
  public SyntheticCube(SpectrumMap map, ScanConditions conditions, long seed) {
    this(new MultinomialDraw(map, conditions, seed));
  }

  /**
   * A scan of fixed dwell time, of Poisson counts, of a number type as above.
   *
   * @param map what is scanned
   * @param seed seed of all random numbers
   */
  public SyntheticCube(EmissionMap map, long seed) {
    this(new PoissonDraw(map, seed));
  }

  private SyntheticCube(CountDraw draw) {
    this(draw, draw.narrowest());
  }

  private SyntheticCube(CountDraw draw, SampleType type) {
    this.draw = draw;
    this.most = most(type);
    PaintMap map = draw.map();
    this.header =
        new CubeHeader(
            map.height(),
            map.width(),
            map.axis().bins(),
            type,
            Optional.of(map.axis()),
            attributes(draw));
  }

  /**
   * This cube in another number type.
   *
   * @param type U8, U16, U32 or F32
   * @throws IllegalArgumentException if it is another
   */
  public SyntheticCube as(SampleType type) {
    return new SyntheticCube(draw, type);
  }

  private static Map<String, Object> attributes(CountDraw draw) {
    Map<String, Object> attributes = new TreeMap<>(draw.map().attributes());
    attributes.putAll(draw.attributes());
    return attributes;
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

  /** The source of the cube: the truth that a network is to find. */
  public PaintMap map() {
    return draw.map();
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
        draw.draw(
            tile,
            (pixel, counts) -> {
              requireFit(Narrowing.toBytes(counts, row));
              MemorySegment.copy(
                  row, 0, target, ValueLayout.JAVA_BYTE, pixel * row.length, row.length);
            });
      }
      case U16 -> {
        short[] row = new short[header.bins()];
        draw.draw(
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
          draw.draw(
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
        draw.draw(
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
    draw.draw(
        tile,
        (pixel, drawn) -> {
          int at = (int) pixel * header.bins();
          for (int bin = 0; bin < header.bins(); bin++) {
            counts[at + bin] = drawn[bin];
          }
        });
  }

  @Override
  public boolean isDrawn() {
    return true;
  }

  @Override
  public Optional<Photons> photons(Tile tile, Scope scope) {
    header.requireInside(tile);
    return switch (draw) {
      case MultinomialDraw photons -> Optional.of(photons.photons(tile, scope));
      case PoissonDraw _ -> Optional.empty();
    };
  }

  @Override
  public boolean drawsPhotons() {
    return draw instanceof MultinomialDraw;
  }

  private void requireFit(int seen) throws CountOverflowException {
    if ((seen & ~most) != 0) {
      throw new CountOverflowException(header.type());
    }
  }

  /** Does nothing: there is no file. */
  @Override
  public void close() {}
}
