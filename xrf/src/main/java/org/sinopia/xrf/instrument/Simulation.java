package org.sinopia.xrf.instrument;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.physics.FundamentalParameters;
import org.sinopia.xrf.physics.LineIntensity;
import org.sinopia.xrf.physics.Spectrometer;
import org.sinopia.xrf.physics.apparatus.Beam;
import org.sinopia.xrf.physics.matter.Specimen;

/** The spectrum of one specimen and the table of its lines, by the plain model. */
public final class Simulation {

  // A monochromatic beam has no current; its reference pixel gets this many counts.
  private static final double MONOCHROMATIC_COUNTS = 10_000;

  /**
   * One line.
   *
   * @param element symbol of the emitter
   * @param line IUPAC name, such as {@code KL3}
   * @param siegbahn Siegbahn name, such as {@code Ka1}; empty for lines without one
   * @param energyKev its energy
   * @param emitted photons that leave the surface towards the detector, per 4π steradian and second
   *     and milliampere or per photon of a monochromatic beam, secondary ones included
   * @param enhancement secondary share of the emitted photons, 0 to 1
   * @param counts expected counts of them on the axis, tails and escape peak included
   */
  public record Line(
      String element,
      String line,
      String siegbahn,
      double energyKev,
      double emitted,
      double enhancement,
      double counts) {}

  /** Differences from the instrument. */
  public record Change(
      OptionalDouble beamKev, Optional<Angles> angles, OptionalDouble totalCounts) {}

  private final EnergyAxis axis;
  private final double[] counts;
  private final List<Line> lines;

  private Simulation(EnergyAxis axis, double[] counts, List<Line> lines) {
    this.axis = axis;
    this.counts = counts;
    this.lines = lines;
  }

  /** Energy axis. */
  public EnergyAxis axis() {
    return axis;
  }

  /** Expected counts per channel, shape {@code [axis.bins()]}. */
  public double[] counts() {
    return counts.clone();
  }

  /** The specimen's lines that the beam excites, by atomic number and shell. */
  public List<Line> lines() {
    return lines;
  }

  /** All counts. */
  public double totalCounts() {
    return Instrument.sum(counts);
  }

  /**
   * Simulates a specimen.
   *
   * @param instrument what looks at it
   * @param specimen layers from the surface inward
   * @param change a monochromatic beam, other angles or the total counts wanted
   * @throws IllegalArgumentException if nothing of the specimen reaches the detector
   */
  public static Simulation of(Instrument instrument, Specimen specimen, Change change) {
    Spectrometer own = instrument.spectrometer();
    Spectrometer spectrometer =
        change.angles().map(angles -> own.withGeometry(angles.geometry())).orElse(own);
    Beam source =
        change.beamKev().isPresent()
            ? monochromatic(spectrometer, change.beamKev().getAsDouble())
            : spectrometer.tube().beam();
    EnergyAxis axis = instrument.energyAxis();
    List<LineIntensity> lines = lines(spectrometer, source, specimen);
    double[] counts = spectrometer.spectrum(source, lines, specimen, axis);
    double total = Instrument.sum(counts);
    if (!(total > 0)) {
      throw new IllegalArgumentException("nothing of the specimen reaches the detector");
    }
    double scale;
    if (change.totalCounts().isPresent()) {
      scale = change.totalCounts().getAsDouble() / total;
    } else if (change.beamKev().isPresent()) {
      scale = MONOCHROMATIC_COUNTS / reference(spectrometer, source, axis);
    } else {
      scale = instrument.scale();
    }
    for (int i = 0; i < counts.length; i++) {
      counts[i] *= scale;
    }
    double kept = scale * (1 - spectrometer.pileUp());
    List<Line> rows =
        lines.stream()
            .filter(line -> line.photons() > 0)
            .map(line -> row(line, kept * recorded(spectrometer, line, axis)))
            .toList();
    return new Simulation(axis, counts, rows);
  }

  private static List<LineIntensity> lines(
      Spectrometer spectrometer, Beam source, Specimen specimen) {
    return FundamentalParameters.fluorescence(
        specimen, spectrometer.behindGap(source), spectrometer.geometry());
  }

  private static double reference(Spectrometer spectrometer, Beam source, EnergyAxis axis) {
    Specimen specimen = Instrument.REFERENCE;
    return Instrument.sum(
        spectrometer.spectrum(source, lines(spectrometer, source, specimen), specimen, axis));
  }

  /** A beam of which one photon reaches the specimen. */
  private static Beam monochromatic(Spectrometer spectrometer, double kev) {
    double passing = spectrometer.behindGap(Beam.monochromatic(kev)).rays().getFirst().photons();
    if (!(passing > 1e-100)) {
      throw new IllegalArgumentException(
          "beam of %s keV does not pass the instrument's gap".formatted(kev));
    }
    return new Beam(List.of(new Beam.Ray(kev, 1 / passing)));
  }

  private static double recorded(Spectrometer spectrometer, LineIntensity line, EnergyAxis axis) {
    double energy = line.line().energyKev();
    return line.photons()
        * spectrometer.outwardTransmission(energy)
        * spectrometer.detector().recorded(energy, axis);
  }

  private static Line row(LineIntensity line, double counts) {
    return new Line(
        line.line().element().symbol(),
        line.line().iupac(),
        line.line().siegbahn(),
        line.line().energyKev(),
        line.photons(),
        line.enhancement(),
        counts);
  }
}
