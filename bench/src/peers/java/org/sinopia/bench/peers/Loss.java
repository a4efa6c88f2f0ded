package org.sinopia.bench.peers;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.sinopia.tensor.Device;
import org.sinopia.train.profile.Roof;

/**
 * All calls of one op in a piece of work: the time they take and the time that the roof allows.
 *
 * @param op its name
 * @param seconds of all calls, the median over several repetitions of the work
 * @param bound the least time that the roof allows for the same calls, in seconds
 */
record Loss(String op, double seconds, double bound) {
  private static final int REPETITIONS = 9;

  /** The time beyond the bound, in seconds; negative for operands that stay in the caches. */
  double lost() {
    return seconds - bound;
  }

  /** Every op of the work, the largest loss first. */
  static List<Loss> of(Roof roof, Runnable work) {
    Map<String, double[]> times = new TreeMap<>();
    Map<String, Double> bounds = new TreeMap<>();
    for (int repetition = 0; repetition < REPETITIONS; repetition++) {
      int at = repetition;
      bounds.clear();
      try (Device.Observation _ =
          Device.cpu()
              .observe(
                  (op, kernel) -> {
                    long start = System.nanoTime();
                    kernel.run();
                    double seconds = (System.nanoTime() - start) * 1e-9;
                    times.computeIfAbsent(op.name(), _ -> new double[REPETITIONS])[at] += seconds;
                    bounds.merge(op.name(), roof.bound(op.flops(), op.bytes()), Double::sum);
                  })) {
        work.run();
      }
    }
    List<Loss> losses = new ArrayList<>();
    bounds.forEach((op, bound) -> losses.add(new Loss(op, Contest.median(times.get(op)), bound)));
    losses.sort(Comparator.comparingDouble(Loss::lost).reversed());
    return losses;
  }
}
