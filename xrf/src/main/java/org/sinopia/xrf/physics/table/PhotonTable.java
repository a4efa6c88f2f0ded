package org.sinopia.xrf.physics.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.DoubleStream;
import org.sinopia.xrf.physics.Directions;
import org.sinopia.xrf.physics.FundamentalParameters;
import org.sinopia.xrf.physics.LineGroup;
import org.sinopia.xrf.physics.apparatus.Geometry;
import org.sinopia.xrf.physics.atom.CrossSections;
import org.sinopia.xrf.physics.atom.Element;
import org.sinopia.xrf.physics.atom.EmissionLine;
import org.sinopia.xrf.physics.atom.ScatteringFactors;
import org.sinopia.xrf.physics.atom.Shell;
import org.sinopia.xrf.physics.atom.ShellProduction;
import org.sinopia.xrf.physics.matter.Composition;
import org.sinopia.xrf.physics.matter.Layer;
import org.sinopia.xrf.physics.matter.Specimen;

/**
 * The photons that specimens of given elements send to a detector, thousands of specimens a second:
 * the model of {@link FundamentalParameters} at a few energies of the beam ({@link BeamNodes}),
 * with the figures of elements, compositions and layers shared between specimens, lines of nearly
 * equal energy taken together ({@link LineGroup}), and a coarser rule for the secondary photons.
 * Lines agree with the plain model to a thousandth. Safe for several threads; the same elements and
 * specimen give the same bits.
 */
public final class PhotonTable {

  /** Directions of photons that excite others. */
  static final Directions LINES = new Directions(6);

  private static final Directions SCATTER = new Directions(3);
  private static final double APART = 1e-5;

  // Below, photons after Compton scatter are few.
  private static final double COMPTON_EDGES_KEV = 4;

  private final Geometry geometry;
  private final RayTable rays;
  private final BeamNodes nodes;
  private final NodeGroups groups;
  private final LineGroup[] lines;
  private final List<ShellTable> shells = new ArrayList<>();
  private final Map<Element, ElementTable> elements = new HashMap<>();
  private final List<LineRun> sources = new ArrayList<>();
  private final List<double[]> sections = new ArrayList<>();
  private final double[][] produced;
  private final double[] scatterCosines = new double[SCATTER.count()];

  /**
   * Prepares a beam.
   *
   * @param rays exciting photons at the surface
   * @param geometry directions of beam and detector
   * @param fromKev energy below which no lines are wanted, in keV
   * @param of the elements of all specimens
   */
  public PhotonTable(RayTable rays, Geometry geometry, double fromKev, Set<Element> of) {
    this.rays = rays;
    this.geometry = geometry;
    double[] edges = edges(of);
    nodes = new BeamNodes(rays, withComptonEdges(edges));
    groups = new NodeGroups(nodes, edges);
    List<Element> rising = of.stream().sorted().toList();
    List<LineGroup> all = new ArrayList<>();
    double softest = Math.max(fromKev, CrossSections.MIN_KEV);
    for (Element element : rising) {
      addShells(element, softest, edges, all);
    }
    lines = all.toArray(LineGroup[]::new);
    double[] comptonKev = RayTable.comptonKev(nodes.energyKev(), geometry);
    for (Element element : rising) {
      elements.put(
          element,
          new ElementTable(element, nodes, comptonKev, geometry.cosScatter(), groups, lines));
    }
    for (LineRun run : sources) {
      sections.add(excited(run));
    }
    produced = new double[groups.count()][shells.size()];
    for (int g = 0; g < produced.length; g++) {
      for (ShellTable shell : shells) {
        produced[g][shell.place()] = shell.produced()[g];
      }
    }
    for (int k = 0; k < scatterCosines.length; k++) {
      double cosine = SCATTER.cosine(k);
      // Quotients of the difference between this direction and the beam's need one.
      boolean near = Math.abs(cosine / geometry.sinIncidence() - 1) < APART;
      scatterCosines[k] = near ? cosine * (1 + 2 * APART) : cosine;
    }
  }

  private static double[] edges(Set<Element> of) {
    return of.stream()
        .flatMapToDouble(
            element ->
                Arrays.stream(Shell.values())
                    .filter(shell -> ShellProduction.isKnown(element, shell))
                    .mapToDouble(shell -> ShellProduction.of(element, shell).thresholdKev()))
        .sorted()
        .distinct()
        .toArray();
  }

  /** The edges and the energies from which Compton scatter leads to them. */
  private double[] withComptonEdges(double[] edges) {
    double turn = (1 - geometry.cosScatter()) / ScatteringFactors.ELECTRON_KEV;
    return DoubleStream.concat(
            DoubleStream.of(edges),
            DoubleStream.of(edges)
                .filter(edge -> edge >= COMPTON_EDGES_KEV && edge * turn < 1)
                .map(edge -> edge / (1 - edge * turn)))
        .sorted()
        .toArray();
  }

  private void addShells(Element element, double softest, double[] edges, List<LineGroup> all) {
    Map<Shell, List<EmissionLine>> byShell = new EnumMap<>(Shell.class);
    for (EmissionLine line : element.lines()) {
      if (line.energyKev() >= softest && line.energyKev() <= CrossSections.MAX_KEV) {
        byShell.computeIfAbsent(line.shell(), s -> new ArrayList<>()).add(line);
      }
    }
    double hardest = rays.count() > 0 ? rays.energyKev()[rays.count() - 1] : 0;
    byShell.forEach(
        (shell, its) -> {
          if (ShellProduction.isKnown(element, shell)
              && ShellProduction.of(element, shell).thresholdKev() <= hardest) {
            List<LineGroup> found = LineGroup.of(its, edges);
            ShellTable added =
                new ShellTable(
                    shells.size(),
                    element,
                    shell,
                    found,
                    all.size(),
                    sources.size(),
                    nodes,
                    groups,
                    edges);
            shells.add(added);
            all.addAll(found);
            sources.addAll(added.sources());
          }
        });
  }

  private double[] excited(LineRun run) {
    double[] sum = new double[shells.size()];
    for (int l = run.from(); l < run.end(); l++) {
      for (ShellTable shell : shells) {
        sum[shell.place()] += lines[l].excites(shell.production(), shell.element(), shell.shell());
      }
    }
    return sum;
  }

  /** Layers that specimens share, so that each is prepared once. Safe for several threads. */
  public static final class Layers {
    private record Key(Composition composition, double mass) {}

    private final ConcurrentMap<Composition, CompositionTable> compositions =
        new ConcurrentHashMap<>();
    private final ConcurrentMap<Key, LayerTable> layers = new ConcurrentHashMap<>();

    /** No layers yet. */
    public Layers() {}

    private LayerTable of(Layer layer, PhotonTable table) {
      Composition composition = layer.composition();
      Key key = new Key(composition, layer.massThickness());
      LayerTable known = layers.get(key);
      if (known == null) {
        CompositionTable mixed =
            compositions.computeIfAbsent(composition, c -> new CompositionTable(c, table));
        known = layers.computeIfAbsent(key, k -> new LayerTable(mixed, k.mass, table));
      }
      return known;
    }
  }

  /**
   * Computes the photons of one specimen.
   *
   * @param specimen layers from the surface inward, of the table's elements
   * @param shared layers of other specimens of this table, added to
   */
  public Photons of(Specimen specimen, Layers shared) {
    LayerTable[] layers =
        specimen.layers().stream().map(layer -> shared.of(layer, this)).toArray(LayerTable[]::new);
    return new StackTable(this, layers).photons();
  }

  /** The photons that a specimen sends out, per 4π steradian. */
  public static final class Photons {
    private final double[] lines;
    private final double[] rayleigh;
    private final double[] compton;

    Photons(double[] lines, double[] rayleigh, double[] compton) {
      this.lines = lines;
      this.rayleigh = rayleigh;
      this.compton = compton;
    }

    /** Photons of each of {@link #lines}. */
    public double[] lines() {
      return lines;
    }

    /** Photons scattered elastically for one that arrives, at each node of the beam. */
    public double[] rayleigh() {
      return rayleigh;
    }

    /** Photons scattered inelastically for one that arrives, at each node of the beam. */
    public double[] compton() {
      return compton;
    }
  }

  /** The lines of all elements. */
  public List<LineGroup> lineGroups() {
    return List.of(lines);
  }

  /**
   * The spectrum that scatter leaves for one photon of {@link Photons#rayleigh} or {@link
   * Photons#compton} at each node of the beam.
   *
   * @param columns what one photon of each ray of the beam leaves; null for none
   * @param ways the share of each ray's photons that reaches the detector's window
   * @param bins of the spectrum
   */
  public List<ResponseColumn> nodeColumns(ResponseColumn[] columns, double[] ways, int bins) {
    List<List<ResponseColumn>> parts = new ArrayList<>();
    List<List<Double>> amounts = new ArrayList<>();
    for (int n = 0; n < nodes.count(); n++) {
      parts.add(new ArrayList<>());
      amounts.add(new ArrayList<>());
    }
    for (int r = 0; r < columns.length; r++) {
      int[] its = nodes.nodesOf(r);
      for (int j = 0; columns[r] != null && j < its.length; j++) {
        parts.get(its[j]).add(columns[r]);
        amounts.get(its[j]).add(nodes.sharesOf(r)[j] * rays.photons()[r] * ways[r]);
      }
    }
    List<ResponseColumn> found = new ArrayList<>();
    for (int n = 0; n < nodes.count(); n++) {
      double[] amount = amounts.get(n).stream().mapToDouble(Double::doubleValue).toArray();
      found.add(ResponseColumn.sum(parts.get(n), amount, bins));
    }
    return found;
  }

  Geometry geometry() {
    return geometry;
  }

  BeamNodes nodes() {
    return nodes;
  }

  NodeGroups groups() {
    return groups;
  }

  LineGroup[] lines() {
    return lines;
  }

  /** All shells that the beam excites. */
  List<ShellTable> shells() {
    return shells;
  }

  /** Runs of lines that excite others. */
  List<LineRun> sources() {
    return sources;
  }

  /** The production of each shell by photons of a source, times the rates of its lines. */
  double[] sections(int source) {
    return sections.get(source);
  }

  /** The production of each shell by the photons of a group of nodes. */
  double[] produced(int group) {
    return produced[group];
  }

  /** Cosines of the directions of scattered photons. */
  double[] scatterCosines() {
    return scatterCosines;
  }

  /** Weight of one of these directions. */
  double scatterWeight(int direction) {
    return SCATTER.weight(direction);
  }

  ElementTable element(Element element) {
    return elements.get(element);
  }
}
