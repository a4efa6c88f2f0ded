package org.sinopia.xrf.physics.table;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A few energies at which a specimen is looked at instead of at every ray of a beam. Between
 * absorption edges, whatever a ray does is a smooth function of its energy, so the rays there are
 * taken in panels, and the function is interpolated in ln E from two or three nodes of each panel,
 * at the places of Gauss and Legendre's rule. A sum over the rays is then a sum over the nodes.
 * Strong rays, the tube's lines, are nodes themselves. Immutable.
 */
final class BeamNodes {

  private static final double PANEL = StrictMath.log(1.08);
  private static final double NARROW = StrictMath.log(1.03);
  private static final double STRONG = 0.005;
  private static final double[] TWO = {-Math.sqrt(1.0 / 3), Math.sqrt(1.0 / 3)};
  private static final double[] THREE = {-Math.sqrt(0.6), 0, Math.sqrt(0.6)};

  private record Node(double energyKev, double photons) {}

  private final RayTable rays;
  private final List<Node> found = new ArrayList<>();
  private final int[][] nodesOf;
  private final double[][] sharesOf;
  private final double[] energyKev;
  private final double[] photons;

  /**
   * Chooses nodes.
   *
   * @param rays the rays
   * @param edgesKev energies at which functions may jump, rising
   */
  BeamNodes(RayTable rays, double[] edgesKev) {
    this.rays = rays;
    int count = rays.count();
    nodesOf = new int[count][];
    sharesOf = new double[count][];
    double total = 0;
    for (double ray : rays.photons()) {
      total += ray;
    }
    int[] weak = new int[count];
    int weaks = 0;
    for (int r = 0; r < count; r++) {
      if (rays.photons()[r] > STRONG * total) {
        alone(r);
      } else {
        weak[weaks++] = r;
      }
    }
    int edge = 0;
    for (int from = 0, end; from < weaks; from = end) {
      while (edge < edgesKev.length && edgesKev[edge] <= rays.energyKev()[weak[from]]) {
        edge++;
      }
      double limit = edge < edgesKev.length ? edgesKev[edge] : Double.POSITIVE_INFINITY;
      end = from + 1;
      while (end < weaks && rays.energyKev()[weak[end]] < limit) {
        end++;
      }
      stretch(weak, from, end);
    }
    int[] order =
        IntStream.range(0, found.size())
            .boxed()
            .sorted(Comparator.comparingDouble(i -> found.get(i).energyKev()))
            .mapToInt(Integer::intValue)
            .toArray();
    int[] places = new int[order.length];
    energyKev = new double[order.length];
    photons = new double[order.length];
    for (int i = 0; i < order.length; i++) {
      places[order[i]] = i;
      energyKev[i] = found.get(order[i]).energyKev();
      photons[i] = found.get(order[i]).photons();
    }
    for (int[] nodes : nodesOf) {
      for (int j = 0; j < nodes.length; j++) {
        nodes[j] = places[nodes[j]];
      }
    }
  }

  private void alone(int ray) {
    nodesOf[ray] = new int[] {found.size()};
    sharesOf[ray] = new double[] {1};
    found.add(new Node(rays.energyKev()[ray], rays.photons()[ray]));
  }

  private double log(int ray) {
    return StrictMath.log(rays.energyKev()[ray]);
  }

  /** Rays without an edge between them, in panels of equal width. */
  private void stretch(int[] list, int from, int end) {
    double low = log(list[from]);
    double width = log(list[end - 1]) - low;
    int panels = Math.max(1, (int) Math.ceil(width / PANEL));
    int next = from;
    for (int p = 1; p <= panels; p++) {
      int start = next;
      double limit = low + width * p / panels;
      while (next < end && (p == panels || log(list[next]) < limit)) {
        next++;
      }
      panel(list, start, next);
    }
  }

  private void panel(int[] list, int from, int end) {
    if (end - from <= THREE.length) {
      for (int i = from; i < end; i++) {
        alone(list[i]);
      }
      return;
    }
    double low = log(list[from]);
    double half = (log(list[end - 1]) - low) / 2;
    double[] places = 2 * half > NARROW ? THREE : TWO;
    double[][] shares = new double[end - from][];
    double[] sums = new double[places.length];
    for (int i = from; i < end; i++) {
      shares[i - from] = lagrange(places, (log(list[i]) - low) / half - 1);
      for (int j = 0; j < places.length; j++) {
        sums[j] += rays.photons()[list[i]] * shares[i - from][j];
      }
    }
    for (double sum : sums) {
      // Where photons gather at the ends of a panel, a node would have to stand for fewer than
      // none.
      if (!(sum > 0)) {
        int middle = (from + end) / 2;
        panel(list, from, middle);
        panel(list, middle, end);
        return;
      }
    }
    int first = found.size();
    int[] nodes = IntStream.range(first, first + places.length).toArray();
    for (int i = from; i < end; i++) {
      nodesOf[list[i]] = nodes.clone();
      sharesOf[list[i]] = shares[i - from];
    }
    for (int j = 0; j < places.length; j++) {
      found.add(new Node(StrictMath.exp(low + half * (1 + places[j])), sums[j]));
    }
  }

  /** Lagrange's polynomials of the given places at x. */
  private static double[] lagrange(double[] places, double x) {
    double[] values = new double[places.length];
    for (int j = 0; j < values.length; j++) {
      values[j] = 1;
      for (int i = 0; i < values.length; i++) {
        if (i != j) {
          values[j] *= (x - places[i]) / (places[j] - places[i]);
        }
      }
    }
    return values;
  }

  int count() {
    return energyKev.length;
  }

  /** Energies of the nodes, rising, in keV. */
  double[] energyKev() {
    return energyKev;
  }

  /** Photons of the rays that each node stands for; above 0. */
  double[] photons() {
    return photons;
  }

  /** The nodes from which a ray's value is interpolated. */
  int[] nodesOf(int ray) {
    return nodesOf[ray];
  }

  /** The share of each of these nodes in it; they sum to 1. */
  double[] sharesOf(int ray) {
    return sharesOf[ray];
  }
}
