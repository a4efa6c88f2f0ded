package org.sinopia.xrf.physics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.sinopia.xrf.physics.atom.Element;
import org.sinopia.xrf.physics.atom.EmissionLine;
import org.sinopia.xrf.physics.atom.Shell;
import org.sinopia.xrf.physics.atom.ShellProduction;

/**
 * Lines of one shell of nearly equal energy, with no absorption edge between them, which a specimen
 * treats alike: attenuation is their mean by radiative rate. Immutable.
 */
public final class LineGroup {

  private static final double WIDTH = 1.0015;

  private final List<LineTable> lines;
  private final double rate;

  private LineGroup(List<LineTable> lines) {
    this.lines = List.copyOf(lines);
    double sum = 0;
    for (LineTable line : lines) {
      sum += line.line().radiativeRate();
    }
    rate = sum;
  }

  /**
   * Groups lines.
   *
   * @param lines of one shell
   * @param edgesKev energies that no group straddles, rising
   */
  public static List<LineGroup> of(List<EmissionLine> lines, double[] edgesKev) {
    List<LineGroup> groups = new ArrayList<>();
    List<LineTable> group = new ArrayList<>();
    double end = 0;
    List<EmissionLine> rising =
        lines.stream().sorted(Comparator.comparingDouble(EmissionLine::energyKev)).toList();
    for (EmissionLine line : rising) {
      double energy = line.energyKev();
      if (energy >= end) {
        if (!group.isEmpty()) {
          groups.add(new LineGroup(group));
          group.clear();
        }
        end = WIDTH * energy;
        for (double edge : edgesKev) {
          if (edge > energy && edge < end) {
            end = edge;
          }
        }
      }
      group.add(LineTable.of(line));
    }
    if (!group.isEmpty()) {
      groups.add(new LineGroup(group));
    }
    return groups;
  }

  /** The lines by rising energy. */
  public List<EmissionLine> lines() {
    return lines.stream().map(LineTable::line).toList();
  }

  /** Sum of the lines' radiative rates. */
  public double rate() {
    return rate;
  }

  /** True if the group excites lines that a detector sees; see {@link Enhancement}. */
  public boolean excitesOthers() {
    return Enhancement.excitesOthers(lines.getFirst().line());
  }

  /** Energy of the softest line in keV. */
  public double softestKev() {
    return lines.getFirst().line().energyKev();
  }

  /** Mean attenuation of an element at the lines, cm²/g. */
  public double attenuation(Element element) {
    double sum = 0;
    for (LineTable line : lines) {
      sum += line.line().radiativeRate() * line.attenuation(element);
    }
    return sum / rate;
  }

  /** Sum over the lines of rate times what their photons make a shell produce, cm²/g. */
  public double excites(ShellProduction production, Element element, Shell shell) {
    double sum = 0;
    for (LineTable line : lines) {
      if (line.line().energyKev() >= production.thresholdKev()) {
        sum += line.line().radiativeRate() * line.excites(element, shell);
      }
    }
    return sum;
  }
}
