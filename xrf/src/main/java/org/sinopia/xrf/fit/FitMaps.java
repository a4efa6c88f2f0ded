package org.sinopia.xrf.fit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.sinopia.tensor.Device;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.CubeStream;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.Tile;
import org.sinopia.xrf.fit.lines.FitRange;
import org.sinopia.xrf.fit.lines.LineFamily;
import org.sinopia.xrf.fit.lines.LineFamily.Group;
import org.sinopia.xrf.fit.lines.LineFamily.Line;
import org.sinopia.xrf.map.ElementMap;
import org.sinopia.xrf.map.MapPlanes;
import org.sinopia.xrf.physics.atom.Element;

/**
 * Maps of elements: each pixel of a scan fitted with what {@link ScanFit} found. The scan passes
 * through memory a band at a time, and the maps wait in a temporary file until they are read, so
 * memory grows with neither.
 */
public final class FitMaps implements AutoCloseable {

  private static final int BATCH_PIXELS = 4096;

  private final CubeHeader header;
  private final List<Wanted> wanted;
  private final MapPlanes planes;

  /**
   * The quantity that is mapped: a component and the part of its counts.
   *
   * @param name symbol of the element
   * @param line the family or line
   */
  record Wanted(
      String name,
      String line,
      int component,
      double share,
      double energyKev,
      double fromKev,
      double toKev) {}

  private FitMaps(CubeHeader header, List<Wanted> wanted, MapPlanes planes) {
    this.header = header;
    this.wanted = wanted;
    this.planes = planes;
  }

  /**
   * Fits all pixels.
   *
   * @param cube the scan that the fit was made of
   * @param fit its fit
   * @param elements what is to be mapped; of each the family with the most counts in a thin layer
   * @param line Siegbahn name of a line or its beginning, whose counts alone are mapped
   * @param device where it is computed
   * @throws IllegalArgumentException if an element has no such line on the axis
   * @throws IOException if the cube cannot be read, or there is no room for temporary files
   */
  public static FitMaps of(
      DataCube cube, ScanFit fit, List<Element> elements, Optional<String> line, Device device)
      throws IOException {
    CubeHeader header = cube.header();
    if (header.pixels() > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "map: %d pixels, expected less than 2^31 - 8".formatted(header.pixels()));
    }
    Solution solution = fit.sum().solution();
    List<Wanted> wanted = new ArrayList<>();
    for (Element element : elements) {
      wanted.add(wanted(fit.sum(), solution, element, line));
    }
    MapPlanes planes = new MapPlanes(header.height(), header.width());
    try (PixelFit pixelFit = pixelFit(fit, solution, device)) {
      FitMaps maps = new FitMaps(header, wanted, planes);
      FitRange range = fit.sum().range();
      SpectrumBatch[] kept = new SpectrumBatch[1];
      CubeStream.forEachWrittenTile(
          cube,
          CubeStream.bands(header, cube.grid(), cube.grid()),
          maps::lose,
          (tile, samples) -> {
            int rows = Math.max(1, BATCH_PIXELS / tile.width());
            for (int first = 0; first < tile.height(); first += rows) {
              int count = Math.min(rows, tile.height() - first);
              // Arrays this large are kept: the heap would grow by each before it is cleaned.
              SpectrumBatch batch =
                  kept[0] != null && kept[0].pixels() == count * tile.width()
                      ? kept[0]
                      : new SpectrumBatch(range, count * tile.width());
              kept[0] = batch;
              Tile part = new Tile(tile.row() + first, tile.column(), count, tile.width());
              int before = first;
              IntStream.range(0, count)
                  .parallel()
                  .forEach(r -> batch.put(cube, part, r, samples, before + r));
              int components = solution.components().size();
              maps.store(
                  part,
                  batch.isEmpty()
                      ? new float[batch.pixels() * components]
                      : pixelFit.amplitudes(batch.counts()),
                  batch,
                  components);
            }
          });
      return maps;
    } catch (IOException | RuntimeException e) {
      planes.close();
      throw e;
    }
  }

  static PixelFit pixelFit(ScanFit fit, Solution solution, Device device) {
    double[] lines = fit.sum().lines();
    double[] ground = fit.sum().ground();
    double[] doubt = fit.sum().doubt();
    double[] expected = new double[lines.length];
    for (int b = 0; b < expected.length; b++) {
      expected[b] = (lines[b] + ground[b]) / fit.pixels();
      doubt[b] /= fit.pixels();
    }
    return new PixelFit(
        solution.components().stream().map(Component::shape).toArray(double[][]::new),
        expected,
        doubt,
        device);
  }

  static Wanted wanted(SumFit sum, Solution solution, Element element, Optional<String> line) {
    Wanted best = null;
    double most = 0;
    for (int c = 0; c < solution.components().size(); c++) {
      Optional<LineFamily> family = solution.components().get(c).family();
      if (family.isPresent()
          && family.get().element().equals(element)
          && line.map(l -> l.charAt(0) == family.get().shell()).orElse(true)
          && family.get().counted(sum.table().detector()) > most) {
        most = family.get().counted(sum.table().detector());
        best = wanted(family.get(), c, line);
      }
    }
    for (int c = 0; best == null && c < solution.components().size(); c++) {
      Component component = solution.components().get(c);
      if (component.kind() == Component.Kind.SCATTER
          && component.name().equals(element.symbol() + " K Rayleigh")) {
        double energy = element.lineKev("Ka");
        best = new Wanted(element.symbol(), "K Rayleigh", c, 1, energy, energy, energy);
      }
    }
    if (best == null) {
      double energy = element.lineKev(line.orElse("Ka"));
      throw new IllegalArgumentException(
          "%s %s at %.3f keV, expected within the cube's %.3f to %.3f keV"
              .formatted(
                  element.symbol(),
                  line.orElse("Ka"),
                  energy,
                  sum.range().axis().fromKev(),
                  sum.range().axis().toKev()));
    }
    return best;
  }

  private static Wanted wanted(LineFamily family, int component, Optional<String> line) {
    double all = 0;
    double part = 0;
    double energy = 0;
    double from = Double.POSITIVE_INFINITY;
    double to = 0;
    for (Group group : family.groups()) {
      for (Line one : group.lines()) {
        all += one.strength();
        if (line.isEmpty() || family.isNamed(group, one, line.get())) {
          part += one.strength();
          energy += one.strength() * one.energyKev();
          from = Math.min(from, one.energyKev());
          to = Math.max(to, one.energyKev());
        }
      }
    }
    if (part == 0) {
      throw new IllegalArgumentException(
          "element %s: no line '%s' that the tube excites"
              .formatted(family.element(), line.orElse("")));
    }
    return new Wanted(
        family.element().symbol(),
        line.orElse(String.valueOf(family.shell())),
        component,
        part / all,
        line.isPresent() ? energy / part : family.energyKev(),
        from,
        to);
  }

  /** NaN in all maps: the scan holds nothing there. */
  private void lose(Tile tile) throws IOException {
    float[] values = new float[tile.width()];
    Arrays.fill(values, Float.NaN);
    for (int m = 0; m < wanted.size(); m++) {
      for (int r = 0; r < tile.height(); r++) {
        planes.write(m, tile.row() + r, tile.column(), values, 0, tile.width());
      }
    }
  }

  private void store(Tile tile, float[] amplitudes, SpectrumBatch batch, int components)
      throws IOException {
    float[] values = new float[(int) tile.pixels()];
    for (int m = 0; m < wanted.size(); m++) {
      Wanted one = wanted.get(m);
      for (int p = 0; p < values.length; p++) {
        values[p] =
            batch.missing(p)
                ? Float.NaN
                : (float) (one.share * amplitudes[p * components + one.component]);
      }
      for (int r = 0; r < tile.height(); r++) {
        planes.write(m, tile.row() + r, tile.column(), values, r * tile.width(), tile.width());
      }
    }
  }

  /** How many maps there are. */
  public int count() {
    return wanted.size();
  }

  /**
   * A map.
   *
   * @param index 0 to {@link #count}{@code - 1}, in the order of the elements
   * @throws IOException if the temporary file cannot be read
   */
  public ElementMap get(int index) throws IOException {
    Wanted one = wanted.get(index);
    return new ElementMap(
        one.name,
        one.line,
        one.energyKev,
        one.fromKev,
        one.toKev,
        header.height(),
        header.width(),
        planes.read(index));
  }

  @Override
  public void close() throws IOException {
    planes.close();
  }
}
