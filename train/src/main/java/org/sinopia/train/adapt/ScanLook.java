package org.sinopia.train.adapt;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.cube.CubeSummary;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.fit.FoundElement;
import org.sinopia.xrf.fit.FoundElement.Origin;
import org.sinopia.xrf.fit.ScanFit;
import org.sinopia.xrf.instrument.Channels;
import org.sinopia.xrf.instrument.GasPath;
import org.sinopia.xrf.instrument.Instrument;
import org.sinopia.xrf.physics.atom.Element;
import org.sinopia.xrf.pigment.PigmentLibrary;

/**
 * Estimates from a scan: the instrument, the elements, the pigments that can be there.
 *
 * @param estimates one by one, with their evidence
 * @param instrument that they amount to
 * @param elements that the scan shows
 * @param pigments that explain them
 * @param fit of the sum spectrum
 * @param missing pixels without valid data
 */
public record ScanLook(
    List<Estimate> estimates,
    Instrument instrument,
    List<FoundElement> elements,
    FoundPigments pigments,
    ScanFit fit,
    int missing) {
  /** Where the end of a spectrum begins in which the tube shows, in keV. */
  static final double ABOVE_LEAD_KEV = 16.6;

  private static final double MANGANESE_KEV = 5.895;
  private static final double USUAL_KV = 40;
  private static final double LARGE_OFFSET_EV = 25;

  /** Facts that the user knows better. */
  public record Known(Optional<Instrument> instrument, Optional<String> palette) {}

  /** Copies the lists. */
  public ScanLook {
    estimates = List.copyOf(estimates);
    elements = List.copyOf(elements);
  }

  /**
   * Looks at a scan.
   *
   * @param cube with an energy axis
   * @param known what is not to be estimated
   * @throws IllegalArgumentException if it has no energy axis or too little in it
   */
  public static ScanLook of(DataCube cube, PigmentLibrary library, Known known) throws IOException {
    CubeSummary summary = CubeSummary.of(cube);
    EnergyAxis axis =
        summary
            .header()
            .energy()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "no energy axis, expected one to tell lines by; --calibrate measures it"));
    ScanFit fit = ScanFit.of(summary.header(), summary.sumSpectrum(), Set.of());
    List<Estimate> found = new ArrayList<>();
    long pixels = summary.header().pixels() - summary.missing().count();
    double counts = summary.totalCounts() / pixels;
    found.add(
        new Estimate(
            "counts",
            String.format(Locale.ROOT, "%.0f a pixel", counts),
            String.format(Locale.ROOT, "mean of %d pixels", pixels)));
    found.add(energy(fit));
    Instrument instrument =
        known.instrument().isPresent()
            ? given(known.instrument().get(), axis, counts, found)
            : instrument(summary, axis, fit, counts, found);
    found.add(elements(fit.elements()));
    Element anode = Element.of(instrument.tube().anode());
    SortedSet<Element> there = new TreeSet<>();
    fit.elements().stream()
        .filter(e -> e.origin() == Origin.OBJECT && !e.element().equals(anode))
        .forEach(e -> there.add(e.element()));
    SortedSet<Element> hidden = new TreeSet<>(Set.of(anode));
    FoundPigments pigments =
        known.palette().isPresent()
            ? FoundPigments.ofPalette(library, known.palette().get())
            : FoundPigments.of(library, there, certain(fit), hidden);
    pigments(pigments, known.palette().isPresent(), found);
    return new ScanLook(
        found, instrument, fit.elements(), pigments, fit, summary.missing().count());
  }

  /** The same with an instrument that was found later. */
  ScanLook with(Instrument found) {
    return new ScanLook(estimates, found, elements, pigments, fit, missing);
  }

  private static Set<String> certain(ScanFit fit) {
    return fit.elements().stream()
        .filter(e -> e.origin() == Origin.OBJECT && !e.weak())
        .map(e -> e.element().symbol())
        .collect(Collectors.toSet());
  }

  private static Estimate energy(ScanFit fit) {
    double low = 1e3 * fit.offsetKev(3);
    double high = 1e3 * fit.offsetKev(15);
    boolean large = Math.max(Math.abs(low), Math.abs(high)) > LARGE_OFFSET_EV;
    return new Estimate(
        "axis",
        String.format(
            Locale.ROOT, "lines lie %+.0f eV off at 3 keV and %+.0f eV at 15 keV", low, high),
        "fit of all lines" + (large ? "; --calibrate auto would mend that" : ""));
  }

  private static Instrument given(
      Instrument instrument, EnergyAxis axis, double counts, List<Estimate> found) {
    found.add(new Estimate("instrument", instrument.name(), "given"));
    return instrument.withAxis(Channels.of(axis)).withCounts(counts);
  }

  private static Instrument instrument(
      CubeSummary summary, EnergyAxis axis, ScanFit fit, double counts, List<Estimate> found) {
    double fwhmEv = 1e3 * fit.fwhmKev(MANGANESE_KEV);
    found.add(
        new Estimate(
            "width",
            String.format(Locale.ROOT, "%.0f eV at Mn Ka", fwhmEv),
            "fit of all peaks of the sum spectrum"));
    GasPath.Gas gas = gas(fit, found);
    Channels channels = Channels.of(axis);
    Continuum end =
        new Continuum(
            axis, summary.sumSpectrum(), ABOVE_LEAD_KEV, lines(fit), fit.fwhmKev(ABOVE_LEAD_KEV));
    TubeFit.Tried tube;
    if (end.isEnough()) {
      List<TubeFit.Tried> tubes =
          new TubeFit(end, t -> InstrumentGuess.of(t, fwhmEv, gas, channels, 1)).best();
      tube = TubeGuess.of(tubes, fit, found);
      voltage(tube, end, found);
    } else {
      String anode = TubeGuess.without(fit, found);
      tube = TubeFit.Tried.usual(anode, USUAL_KV, fit.scatterDeg());
      found.add(
          new Estimate(
              "voltage",
              String.format(Locale.ROOT, "%.0f kV", USUAL_KV),
              String.format(
                  Locale.ROOT,
                  "assumed: only %.0f counts above %.1f keV",
                  end.total(),
                  ABOVE_LEAD_KEV)));
    }
    return InstrumentGuess.of(tube, fwhmEv, gas, channels, counts);
  }

  private static void voltage(TubeFit.Tried tube, Continuum end, List<Estimate> found) {
    boolean cut = tube.kilovolts() > end.toKev();
    found.add(
        new Estimate(
            "voltage",
            String.format(Locale.ROOT, "%.0f kV", tube.kilovolts()),
            String.format(
                Locale.ROOT,
                "end of the tube's continuum, of %.0f counts above %.1f keV, %.1f %% of them pile-up%s",
                end.total(),
                ABOVE_LEAD_KEV,
                100 * tube.pileUp(),
                cut
                    ? String.format(Locale.ROOT, "; what is recorded ends at %.1f keV", end.toKev())
                    : "")));
    found.add(
        new Estimate(
            "optics",
            tube.optics().equals(InstrumentGuess.PINHOLE) ? "pinhole" : "polycapillary",
            "the same, a guess"));
  }

  /** Lines above those of lead that the painting emits, as far as no tube does. */
  private static List<Double> lines(ScanFit fit) {
    List<Double> lines = new ArrayList<>();
    for (FoundElement found : fit.elements()) {
      if (found.origin() == Origin.OBJECT && !TubeFit.ANODES.contains(found.element().symbol())) {
        found
            .element()
            .lines()
            .forEach(
                line -> {
                  if (line.energyKev() > ABOVE_LEAD_KEV - 1) {
                    lines.add(line.energyKev());
                  }
                });
      }
    }
    return lines;
  }

  private static GasPath.Gas gas(ScanFit fit, List<Estimate> found) {
    boolean argon = fit.elements().stream().anyMatch(e -> e.origin() == Origin.AIR);
    boolean light =
        fit.elements().stream()
            .anyMatch(e -> Set.of("Na", "Mg", "Al", "Si").contains(e.element().symbol()));
    boolean helium = !argon && light;
    found.add(
        new Estimate(
            "path",
            helium ? "helium" : "air",
            argon ? "argon" : helium ? "no argon, light elements" : "assumed: no argon"));
    return helium ? GasPath.Gas.HELIUM : GasPath.Gas.AIR;
  }

  private static Estimate elements(List<FoundElement> elements) {
    String names =
        elements.stream()
            .filter(e -> e.origin() == Origin.OBJECT)
            .map(e -> e.element().symbol() + (e.weak() ? "?" : ""))
            .collect(Collectors.joining(", "));
    return new Estimate(
        "elements",
        names.isEmpty() ? "none" : names,
        "fit of line families; ? is told by one line");
  }

  private static void pigments(FoundPigments pigments, boolean given, List<Estimate> found) {
    found.add(
        new Estimate(
            "palette",
            String.join(", ", pigments.eras()),
            given ? "given" : "explain the elements with the fewest pigments missing"));
    found.add(
        new Estimate(
            "pigments",
            String.join(", ", pigments.possible()),
            given ? "of that palette" : "the library's whose elements are there"));
    if (!pigments.unseen().isEmpty()) {
      found.add(
          new Estimate(
              "unseen", String.join(", ", pigments.unseen()), "no element of theirs can be seen"));
    }
    for (List<String> group : pigments.alike()) {
      found.add(new Estimate("alike", String.join(", ", group), "told by the same elements"));
    }
  }
}
