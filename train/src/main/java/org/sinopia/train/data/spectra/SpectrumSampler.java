package org.sinopia.train.data.spectra;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.sinopia.tensor.random.Philox;
import org.sinopia.train.data.CubeSource;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.Tile;
import org.sinopia.xrf.cube.TileGrid;

/**
 * Draws spectra from the pixels of many cubes, every pixel alike, with replacement. Which pixels a
 * draw consists of follows from its numbers alone; they are read in the order in which they lie in
 * the files, one cube open at a time, and handed out in the order in which they were drawn.
 */
public final class SpectrumSampler {
  private static final int MAX_SAMPLES_READ = 1 << 22;

  private final List<CubeSource> cubes;
  private final EnergyAxis axis;
  private final SpectrumScaling scaling;
  private final boolean withColours;
  private final long[] firstPixel;

  /**
   * From all pixels of some cubes.
   *
   * @param cubes at least one, of any sizes
   * @param axis that spectra are moved to
   * @param scaling of the counts there
   * @param withColours whether the pixels' true colours are drawn along
   * @throws IllegalArgumentException if there are no cubes, or one whose colours are wanted and not
   *     known
   */
  public SpectrumSampler(
      List<CubeSource> cubes, EnergyAxis axis, SpectrumScaling scaling, boolean withColours) {
    if (cubes.isEmpty()) {
      throw new IllegalArgumentException("spectra: no cubes, expected at least one");
    }
    this.cubes = List.copyOf(cubes);
    this.axis = axis;
    this.scaling = scaling;
    this.withColours = withColours;
    for (CubeSource cube : cubes) {
      if (withColours && cube.truth().isEmpty()) {
        throw new IllegalArgumentException(
            cube.file().map(Path::toString).orElse(cube.name())
                + ": no true picture of its size beside it, expected one to learn colours from");
      }
    }
    this.firstPixel = new long[cubes.size() + 1];
    for (int i = 0; i < cubes.size(); i++) {
      firstPixel[i + 1] = Math.addExact(firstPixel[i], cubes.get(i).header().pixels());
    }
  }

  /** Without colours. */
  public SpectrumSampler(List<CubeSource> cubes, EnergyAxis axis, SpectrumScaling scaling) {
    this(cubes, axis, scaling, false);
  }

  /** Pixels of all cubes. */
  public long pixels() {
    return firstPixel[cubes.size()];
  }

  /** Bins of a spectrum. */
  public int bins() {
    return axis.bins();
  }

  /** Whether true colours are drawn along. */
  boolean withColours() {
    return withColours;
  }

  /** The cubes drawn from. */
  public List<CubeSource> cubes() {
    return cubes;
  }

  /**
   * Draws.
   *
   * @param seed of all draws
   * @param number of this draw; others are independent of it
   * @param count how many spectra
   * @throws IOException if a cube cannot be read
   * @throws IllegalArgumentException if a cube cannot be moved to the axis; the message names it
   */
  public SpectrumDraw draw(long seed, long number, int count) throws IOException {
    SpectrumDraw draw = SpectrumDraw.onHeap(this, count);
    fill(draw, seed, number);
    return draw;
  }

  /** Draws as many as {@code draw} holds, which is overwritten; otherwise as {@link #draw}. */
  void fill(SpectrumDraw draw, long seed, long number) throws IOException {
    int count = draw.count();
    int[] words = new int[4];
    // The place in the draw rides along in the low digits, so that sorting keeps it.
    long[] order = new long[count];
    for (int i = 0; i < count; i++) {
      Philox.block(seed, number, i, words, 0);
      double u = ((Integer.toUnsignedLong(words[0]) << 21) | words[1] >>> 11) * 0x1p-53;
      long drawn = (long) (u * pixels());
      int cube = cubeOf(drawn);
      draw.cube[i] = cube;
      draw.pixel[i] = drawn - firstPixel[cube];
      order[i] = Math.addExact(Math.multiplyExact(drawn, (long) count), i);
    }
    Arrays.sort(order);
    List<int[]> groups = new ArrayList<>();
    int from = 0;
    while (from < count) {
      int cube = draw.cube[(int) (order[from] % count)];
      int to = from + 1;
      while (to < count && draw.cube[(int) (order[to] % count)] == cube) {
        to++;
      }
      int[] places = new int[to - from];
      for (int i = from; i < to; i++) {
        places[i - from] = (int) (order[i] % count);
      }
      groups.add(places);
      from = to;
    }
    Stream<int[]> all = groups.stream();
    // Files are read one at a time; cubes that are drawn keep all cores busy.
    boolean drawn = cubes.stream().allMatch(cube -> cube.file().isEmpty());
    try {
      (drawn ? all.parallel() : all)
          .forEach(
              places -> {
                try {
                  read(cubes.get(draw.cube[places[0]]), places, draw);
                  finish(draw.cube[places[0]], places, draw);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** With all spectra of a cube read: their moments, their scale, their colours. */
  private void finish(int cube, int[] places, SpectrumDraw draw) throws IOException {
    float[] spectrum = new float[bins()];
    ScanMoments.Sum sum = new ScanMoments.Sum(bins());
    for (int place : places) {
      get(draw, place, spectrum);
      sum.add(spectrum, 0);
    }
    ScanMoments scan = sum.moments();
    draw.scans[cube] = scan;
    for (int place : places) {
      get(draw, place, spectrum);
      scaling.apply(spectrum, 0, bins(), scan);
      put(draw, place, spectrum, 0);
    }
    if (withColours) {
      float[] planes = cubes.get(cube).truth().orElseThrow().picture().planes();
      int pixels = planes.length / 3;
      for (int place : places) {
        for (int c = 0; c < 3; c++) {
          draw.colours[3 * place + c] = planes[c * pixels + (int) draw.pixel[place]];
        }
      }
    }
  }

  private void get(SpectrumDraw draw, int place, float[] spectrum) {
    MemorySegment.copy(
        draw.spectra,
        ValueLayout.JAVA_FLOAT,
        (long) place * bins() * Float.BYTES,
        spectrum,
        0,
        bins());
  }

  private void put(SpectrumDraw draw, int place, float[] from, int index) {
    MemorySegment.copy(
        from,
        index,
        draw.spectra,
        ValueLayout.JAVA_FLOAT,
        (long) place * bins() * Float.BYTES,
        bins());
  }

  private int cubeOf(long pixel) {
    int found = Arrays.binarySearch(firstPixel, pixel);
    return found >= 0 ? found : -found - 2;
  }

  private void read(CubeSource source, int[] places, SpectrumDraw draw) throws IOException {
    try (DataCube cube = source.open(axis)) {
      Reading reading = new Reading(cube, draw);
      if (cube.isDrawn()) {
        // The cost is in drawing photons, pixel by pixel: none is drawn in vain.
        for (int place : places) {
          reading.box(new int[] {place}, 0, 1);
        }
        return;
      }
      TileGrid grid = cube.grid();
      int width = cube.header().width();
      long[] byCell = new long[places.length];
      for (int i = 0; i < byCell.length; i++) {
        long pixel = draw.pixel[places[i]];
        long row = pixel / width / grid.cellHeight();
        byCell[i] = (row * grid.columns() + pixel % width / grid.cellWidth()) * places.length + i;
      }
      Arrays.sort(byCell);
      int[] ordered = new int[places.length];
      Arrays.setAll(ordered, i -> places[(int) (byCell[i] % places.length)]);
      int mostRows = Math.max(1, MAX_SAMPLES_READ / grid.cellWidth() / bins());
      int from = 0;
      for (int to = 1; to <= ordered.length; to++) {
        if (to == ordered.length
            || byCell[to] / places.length != byCell[from] / places.length
            || draw.pixel[ordered[to]] / width - draw.pixel[ordered[from]] / width >= mostRows) {
          reading.box(ordered, from, to);
          from = to;
        }
      }
    }
  }

  /** Reads spectra of one cube, with arrays that it uses again. */
  private final class Reading {
    private final DataCube cube;
    private final SpectrumDraw draw;
    private float[] counts = {};

    private Reading(DataCube cube, SpectrumDraw draw) {
      this.cube = cube;
      this.draw = draw;
    }

    /** Reads the smallest rectangle that holds some pixels. */
    private void box(int[] places, int from, int to) throws IOException {
      int width = cube.header().width();
      int top = (int) (draw.pixel[places[from]] / width);
      int bottom = (int) (draw.pixel[places[to - 1]] / width);
      int left = width;
      int right = 0;
      for (int i = from; i < to; i++) {
        int column = (int) (draw.pixel[places[i]] % width);
        left = Math.min(left, column);
        right = Math.max(right, column);
      }
      Tile box = new Tile(top, left, bottom - top + 1, right - left + 1);
      int samples = Math.toIntExact(box.pixels() * bins());
      if (counts.length < samples) {
        counts = new float[samples];
      }
      cube.readFloats(box, counts);
      for (int i = from; i < to; i++) {
        long pixel = draw.pixel[places[i]];
        int row = (int) (pixel / width) - top;
        int column = (int) (pixel % width) - left;
        put(draw, places[i], counts, (row * box.width() + column) * bins());
      }
    }
  }
}
