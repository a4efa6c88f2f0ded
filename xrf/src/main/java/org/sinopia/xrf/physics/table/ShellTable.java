package org.sinopia.xrf.physics.table;

import java.util.List;
import org.sinopia.xrf.physics.LineGroup;
import org.sinopia.xrf.physics.atom.Element;
import org.sinopia.xrf.physics.atom.Shell;
import org.sinopia.xrf.physics.atom.ShellProduction;

/** One shell of one element at the nodes of a beam, and its lines. Immutable. */
final class ShellTable {

  private static final double SOURCE_WIDTH = 1.04;
  private static final double TARGET_WIDTH = 1.015;

  private final int place;
  private final Element element;
  private final Shell shell;
  private final ShellProduction source;
  private final double[] production;
  private final double[] produced;
  private final int first;
  private final List<LineGroup> lines;
  private final int firstLine;
  private final int firstSource;
  private final List<LineRun> sources;
  private final List<LineRun> targets;

  /**
   * Prepares a shell.
   *
   * @param place among all shells of the specimens
   * @param lines its lines, not empty
   * @param firstLine place of the first of them among all lines of the specimens
   * @param firstSource place of the first run of lines that excites others among all such runs
   * @param nodes of the beam
   * @param groups of nodes, for what scattered photons excite
   * @param edgesKev energies between which lines can be taken together
   */
  ShellTable(
      int place,
      Element element,
      Shell shell,
      List<LineGroup> lines,
      int firstLine,
      int firstSource,
      BeamNodes nodes,
      NodeGroups groups,
      double[] edgesKev) {
    this.place = place;
    this.element = element;
    this.shell = shell;
    source = ShellProduction.of(element, shell);
    this.lines = lines;
    this.firstLine = firstLine;
    this.firstSource = firstSource;
    production = new double[nodes.count()];
    int start = production.length;
    for (int r = 0; r < production.length; r++) {
      production[r] = nodes.photons()[r] * source.at(nodes.energyKev()[r]);
      if (production[r] > 0) {
        start = Math.min(start, r);
      }
    }
    first = start;
    produced = groups.sums(production);
    targets = LineRun.of(lines, firstLine, TARGET_WIDTH, edgesKev);
    sources =
        shell.isInner()
            ? LineRun.of(lines, firstLine, SOURCE_WIDTH, edgesKev).stream()
                .filter(run -> lines.get(run.from() - firstLine).excitesOthers())
                .toList()
            : List.of();
  }

  /** Place among all shells of the specimens. */
  int place() {
    return place;
  }

  Element element() {
    return element;
  }

  Shell shell() {
    return shell;
  }

  ShellProduction production() {
    return source;
  }

  /** Photons times production at each node. */
  double[] atNodes() {
    return production;
  }

  /** First node that excites the shell. */
  int firstNode() {
    return first;
  }

  /** Photons times production, of each group of nodes. */
  double[] produced() {
    return produced;
  }

  /** The lines by rising energy. */
  List<LineGroup> lines() {
    return lines;
  }

  /** Place of the first line among all lines of the specimens. */
  int firstLine() {
    return firstLine;
  }

  /** Runs of lines that excite others. */
  List<LineRun> sources() {
    return sources;
  }

  /** Place of the first of {@link #sources} among all of them. */
  int firstSource() {
    return firstSource;
  }

  /** Runs of lines that gain secondary photons alike. */
  List<LineRun> targets() {
    return targets;
  }
}
