package org.sinopia.xrf.fit.lines;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoublePredicate;
import org.sinopia.xrf.physics.Spectrometer;
import org.sinopia.xrf.physics.apparatus.Beam;
import org.sinopia.xrf.physics.apparatus.Detector;
import org.sinopia.xrf.physics.atom.CrossSections;
import org.sinopia.xrf.physics.atom.Element;
import org.sinopia.xrf.physics.atom.EmissionLine;
import org.sinopia.xrf.physics.atom.Shell;
import org.sinopia.xrf.physics.atom.ShellProduction;

/**
 * The lines of one element that end in one main shell, K, L or M, with their strengths relative to
 * each other: a fit knows them by one amplitude.
 *
 * @param element the emitter
 * @param shell K, L or M
 * @param groups lines that grow and shrink together, strongest group first; at least one
 * @param photons strength of all of it, to compare the families of one element
 */
public record LineFamily(Element element, char shell, List<Group> groups, double photons) {

  /**
   * A line.
   *
   * @param energyKev its energy
   * @param strength photons that reach the detector, for 1 g/cm² of the element, in the beam's unit
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
   * The families of an element as a layer of it gives them that is so thin that it absorbs nothing,
   * under a beam and through the spectrometer's gap: Sherman's equation with a depth of 0.
   *
   * @param element one that {@link ShellProduction} knows
   * @param beam exciting photons
   * @param spectrometer whose gap the lines cross
   * @param isSeen whether a line of an energy in keV lies where it can be seen
   * @return families by falling energy; shells that the beam does not excite, or of which no line
   *     is seen, are left out
   */
  static List<LineFamily> of(
      Element element, Beam beam, Spectrometer spectrometer, DoublePredicate isSeen) {
    Set<Character> seen = new HashSet<>();
    for (EmissionLine line : element.lines()) {
      if (isSeen.test(line.energyKev())) {
        seen.add(line.shell().name().charAt(0));
      }
    }
    Map<Shell, Double> produced = new EnumMap<>(Shell.class);
    Map<Character, Map<String, List<EmissionLine>>> sorted = new LinkedHashMap<>();
    for (EmissionLine line : element.lines()) {
      char shell = line.shell().name().charAt(0);
      if (seen.contains(shell)
          && line.energyKev() >= CrossSections.MIN_KEV
          && line.energyKev() <= CrossSections.MAX_KEV
          && line.radiativeRate() > 0
          && produced.computeIfAbsent(line.shell(), s -> produced(element, s, beam)) > 0) {
        sorted
            .computeIfAbsent(shell, s -> new LinkedHashMap<>())
            .computeIfAbsent(line.shell().name() + letters(line), g -> new ArrayList<>())
            .add(line);
      }
    }
    List<LineFamily> families = new ArrayList<>();
    sorted.forEach(
        (shell, groups) ->
            families.add(
                family(
                    element,
                    shell,
                    groups.values().stream()
                        .map(
                            lines ->
                                group(lines, produced.get(lines.getFirst().shell()), spectrometer))
                        .toList())));
    return families;
  }

  /**
   * The emission of a shell under a beam, in cm²/g times photons; 0 if the tables lack the shell.
   */
  private static double produced(Element element, Shell shell, Beam beam) {
    if (!ShellProduction.isKnown(element, shell)) {
      return 0;
    }
    ShellProduction production = ShellProduction.of(element, shell);
    double sum = 0;
    for (Beam.Ray ray : beam.rays()) {
      if (ray.photons() > 0 && ray.energyKev() >= production.thresholdKev()) {
        sum = Math.fma(ray.photons(), production.at(ray.energyKev()), sum);
      }
    }
    return sum;
  }

  private static LineFamily family(Element element, char shell, List<Group> groups) {
    List<Group> strongest =
        groups.stream().sorted(Comparator.comparingDouble(Group::strength).reversed()).toList();
    return new LineFamily(
        element, shell, strongest, strongest.stream().mapToDouble(Group::strength).sum());
  }

  private static Group group(List<EmissionLine> emitted, double produced, Spectrometer through) {
    EmissionLine first = emitted.getFirst();
    List<Line> lines = new ArrayList<>();
    for (EmissionLine line : emitted) {
      double energy = line.energyKev();
      lines.add(
          new Line(energy, produced * line.radiativeRate() * through.outwardTransmission(energy)));
    }
    return new Group(letters(first), first.shell().name(), lines);
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
  public boolean isNamed(Group group, Line line, String beginning) {
    return group.name().startsWith(beginning)
        || element.lines().stream()
            .anyMatch(
                known ->
                    known.siegbahn().startsWith(beginning)
                        && known.shell().name().equals(group.subshell())
                        && known.energyKev() == line.energyKev());
  }

  /** The lines of all groups. */
  public List<Line> lines() {
    return groups.stream().flatMap(group -> group.lines().stream()).toList();
  }

  /** Energy of the strongest line, in keV. */
  public double energyKev() {
    return groups.getFirst().lines().stream()
        .max(Comparator.comparingDouble(Line::strength))
        .orElseThrow()
        .energyKev();
  }

  /** Counts that a detector makes of all lines in a thin layer, to compare families. */
  public double counted(Detector detector) {
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
  public LineFamily scaled(double[] factors) {
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
