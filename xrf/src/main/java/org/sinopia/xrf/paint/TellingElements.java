package org.sinopia.xrf.paint;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.physics.atom.Element;
import org.sinopia.xrf.physics.matter.Layer;

/**
 * The elements whose maps tell most of a picture: the expected counts at one of their lines vary
 * most over it, compared with counting noise, and they vary as the mass of the element in all
 * layers does, the ground included, and that mass varies much. A ground that shows through paint
 * unevenly, and an element that the ground's own hides, tell little.
 */
final class TellingElements {

  // Lighter elements hardly show in air.
  private static final int LIGHTEST = 20;

  // X-rays of paint come from no deeper.
  private static final double DEEPEST_UM = 100;

  // Elements that tell less than this share of what the best one does are left out.
  private static final double FAINT = 1e-3;

  private final ScannedSurface scan;
  private final double[] pixels;

  private TellingElements(ScannedSurface scan) {
    this.scan = scan;
    pixels = new double[scan.kinds()];
    for (int stack : scan.surface().stackOf()) {
      pixels[stack]++;
    }
  }

  /**
   * Chooses elements.
   *
   * @param count the most
   */
  static List<Element> of(ScannedSurface scan, int count) {
    TellingElements telling = new TellingElements(scan);
    Map<Element, Double> scores = new LinkedHashMap<>();
    for (Element element : telling.present()) {
      scores.put(element, telling.score(element));
    }
    double best = scores.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
    return scores.entrySet().stream()
        .filter(entry -> entry.getValue() > FAINT * best)
        .sorted(
            Map.Entry.<Element, Double>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(count)
        .map(Map.Entry::getKey)
        .toList();
  }

  private Set<Element> present() {
    Set<Element> present = new TreeSet<>();
    for (int stack = 0; stack < pixels.length; stack++) {
      present.addAll(scan.surface().specimen(stack).elements());
    }
    present.removeIf(element -> element.z() < LIGHTEST);
    return present;
  }

  /**
   * Variance of counts over their mean, times the square of their correlation with the mass, times
   * the share of the mean square of the mass that is variance.
   */
  private double score(Element element) {
    double[] masses = new double[pixels.length];
    for (int stack = 0; stack < masses.length; stack++) {
      masses[stack] = mass(element, stack);
    }
    double best = 0;
    for (String family : List.of("Ka", "La")) {
      if (element.lines().stream().noneMatch(line -> line.belongsTo(family))) {
        continue;
      }
      double[] counts = counts(element.lineKev(family));
      double mean = mean(counts);
      double massive = mean(masses) * mean(masses);
      double shared = covariance(counts, masses);
      double spread = covariance(masses, masses);
      if (mean > 0 && spread > 0 && shared > 0) {
        best = Math.max(best, shared * shared / mean / (spread + massive));
      }
    }
    return best;
  }

  /** Mass per area of an element as far down as it shows, g/cm². */
  private double mass(Element element, int stack) {
    double depth = 0;
    double mass = 0;
    for (Layer layer : scan.surface().specimen(stack).layers()) {
      double um = Math.min(layer.thicknessUm(), DEEPEST_UM - depth);
      mass += um * 1e-4 * layer.densityGcm3() * layer.composition().fraction(element);
      depth += um;
    }
    return mass;
  }

  /** Expected counts of each stack within the width of a peak. */
  private double[] counts(double kev) {
    EnergyAxis axis = scan.axis();
    double reach = scan.instrument().spectrometer().detector().fwhmKev(kev) / 2;
    List<Integer> bins = new ArrayList<>();
    for (int bin = 0; bin < axis.bins(); bin++) {
      if (Math.abs(axis.centreKev(bin) - kev) <= reach) {
        bins.add(bin);
      }
    }
    double[] counts = new double[pixels.length];
    for (int stack = 0; stack < counts.length; stack++) {
      double[] expected = scan.expected(stack);
      for (int bin : bins) {
        counts[stack] += expected[bin];
      }
    }
    return counts;
  }

  private double mean(double[] values) {
    double sum = 0;
    double weight = 0;
    for (int stack = 0; stack < values.length; stack++) {
      sum += pixels[stack] * values[stack];
      weight += pixels[stack];
    }
    return sum / weight;
  }

  private double covariance(double[] a, double[] b) {
    double meanA = mean(a);
    double meanB = mean(b);
    double[] products = new double[a.length];
    for (int stack = 0; stack < products.length; stack++) {
      products[stack] = (a[stack] - meanA) * (b[stack] - meanB);
    }
    return mean(products);
  }
}
