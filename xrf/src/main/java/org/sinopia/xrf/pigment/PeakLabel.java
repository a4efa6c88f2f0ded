package org.sinopia.xrf.pigment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.physics.apparatus.Detector;
import org.sinopia.xrf.physics.atom.CrossSections;
import org.sinopia.xrf.physics.atom.Element;
import org.sinopia.xrf.spectrum.Spectrum;

/**
 * A peak of a spectrum with the lines that explain it best.
 *
 * @param name element and family of lines, such as {@code Fe Ka}
 * @param energyKev middle of the peak's highest bin
 * @param probability height of the peak
 */
public record PeakLabel(String name, double energyKev, double probability) {

  private static final List<Element> K_LINES =
      elements("Al Si P S Cl Ar K Ca Ti Cr Mn Fe Co Ni Cu Zn As Se Br Sr Zr Mo Rh Ag Cd Sn Sb Ba");

  // The L lines of lighter elements hide among K lines of common ones and are left to their own K
  // lines, but those of
  // tube anodes come back from every specimen.
  private static final List<Element> L_LINES = elements("Mo Rh Ba W Au Hg Pb Bi");
  private static final List<Element> HEAVY = elements("W Au Hg Pb Bi");

  // A peak rises this far above the ground on both sides, within the width of a silicon drift
  // detector's peak.
  private static final double PROMINENCE = 1.25;
  private static final double CERTAINTY = 5;
  private static final double REACH_KEV = 0.2;
  private static final double TOLERANCE_KEV = 0.045;

  // Escape peaks seen by other detectors than the default one differ by less than this factor.
  private static final double ESCAPE_MARGIN = 3;
  private static final double ESCAPE_KEV = Element.of("Si").lineKev("Ka");

  private record Emission(Element element, String family, double energyKev) {}

  private record Match(Element element, String family, double distance) {

    /** The faint families Ll, Lg1, Lg4 and Mz follow from the others and tell nothing new. */
    int weight() {
      return family.endsWith("a") || family.endsWith("b") ? 1 : 0;
    }

    boolean isK() {
      return family.startsWith("K");
    }

    String name() {
      return element + " " + family;
    }
  }

  /**
   * Names the peaks of a spectrum among the elements met in paintings and in X-ray tubes. Where
   * several lines fit, the element wins that explains the most peaks, and a K line before an L
   * line. A silicon escape peak is named by its parent, as {@code Ca Ka esc}.
   *
   * @param spectrum a spectrum
   * @return named peaks by rising energy; peaks that no line explains are left out
   */
  public static List<PeakLabel> of(Spectrum spectrum) {
    return of(spectrum, Double.POSITIVE_INFINITY);
  }

  /**
   * Names the peaks of a spectrum of counts, as {@link #of(Spectrum)}, without those that may be
   * chance.
   *
   * @param spectrum a spectrum
   * @param counts how many counts it was made of, above 0; peaks that rise less than five standard
   *     deviations above the ground are left out
   */
  public static List<PeakLabel> of(Spectrum spectrum, double counts) {
    EnergyAxis axis = spectrum.axis();
    List<Integer> peaks = peaks(spectrum, counts);
    Map<Integer, List<Match>> matches = new HashMap<>();
    Map<Element, Integer> explained = new HashMap<>();
    List<Emission> known = known();
    for (int peak : peaks) {
      List<Match> fitting = matching(known, axis.centreKev(peak), axis.widthKev() / 2);
      fitting.removeIf(match -> !isPlausible(match, peak, peaks, axis));
      matches.put(peak, fitting);
      fitting.forEach(match -> explained.merge(match.element, match.weight(), Integer::sum));
    }
    Comparator<Match> better =
        Comparator.comparingInt((Match match) -> explained.get(match.element))
            .thenComparing(Match::isK)
            .thenComparingDouble(match -> -match.distance);
    List<PeakLabel> labels = new ArrayList<>();
    for (int peak : peaks) {
      Optional<Integer> parent =
          peaks.stream().filter(other -> isEscape(peak, other, spectrum)).findFirst();
      matches.get(parent.orElse(peak)).stream()
          .max(better)
          .ifPresent(
              match ->
                  labels.add(
                      new PeakLabel(
                          parent.isPresent() ? match.name() + " esc" : match.name(),
                          axis.centreKev(peak),
                          spectrum.probability(peak))));
    }
    return labels;
  }

  private static boolean isEscape(int peak, int parent, Spectrum spectrum) {
    EnergyAxis axis = spectrum.axis();
    double parentKev = axis.centreKev(parent);
    double expectedKev = parentKev - ESCAPE_KEV;
    return parentKev > CrossSections.MIN_KEV
        && parentKev < CrossSections.MAX_KEV
        && Math.abs(axis.centreKev(peak) - expectedKev) < TOLERANCE_KEV + axis.widthKev() / 2
        && spectrum.probability(peak)
            < ESCAPE_MARGIN
                * Detector.DEFAULT.escapeShare(parentKev)
                * spectrum.probability(parent);
  }

  /**
   * A weaker family needs the stronger one of its shell in another peak, where that lies on the
   * axis.
   */
  private static boolean isPlausible(Match match, int own, List<Integer> peaks, EnergyAxis axis) {
    if (match.family.endsWith("a")) {
      return true;
    }
    double stronger = match.element.lineKev(match.family.charAt(0) + "a");
    return axis.binOf(stronger) < 0
        || peaks.stream()
            .anyMatch(
                peak ->
                    peak != own
                        && Math.abs(axis.centreKev(peak) - stronger)
                            < TOLERANCE_KEV + axis.widthKev() / 2);
  }

  private static List<Match> matching(List<Emission> known, double energyKev, double halfBin) {
    List<Match> matches = new ArrayList<>();
    for (Emission line : known) {
      double distance = Math.abs(line.energyKev - energyKev);
      if (distance < TOLERANCE_KEV + halfBin) {
        matches.add(new Match(line.element, line.family, distance));
      }
    }
    return matches;
  }

  /** All families of lines that a peak may be of. */
  private static List<Emission> known() {
    List<Emission> known = new ArrayList<>();
    for (String family : List.of("Ka", "Kb", "La", "Lb", "Lg1", "Lg4", "Ll", "Mz")) {
      for (Element element : emitters(family)) {
        if (element.lines().stream().anyMatch(line -> line.belongsTo(family))) {
          known.add(new Emission(element, family, element.lineKev(family)));
        }
      }
    }
    return known;
  }

  private static List<Element> emitters(String family) {
    return switch (family) {
      case "Ka", "Kb" -> K_LINES;
      case "La", "Lb" -> L_LINES;
      default -> HEAVY;
    };
  }

  private static List<Element> elements(String symbols) {
    return Pattern.compile(" ").splitAsStream(symbols).map(Element::of).toList();
  }

  private static List<Integer> peaks(Spectrum spectrum, double counts) {
    EnergyAxis axis = spectrum.axis();
    int reach = Math.max(1, (int) Math.round(REACH_KEV / axis.widthKev()));
    List<Integer> peaks = new ArrayList<>();
    for (int i = reach; i < axis.bins() - reach; i++) {
      double height = spectrum.probability(i);
      boolean highest = height > 0;
      for (int k = i - reach; k <= i + reach && highest; k++) {
        highest = k < i ? height > spectrum.probability(k) : height >= spectrum.probability(k);
      }
      double ground = Math.max(spectrum.probability(i - reach), spectrum.probability(i + reach));
      double chance = Math.sqrt((height + ground) / counts);
      if (highest && height > PROMINENCE * ground && height - ground > CERTAINTY * chance) {
        peaks.add(i);
      }
    }
    return peaks;
  }
}
