package org.sinopia.xrf.paint;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.cube.Tile;
import org.sinopia.xrf.instrument.Instrument;
import org.sinopia.xrf.instrument.InstrumentFile;
import org.sinopia.xrf.instrument.SpectrumTable;
import org.sinopia.xrf.physics.matter.Specimen;
import org.sinopia.xrf.pigment.LibraryPigment;
import org.sinopia.xrf.synthesis.EmissionMap;

/**
 * A painted surface as an instrument sees it: the expected counts of each stack of layers. They are
 * not normalised; if the instrument has a mean number of counts, all are scaled together so that it
 * is the mean over the scan. Immutable.
 */
public final class ScannedSurface implements EmissionMap {

  /** Name of the attribute of a cube that says how it was painted. */
  public static final String PAINT = "paint";

  private final PaintedSurface surface;
  private final Instrument instrument;
  private final int recorded;
  private final double scale;
  private final double[][] expected;

  /**
   * Computes the expected counts.
   *
   * @param surface what is scanned
   * @param instrument the scanner
   */
  public ScannedSurface(PaintedSurface surface, Instrument instrument) {
    this(surface, instrument, new SpectrumTable(instrument), Double.POSITIVE_INFINITY);
  }

  /**
   * Computes the expected counts that an instrument whose axis ends early leaves on a longer one.
   *
   * @param surface what is scanned
   * @param instrument the scanner, on the longer axis
   * @param table its spectra
   * @param endKev energy from which on nothing is recorded
   */
  public ScannedSurface(
      PaintedSurface surface, Instrument instrument, SpectrumTable table, double endKev) {
    this.surface = surface;
    this.instrument = instrument;
    this.recorded =
        (int)
            IntStream.range(0, axis().bins()).filter(b -> axis().edgeKev(b + 1) <= endKev).count();
    this.expected = recorded(table);
    double counts = instrument.exposure().counts();
    this.scale = counts == 0 ? 1 : counts / meanCounts();
    scale();
  }

  private ScannedSurface(PaintedSurface surface, ScannedSurface other, SpectrumTable table) {
    this.surface = surface;
    this.instrument = other.instrument;
    this.recorded = other.recorded;
    this.expected = recorded(table);
    this.scale = other.scale;
    scale();
  }

  /**
   * Another painting as the same instrument sees it at the same dwell time, so that equal stacks of
   * layers have equal counts in both, and the mean pixel has more or fewer counts than in this one.
   *
   * @param table the instrument's spectra
   */
  public ScannedSurface another(PaintedSurface other, SpectrumTable table) {
    return new ScannedSurface(other, this, table);
  }

  private double[][] recorded(SpectrumTable table) {
    List<Specimen> specimens =
        IntStream.range(0, surface.stacks().size()).mapToObj(surface::specimen).toList();
    double[][] spectra = table.expected(specimens).toArray(double[][]::new);
    for (double[] spectrum : spectra) {
      Arrays.fill(spectrum, recorded, spectrum.length, 0);
    }
    return spectra;
  }

  /** Mean counts of a pixel of the scan. */
  public double meanCounts() {
    double[] sums = new double[expected.length];
    for (int stack = 0; stack < sums.length; stack++) {
      for (double mean : expected[stack]) {
        sums[stack] += mean;
      }
    }
    double total = 0;
    for (int stack : surface.stackOf()) {
      total += sums[stack];
    }
    return total / ((double) surface.height() * surface.width());
  }

  private void scale() {
    for (double[] spectrum : expected) {
      for (int bin = 0; bin < spectrum.length; bin++) {
        spectrum[bin] *= scale;
      }
    }
  }

  /** The surface that is scanned. */
  public PaintedSurface surface() {
    return surface;
  }

  /** The scanner. */
  public Instrument instrument() {
    return instrument;
  }

  @Override
  public int height() {
    return surface.height();
  }

  @Override
  public int width() {
    return surface.width();
  }

  @Override
  public EnergyAxis axis() {
    return instrument.energyAxis();
  }

  @Override
  public int kinds() {
    return expected.length;
  }

  @Override
  public void kinds(Tile tile, int[] kinds) {
    for (int y = 0; y < tile.height(); y++) {
      surface.stacksOf(tile.row() + y, tile.column(), tile.width(), kinds, y * tile.width());
    }
  }

  @Override
  public String dominant(int kind) {
    return surface.dominant(kind);
  }

  @Override
  public double[] expected(int kind) {
    return expected[kind].clone();
  }

  @Override
  public double oddRowShift() {
    return instrument.rowShiftPx();
  }

  @Override
  public Map<String, Object> attributes() {
    Materials materials = surface.materials();
    Map<String, Object> attributes = new TreeMap<>();
    attributes.put(PAINT, "paint");
    attributes.put("era", materials.era());
    attributes.put("ground", materials.ground().label());
    attributes.put("binder", materials.binder().label());
    attributes.put(
        "palette",
        Stream.concat(
                surface.config().library().pigments().stream().map(LibraryPigment::name),
                Stream.of(PaintedSurface.GROUND))
            .collect(Collectors.joining(", ")));
    attributes.put(
        "painters_palette",
        materials.pigments().stream().map(LibraryPigment::name).collect(Collectors.joining(", ")));
    attributes.put("instrument", InstrumentFile.json(instrument));
    return attributes;
  }
}
