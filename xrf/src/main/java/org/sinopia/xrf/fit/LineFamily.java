package org.sinopia.xrf.fit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sinopia.xrf.physics.Detector;
import org.sinopia.xrf.physics.Element;
import org.sinopia.xrf.physics.EmissionLine;
import org.sinopia.xrf.physics.FundamentalParameters;
import org.sinopia.xrf.physics.Layer;
import org.sinopia.xrf.physics.LineIntensity;
import org.sinopia.xrf.physics.Specimen;
import org.sinopia.xrf.physics.Spectrometer;

/**
 * The lines of one element that end in one main shell, K, L or M, with their strengths relative to
 * each other: a fit knows them by one amplitude.
 *
 * @param element the emitter
 * @param shell K, L or M
 * @param groups lines that grow and shrink together, strongest group first; at least one
 * @param photons strength of all of it in the unit of {@link FundamentalParameters}, to compare the
 *     families of one element
 */
public record LineFamily(Element element, char shell, List<Group> groups, double photons) {

  // So thin that a layer absorbs nothing of its own lines.
  private static final double THIN_UM = 1e-4;

  /**
   * A line.
   *
   * @param energyKev its energy
   * @param strength photons that reach the detector, in the unit of {@link FundamentalParameters}
   */
  public record Line(double energyKev, double strength) {}

  /**
   * Lines of one subshell and one Siegbahn letter, whose ratio hardly depends on the specimen.
   *
   * @param name Siegbahn name without number, such as {@code Ka} or {@code Lb}
   * @param subshell whose vacancies give the lines, such as {@code L3}
   * @param lines at least one
   */
  public record Group(String name, String subshell, List<Line> lines) {

    /** Copies the lines. */
    public Group {
      lines = List.copyOf(lines);
    }

    /** Strength of all lines. */
    public double strength() {
      return lines.stream().mapToDouble(Line::strength).sum();
    }
  }

  /** Copies the groups. */
  public LineFamily {
    groups = List.copyOf(groups);
  }

  /**
   * The families of an element as a thin layer of it gives them, under the spectrometer's tube and
   * through its gap of air.
   *
   * @param element one that {@link org.sinopia.xrf.physics.CrossSections} knows
   * @param spectrometer tube, geometry and gap
   * @return families by falling energy; shells that the beam does not excite are left out
   * @throws IllegalArgumentException if the tables lack the element
   */
  public static List<LineFamily> of(Element element, Spectrometer spectrometer) {
    Specimen specimen = Specimen.of(Layer.ofElement(element.symbol(), THIN_UM));
    Map<Character, Map<String, List<LineIntensity>>> sorted = new LinkedHashMap<>();
    for (LineIntensity intensity :
        FundamentalParameters.fluorescence(
            specimen, spectrometer.tube().beam(), spectrometer.geometry())) {
      EmissionLine line = intensity.line();
      if (intensity.photons() > 0) {
        sorted
            .computeIfAbsent(line.shell().name().charAt(0), s -> new LinkedHashMap<>())
            .computeIfAbsent(line.shell().name() + letters(line), g -> new ArrayList<>())
            .add(intensity);
      }
    }
    List<LineFamily> families = new ArrayList<>();
    sorted.forEach(
        (shell, groups) ->
            families.add(
                family(
                    element,
                    shell,
                    groups.values().stream().map(lines -> group(lines, spectrometer)).toList())));
    return families;
  }

  private static LineFamily family(Element element, char shell, List<Group> groups) {
    List<Group> strongest =
        groups.stream().sorted(Comparator.comparingDouble(Group::strength).reversed()).toList();
    return new LineFamily(
        element, shell, strongest, strongest.stream().mapToDouble(Group::strength).sum());
  }

  private static Group group(List<LineIntensity> intensities, Spectrometer spectrometer) {
    EmissionLine first = intensities.getFirst().line();
    List<Line> lines = new ArrayList<>();
    for (LineIntensity intensity : intensities) {
      double energy = intensity.line().energyKev();
      double passed =
          spectrometer
              .gap()
              .map(gap -> StrictMath.pow(gap.transmission(energy), 1 / sine(spectrometer)))
              .orElse(1.0);
      lines.add(new Line(energy, intensity.photons() * passed));
    }
    return new Group(letters(first), first.shell().name(), lines);
  }

  private static double sine(Spectrometer spectrometer) {
    return spectrometer.geometry().sinTakeOff();
  }

  /** The faintest lines have no name of Siegbahn's; they lie with the last that do. */
  private static String letters(EmissionLine line) {
    if (line.siegbahn().length() >= 2) {
      return line.siegbahn().substring(0, 2);
    }
    return switch (line.shell().name()) {
      case "K" -> "Kb";
      case "L3" -> "Lb";
      case "L1", "L2" -> "Lg";
      case "M5" -> "Ma";
      case "M4" -> "Mb";
      default -> "Mg";
    };
  }

  /** Such as {@code Fe K}. */
  public String name() {
    return element.symbol() + " " + shell;
  }

  /** Whether a line's Siegbahn name begins so. */
  boolean isNamed(Group group, Line line, String beginning) {
    return group.name().startsWith(beginning)
        || element.lines().stream()
            .anyMatch(
                known ->
                    known.siegbahn().startsWith(beginning)
                        && known.shell().name().equals(group.subshell())
                        && known.energyKev() == line.energyKev());
  }

  /** Energy of the strongest line, in keV. */
  public double energyKev() {
    return groups.getFirst().lines().stream()
        .max(Comparator.comparingDouble(Line::strength))
        .orElseThrow()
        .energyKev();
  }

  /** Counts that a detector makes of all lines in a thin layer, to compare families. */
  double counted(Detector detector) {
    return photons * detector.efficiency(energyKev());
  }

  /** The lowest edge that the beam must pass for any of its lines, in keV. */
  public double edgeKev() {
    return element.lines().stream()
        .filter(line -> line.shell().name().charAt(0) == shell)
        .mapToDouble(EmissionLine::edgeKev)
        .min()
        .orElseThrow();
  }

  /**
   * The same family with its groups' strengths changed.
   *
   * @param factors one for each group, 0 or more
   */
  LineFamily scaled(double[] factors) {
    List<Group> changed = new ArrayList<>();
    for (int g = 0; g < groups.size(); g++) {
      Group group = groups.get(g);
      double factor = factors[g];
      changed.add(
          new Group(
              group.name(),
              group.subshell(),
              group.lines().stream()
                  .map(line -> new Line(line.energyKev(), line.strength() * factor))
                  .toList()));
    }
    return new LineFamily(element, shell, changed, photons);
  }
}
