package org.sinopia.xrf.physics;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * The secondary photons of {@link Enhancement} by a coarser rule: fewer directions, wider groups of
 * rays, and lines of a shell within a hundredth of their energy taken together. Sums over the
 * source's exponentials are formed once for each absorber and direction, as the terms of {@link
 * Slab#within} split into factors.
 */
final class FastEnhancement {

  private static final Directions LINES = new Directions(6);
  private static final Directions SCATTER = new Directions(3);
  private static final double LINE_WIDTH = 1.01;
  private static final double RAY_WIDTH = 1.25;
  private static final double NEAR = 1e-6;

  /** Lines of one shell in one layer, with one gain for all. */
  private static final class Target {
    private final StackTable.Emitter emitter;
    private final List<StackTable.Outgoing> lines;
    private final StackTable.Outgoing strongest;
    private double gained;

    Target(StackTable.Emitter emitter, List<StackTable.Outgoing> lines) {
      this.emitter = emitter;
      this.lines = lines;
      strongest = strongestOf(lines);
    }
  }

  private final StackTable stack;
  private final double[] edges;
  private final List<Target> targets = new ArrayList<>();
  private final IdentityHashMap<StackTable.Outgoing, Double> secondary = new IdentityHashMap<>();

  FastEnhancement(StackTable stack) {
    this.stack = stack;
    edges =
        stack.emitters().stream()
            .mapToDouble(emitter -> emitter.shell().shell().thresholdKev())
            .sorted()
            .distinct()
            .toArray();
    for (StackTable.Emitter emitter : stack.emitters()) {
      for (List<StackTable.Outgoing> group : groups(emitter)) {
        targets.add(new Target(emitter, group));
      }
    }
    for (StackTable.Emitter emitter : stack.emitters()) {
      if (emitter.shell().isInner()) {
        exciteByLines(emitter);
      }
    }
    exciteByScatter();
    for (Target target : targets) {
      for (StackTable.Outgoing out : target.lines) {
        secondary.put(out, target.gained * out.above() * out.line().line().radiativeRate());
      }
    }
  }

  /** Secondary photons of a line from one layer. */
  double secondary(StackTable.Outgoing out) {
    return secondary.getOrDefault(out, 0.0);
  }

  private List<List<StackTable.Outgoing>> groups(StackTable.Emitter emitter) {
    List<List<StackTable.Outgoing>> groups = new ArrayList<>();
    int at = 0;
    for (List<LineTable> group : emitter.shell().groups(LINE_WIDTH, edges)) {
      groups.add(emitter.lines().subList(at, at + group.size()));
      at += group.size();
    }
    return groups;
  }

  private static StackTable.Outgoing strongestOf(List<StackTable.Outgoing> lines) {
    StackTable.Outgoing best = lines.getFirst();
    for (StackTable.Outgoing out : lines) {
      if (out.line().line().radiativeRate() > best.line().line().radiativeRate()) {
        best = out;
      }
    }
    return best;
  }

  private void exciteByLines(StackTable.Emitter emitter) {
    ExponentialTerms source = null;
    for (List<StackTable.Outgoing> group : groups(emitter)) {
      LineTable line = strongestOf(group).line();
      if (!Enhancement.excitesOthers(line.line())) {
        continue;
      }
      List<Target> excited = new ArrayList<>();
      double[] sections = new double[targets.size()];
      for (Target target : targets) {
        double section = 0;
        Shell shell = target.strongest.line().line().shell();
        for (StackTable.Outgoing out : group) {
          section +=
              out.line().line().radiativeRate()
                  * out.line().excites(target.emitter.element(), shell);
        }
        if (section > 0) {
          sections[excited.size()] = section;
          excited.add(target);
        }
      }
      if (excited.isEmpty()) {
        continue;
      }
      if (source == null) {
        source =
            ExponentialTerms.of(
                emitter.births(),
                stack.inward(emitter.layer()),
                emitter.shell().firstRay(),
                stack.mass(emitter.layer()));
      }
      double[] attenuation = new double[stack.count()];
      for (int q = 0; q < attenuation.length; q++) {
        attenuation[q] = stack.attenuation(q, line);
      }
      gain(emitter.layer(), source, attenuation, LINES, excited, sections);
    }
  }

  private void exciteByScatter() {
    RayTable rays = stack.rays();
    double[] energy = rays.energyKev();
    int end;
    for (int from = 0; from < energy.length; from = end) {
      double limit = RAY_WIDTH * energy[from];
      for (double edge : edges) {
        if (edge > energy[from] && edge < limit) {
          limit = edge;
        }
      }
      end = from + 1;
      double photons = rays.photons()[from];
      while (end < energy.length && energy[end] < limit) {
        photons += rays.photons()[end++];
      }
      exciteByScatter(from, end, photons);
    }
  }

  private void exciteByScatter(int from, int end, double photons) {
    List<Target> excited = new ArrayList<>();
    double[] sections = new double[targets.size()];
    for (Target target : targets) {
      double produced = target.emitter.shell().produced(from, end);
      if (produced > 0) {
        sections[excited.size()] = produced / photons;
        excited.add(target);
      }
    }
    if (excited.isEmpty()) {
      return;
    }
    double[] attenuation = new double[stack.count()];
    for (int q = 0; q < attenuation.length; q++) {
      attenuation[q] = stack.attenuated(q, from, end) / photons;
    }
    double above = 1 / stack.sinIncidence();
    for (int p = 0; p < attenuation.length && above > 0; p++) {
      double inward = attenuation[p] / stack.sinIncidence();
      ExponentialTerms source =
          ExponentialTerms.single(above * stack.scattered(p, from, end), inward, stack.mass(p));
      gain(p, source, attenuation, SCATTER, excited, sections);
      above *= source.left(0);
    }
  }

  private void gain(
      int home,
      ExponentialTerms source,
      double[] attenuation,
      Directions directions,
      List<Target> excited,
      double[] sections) {
    int layers = attenuation.length;
    int terms = source.count();
    double[][] slanted = new double[directions.count()][layers];
    double[][] left = new double[directions.count()][layers];
    double[][] entering = new double[directions.count()][];
    double[][] inverse = new double[directions.count()][terms];
    double[] inverseSum = new double[directions.count()];
    for (int k = 0; k < directions.count(); k++) {
      for (int q = 0; q < layers; q++) {
        slanted[k][q] = attenuation[q] / directions.cosine(k);
        left[k][q] = StrictMath.exp(-slanted[k][q] * stack.mass(q));
      }
      for (int g = 0; g < terms; g++) {
        double apart = slanted[k][home] - source.coefficient(g);
        // A nudge keeps the quotients of small differences apart from zero by zero.
        if (Math.abs(apart) < NEAR * slanted[k][home]) {
          slanted[k][home] *= 1 + 4 * NEAR;
          left[k][home] = StrictMath.exp(-slanted[k][home] * stack.mass(home));
          g = -1;
        } else {
          inverse[k][g] = source.amount(g) / apart;
        }
      }
      for (double term : inverse[k]) {
        inverseSum[k] += term;
      }
      entering[k] = source.entering(home, slanted[k], left[k], stack.mass(home));
    }
    double[] whole = new double[terms];
    for (int t = 0; t < excited.size(); t++) {
      Target target = excited.get(t);
      int q = target.emitter.layer();
      double b = target.strongest.outward();
      double leftB = target.strongest.left();
      double m = stack.mass(q);
      double wholeSum = 0;
      for (int g = 0; q == home && g < terms; g++) {
        whole[g] = (1 - source.left(g) * leftB) / (source.coefficient(g) + b);
        wholeSum += source.amount(g) * whole[g];
      }
      double sum = 0;
      for (int k = 0; k < directions.count(); k++) {
        double u = slanted[k][q];
        double absorbed;
        if (q < home) {
          absorbed = entering[k][q] * Slab.across(b, leftB, u, left[k][q], m);
        } else if (q > home) {
          absorbed = entering[k][q] * Slab.whole(b + u, leftB * left[k][q]);
        } else if (Math.abs(u - b) < NEAR * u) {
          absorbed = source.within(b, leftB, u, left[k][q], m);
        } else {
          double dot = 0;
          for (int g = 0; g < terms; g++) {
            dot += inverse[k][g] * whole[g];
          }
          absorbed =
              (wholeSum - entering[k][q]) / (u - b)
                  + dot
                  - Slab.whole(b + u, leftB * left[k][q]) * inverseSum[k];
        }
        sum += directions.weight(k) * absorbed;
      }
      target.gained += sections[t] * target.emitter.fraction() * sum;
    }
  }
}
