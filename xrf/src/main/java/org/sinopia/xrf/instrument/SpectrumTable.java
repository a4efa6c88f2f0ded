package org.sinopia.xrf.instrument;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.physics.FundamentalParameters;
import org.sinopia.xrf.physics.LineGroup;
import org.sinopia.xrf.physics.LineIntensity;
import org.sinopia.xrf.physics.ScatteredRay;
import org.sinopia.xrf.physics.Spectrometer;
import org.sinopia.xrf.physics.apparatus.Beam;
import org.sinopia.xrf.physics.apparatus.Detector;
import org.sinopia.xrf.physics.apparatus.Geometry;
import org.sinopia.xrf.physics.atom.CrossSections;
import org.sinopia.xrf.physics.atom.Element;
import org.sinopia.xrf.physics.atom.EmissionLine;
import org.sinopia.xrf.physics.matter.Specimen;
import org.sinopia.xrf.physics.table.PhotonTable;
import org.sinopia.xrf.physics.table.RayTable;
import org.sinopia.xrf.physics.table.ResponseColumn;

/**
 * The expected spectra of many specimens by one instrument: {@link Instrument#expected} with the
 * figures of matter at a few energies of the beam, the detector's response and the gap's own
 * spectrum computed once, and those of layers once for all specimens of a call. Every channel above
 * a ten-thousandth of the highest agrees with the plain model to a thousandth. Safe for several
 * threads; equal calls give equal bits.
 */
public final class SpectrumTable {

  // Softer lines of which less than this share is recorded do not show.
  private static final double UNSEEN = 1e-7;
  private static final double SOFT_STEP = 1.02;
  private static final double SOFT_END_KEV = 2;
  private static final int MAX_MIXTURES = 8;

  private final Instrument instrument;
  private final EnergyAxis axis;
  private final Spectrometer spectrometer;
  private final RayTable rays;
  private final double softestKev;
  private final double[] gap;
  private final double[] smooth;
  private final ResponseColumn[] rayleigh;
  private final ResponseColumn[] compton;
  private final double[] rayleighWay;
  private final double[] comptonWay;
  private final ConcurrentMap<EmissionLine, LineResponse> lines = new ConcurrentHashMap<>();
  private final Map<Set<Element>, Mixtures> known = new LinkedHashMap<>();
  private double scale;

  private record LineResponse(double way, ResponseColumn column) {}

  /**
   * All mixtures of some elements.
   *
   * @param lines what one photon of each line leaves in the spectrum
   * @param rayleigh what one photon scattered elastically leaves, by node of the beam
   * @param compton what one photon scattered inelastically leaves
   */
  private record Mixtures(
      PhotonTable photons,
      List<ResponseColumn> lines,
      List<ResponseColumn> rayleigh,
      List<ResponseColumn> compton) {}

  /** Prepares an instrument. */
  public SpectrumTable(Instrument instrument) {
    this.instrument = instrument;
    axis = instrument.energyAxis();
    spectrometer = instrument.spectrometer();
    Beam source = spectrometer.tube().beam();
    rays = new RayTable(spectrometer.behindGap(source), spectrometer.geometry());
    softestKev = softestKev(spectrometer);
    smooth = spectrometer.bremsstrahlungShape(source.endpointKev(), axis);
    int count = rays.count();
    rayleigh = new ResponseColumn[count];
    compton = new ResponseColumn[count];
    rayleighWay = new double[count];
    comptonWay = new double[count];
    Detector detector = spectrometer.detector();
    for (int r = 0; r < count; r++) {
      double kev = rays.energyKev()[r];
      rayleigh[r] = ResponseColumn.of(detector, kev, 0, axis);
      rayleighWay[r] = spectrometer.outwardTransmission(kev);
      double shifted = rays.comptonKev()[r];
      if (shifted > 0) {
        double broadening = spectrometer.comptonBroadening() * shifted;
        compton[r] = ResponseColumn.of(detector, shifted, broadening, axis);
        comptonWay[r] = spectrometer.outwardTransmission(shifted);
      }
    }
    gap = gap(source);
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
    Map<Double, ResponseColumn> elastic = byEnergy(rays.energyKev(), rayleigh);
    Map<Double, ResponseColumn> inelastic = byEnergy(rays.comptonKev(), compton);
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

  /** Counts of a pixel over those of the spectrometer; computed when first asked for. */
  private synchronized double scale() {
    if (scale == 0) {
      double counts = instrument.exposure().counts();
      scale =
          counts == 0
              ? instrument.scale()
              : counts / Instrument.sum(unscaled(List.of(Instrument.REFERENCE)).getFirst());
    }
    return scale;
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
    return expected(List.of(specimen)).getFirst();
  }

  /**
   * The expected spectra of pixels, computed together, on all cores.
   *
   * @param specimens layers of each from the surface inward
   * @return expected counts per channel of each, shape {@code [axis.bins()]}
   */
  public List<double[]> expected(List<Specimen> specimens) {
    double factor = scale();
    List<double[]> spectra = unscaled(specimens);
    for (double[] counts : spectra) {
      for (int i = 0; i < counts.length; i++) {
        counts[i] *= factor;
      }
    }
    return spectra;
  }

  private List<double[]> unscaled(List<Specimen> specimens) {
    Set<Element> elements = new TreeSet<>();
    for (Specimen specimen : specimens) {
      elements.addAll(specimen.elements());
    }
    Mixtures mixtures = mixtures(elements);
    PhotonTable.Layers layers = new PhotonTable.Layers();
    return specimens.parallelStream()
        .map(specimen -> spectrum(mixtures, mixtures.photons.of(specimen, layers)))
        .toList();
  }

  private synchronized Mixtures mixtures(Set<Element> elements) {
    Mixtures found = known.get(elements);
    if (found == null) {
      found = mix(elements);
      if (known.size() == MAX_MIXTURES) {
        known.remove(known.keySet().iterator().next());
      }
      known.put(elements, found);
    }
    return found;
  }

  private Mixtures mix(Set<Element> elements) {
    PhotonTable photons = new PhotonTable(rays, spectrometer.geometry(), softestKev, elements);
    return new Mixtures(
        photons,
        photons.lineGroups().stream().map(this::column).toList(),
        photons.nodeColumns(rayleigh, rayleighWay, axis.bins()),
        photons.nodeColumns(compton, comptonWay, axis.bins()));
  }

  private ResponseColumn column(LineGroup group) {
    List<ResponseColumn> columns = new ArrayList<>();
    double[] photons = new double[group.lines().size()];
    for (int i = 0; i < photons.length; i++) {
      EmissionLine line = group.lines().get(i);
      LineResponse response = lines.computeIfAbsent(line, this::response);
      columns.add(response.column);
      photons[i] = response.way * line.radiativeRate() / group.rate();
    }
    return ResponseColumn.sum(columns, photons, axis.bins());
  }

  private LineResponse response(EmissionLine line) {
    double energy = line.energyKev();
    return new LineResponse(
        spectrometer.outwardTransmission(energy),
        ResponseColumn.of(spectrometer.detector(), energy, 0, axis));
  }

  private double[] spectrum(Mixtures mixtures, PhotonTable.Photons sent) {
    double[] counts = gap.clone();
    double[] steps = new double[counts.length + 1];
    add(sent.lines(), mixtures.lines, counts, steps);
    add(sent.rayleigh(), mixtures.rayleigh, counts, steps);
    add(sent.compton(), mixtures.compton, counts, steps);
    ResponseColumn.addSteps(steps, counts);
    double background = spectrometer.bremsstrahlung() * Instrument.sum(counts);
    for (int i = 0; i < counts.length; i++) {
      counts[i] += background * smooth[i];
    }
    return spectrometer.pileUp() > 0 ? spectrometer.piledUp(axis, counts) : counts;
  }

  private static void add(
      double[] photons, List<ResponseColumn> columns, double[] counts, double[] steps) {
    for (int i = 0; i < photons.length; i++) {
      columns.get(i).add(photons[i], counts, steps);
    }
  }
}
