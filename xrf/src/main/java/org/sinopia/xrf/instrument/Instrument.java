package org.sinopia.xrf.instrument;

import java.util.List;
import java.util.Objects;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.physics.Spectrometer;
import org.sinopia.xrf.physics.matter.Composition;
import org.sinopia.xrf.physics.matter.Layer;
import org.sinopia.xrf.physics.matter.Specimen;

/**
 * A scanning X-ray fluorescence instrument as a laboratory would describe it; {@link
 * InstrumentFile} reads and writes it as JSON, {@link Instruments} knows some by name, and {@link
 * InstrumentDraw} draws random ones.
 *
 * @param name what it is called
 * @param tube source of the beam
 * @param optics what forms the beam
 * @param angles directions of beam and detector
 * @param path the gap to the painting
 * @param detector the detector
 * @param axis energy axis
 * @param exposure time, current and counts of a pixel
 * @param background smooth background over all other counts, 0 to 0.5
 * @param rowShiftPx by how many pixels odd rows of a scan lie off, since the head goes back and
 *     forth, −1.5 to 1.5
 */
public record Instrument(
    String name,
    Tube tube,
    Optics optics,
    Angles angles,
    GasPath path,
    DetectorHead detector,
    Channels axis,
    Exposure exposure,
    double background,
    double rowShiftPx) {

  /** Standard deviation of Compton-scattered energies over the energy. */
  private static final double COMPTON_BROADENING = 0.015;

  /**
   * The painted surface whose pixel gets an instrument's mean counts: 30 µm of lead white and chalk
   * over gesso.
   */
  public static final Specimen REFERENCE =
      Specimen.of(
          new Layer(
              Composition.mixture(
                  List.of(
                      Composition.Part.of("2PbCO3·Pb(OH)2", 50),
                      Composition.Part.of("CaCO3", 35),
                      Composition.Part.of("C57H98O6", 15))),
              3,
              30),
          new Layer(Composition.ofFormula("CaSO4·2H2O"), 1.6, Double.POSITIVE_INFINITY));

  /**
   * Checks the instrument.
   *
   * @throws IllegalArgumentException if the name is blank or a number is out of range
   */
  public Instrument {
    if (name.isBlank()) {
      throw new IllegalArgumentException("name is blank, expected a text");
    }
    Objects.requireNonNull(tube, "tube");
    Objects.requireNonNull(optics, "optics");
    Objects.requireNonNull(angles, "angles");
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(detector, "detector");
    Objects.requireNonNull(axis, "axis");
    Objects.requireNonNull(exposure, "exposure");
    Check.range("background", background, 0, 0.5);
    Check.range("row_shift_px", rowShiftPx, -1.5, 1.5);
  }

  /** The energy axis of its spectra. */
  public EnergyAxis energyAxis() {
    return axis.axis();
  }

  /** Its physics. */
  public Spectrometer spectrometer() {
    return new Spectrometer(
        tube.tube(optics),
        angles.geometry(),
        path.layer(),
        detector.detector(),
        COMPTON_BROADENING,
        background,
        detector.pileUp());
  }

  /**
   * Counts of a pixel over those of {@link Spectrometer#spectrum(Specimen, EnergyAxis)}: of dwell,
   * current, solid angles and dead time, or such that {@link #REFERENCE} gets the mean counts
   * wanted.
   */
  public double scale() {
    if (exposure.counts() == 0) {
      return exposure.dwellS()
          * exposure.currentMa()
          * (1 - detector.deadTime())
          * optics.beamSr()
          * detector.solidAngleSr()
          / (4 * Math.PI);
    }
    return exposure.counts() / sum(spectrometer().spectrum(REFERENCE, energyAxis()));
  }

  /**
   * The expected spectrum of one pixel, by the plain model; {@link SpectrumTable} computes many
   * faster.
   *
   * @param specimen layers from the surface inward
   * @return expected counts per channel, shape {@code [axis.channels()]}, not normalised: a lead
   *     white emits more than a carbon black
   */
  public double[] expected(Specimen specimen) {
    double[] counts = spectrometer().spectrum(specimen, energyAxis());
    double scale = scale();
    for (int i = 0; i < counts.length; i++) {
      counts[i] *= scale;
    }
    return counts;
  }

  /** This instrument with another number of mean counts per pixel. */
  public Instrument withCounts(double counts) {
    return new Instrument(
        name,
        tube,
        optics,
        angles,
        path,
        detector,
        axis,
        new Exposure(exposure.dwellS(), exposure.currentMa(), counts),
        background,
        rowShiftPx);
  }

  /** This instrument with its channels on another axis. */
  public Instrument withAxis(Channels channels) {
    return new Instrument(
        name, tube, optics, angles, path, detector, channels, exposure, background, rowShiftPx);
  }

  static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }
}
