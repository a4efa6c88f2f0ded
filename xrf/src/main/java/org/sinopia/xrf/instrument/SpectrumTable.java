package org.sinopia.xrf.instrument;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.physics.Beam;
import org.sinopia.xrf.physics.CrossSections;
import org.sinopia.xrf.physics.Detector;
import org.sinopia.xrf.physics.EmissionLine;
import org.sinopia.xrf.physics.FundamentalParameters;
import org.sinopia.xrf.physics.Geometry;
import org.sinopia.xrf.physics.LineIntensity;
import org.sinopia.xrf.physics.PhotonTable;
import org.sinopia.xrf.physics.ResponseColumn;
import org.sinopia.xrf.physics.ScatteredRay;
import org.sinopia.xrf.physics.Specimen;
import org.sinopia.xrf.physics.Spectrometer;

/**
 * The expected spectra of many specimens by one instrument: {@link Instrument#expected} with the
 * figures of matter at the beam's rays, the detector's response and the gap's own spectrum computed
 * once. Every channel above a ten-thousandth of the highest agrees with the plain model to a
 * thousandth. Safe for several threads; equal specimens give equal bits.
 */
public final class SpectrumTable {

  // Softer lines of which less than this share is recorded do not show.
  private static final double UNSEEN = 1e-7;
  private static final double SOFT_STEP = 1.02;
  private static final double SOFT_END_KEV = 2;

  private final EnergyAxis axis;
  private final Spectrometer spectrometer;
  private final PhotonTable photons;
  private final double[] energyKev;
  private final double[] comptonKev;
  private final double[] gap;
  private final double[] smooth;
  private final ResponseColumn[] rayleigh;
  private final ResponseColumn[] compton;
  private final double[] rayleighWay;
  private final double[] comptonWay;
  private final double scale;
  private final ConcurrentMap<EmissionLine, LineResponse> lines = new ConcurrentHashMap<>();

  private record LineResponse(double way, ResponseColumn column) {}

  /** Prepares an instrument. */
  public SpectrumTable(Instrument instrument) {
    axis = instrument.energyAxis();
    spectrometer = instrument.spectrometer();
    Beam source = spectrometer.tube().beam();
    photons =
        new PhotonTable(
            spectrometer.behindGap(source), spectrometer.geometry(), softestKev(spectrometer));
    energyKev = photons.energiesKev();
    comptonKev = photons.comptonKev();
    smooth = spectrometer.bremsstrahlungShape(source.endpointKev(), axis);
    int rays = energyKev.length;
    rayleigh = new ResponseColumn[rays];
    compton = new ResponseColumn[rays];
    rayleighWay = new double[rays];
    comptonWay = new double[rays];
    Detector detector = spectrometer.detector();
    for (int r = 0; r < rays; r++) {
      rayleigh[r] = ResponseColumn.of(detector, energyKev[r], 0, axis);
      rayleighWay[r] = spectrometer.outwardTransmission(energyKev[r]);
      if (comptonKev[r] > 0) {
        double broadening = spectrometer.comptonBroadening() * comptonKev[r];
        compton[r] = ResponseColumn.of(detector, comptonKev[r], broadening, axis);
        comptonWay[r] = spectrometer.outwardTransmission(comptonKev[r]);
      }
    }
    gap = gap(source);
    scale = scale(instrument);
  }

  /** {@link Spectrometer#addGap} by columns, most of which the rays have already. */
  private double[] gap(Beam source) {
    double[] counts = new double[axis.bins()];
    if (spectrometer.gap().isEmpty()) {
      return counts;
    }
    double[] steps = new double[counts.length + 1];
    Specimen between = Specimen.of(spectrometer.gap().get());
    Geometry geometry = spectrometer.geometry();
    for (LineIntensity line : FundamentalParameters.fluorescence(between, source, geometry)) {
      lines.computeIfAbsent(line.line(), this::response).column.add(line.photons(), counts, steps);
    }
    Map<Double, ResponseColumn> elastic = byEnergy(energyKev, rayleigh);
    Map<Double, ResponseColumn> inelastic = byEnergy(comptonKev, compton);
    for (ScatteredRay ray : FundamentalParameters.scatter(between, source, geometry)) {
      double kev = ray.energyKev();
      ResponseColumn column = (ray.compton() ? inelastic : elastic).get(kev);
      if (column == null) {
        double broadening = ray.compton() ? spectrometer.comptonBroadening() * kev : 0;
        column = ResponseColumn.of(spectrometer.detector(), kev, broadening, axis);
      }
      column.add(ray.photons(), counts, steps);
    }
    ResponseColumn.addSteps(steps, counts);
    return counts;
  }

  private static Map<Double, ResponseColumn> byEnergy(double[] kev, ResponseColumn[] columns) {
    Map<Double, ResponseColumn> map = new HashMap<>();
    for (int r = 0; r < kev.length; r++) {
      if (columns[r] != null) {
        map.put(kev[r], columns[r]);
      }
    }
    return map;
  }

  private double scale(Instrument instrument) {
    double counts = instrument.exposure().counts();
    return counts == 0
        ? instrument.scale()
        : counts / Instrument.sum(unscaled(Instrument.REFERENCE));
  }

  private static double softestKev(Spectrometer spectrometer) {
    double kev = CrossSections.MIN_KEV;
    while (kev < SOFT_END_KEV
        && spectrometer.detector().efficiency(kev) * spectrometer.outwardTransmission(kev)
            < UNSEEN) {
      kev *= SOFT_STEP;
    }
    return kev;
  }

  /** The energy axis of the spectra. */
  public EnergyAxis axis() {
    return axis;
  }

  /**
   * The expected spectrum of one pixel; see {@link Instrument#expected}.
   *
   * @param specimen layers from the surface inward
   * @return expected counts per channel, shape {@code [axis.bins()]}
   */
  public double[] expected(Specimen specimen) {
    double[] counts = unscaled(specimen);
    for (int i = 0; i < counts.length; i++) {
      counts[i] *= scale;
    }
    return counts;
  }

  private LineResponse response(EmissionLine line) {
    double energy = line.energyKev();
    return new LineResponse(
        spectrometer.outwardTransmission(energy),
        ResponseColumn.of(spectrometer.detector(), energy, 0, axis));
  }

  private double[] unscaled(Specimen specimen) {
    PhotonTable.Photons sent = photons.of(specimen);
    double[] counts = gap.clone();
    double[] steps = new double[counts.length + 1];
    for (LineIntensity line : sent.lines()) {
      LineResponse response = lines.computeIfAbsent(line.line(), this::response);
      response.column.add(response.way * line.photons(), counts, steps);
    }
    for (int r = 0; r < energyKev.length; r++) {
      rayleigh[r].add(sent.rayleigh()[r] * rayleighWay[r], counts, steps);
      if (compton[r] != null) {
        compton[r].add(sent.compton()[r] * comptonWay[r], counts, steps);
      }
    }
    ResponseColumn.addSteps(steps, counts);
    double background = spectrometer.bremsstrahlung() * Instrument.sum(counts);
    for (int i = 0; i < counts.length; i++) {
      counts[i] += background * smooth[i];
    }
    return spectrometer.pileUp() > 0 ? spectrometer.piledUp(axis, counts) : counts;
  }
}
