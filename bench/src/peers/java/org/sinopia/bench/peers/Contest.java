package org.sinopia.bench.peers;

import java.util.Arrays;
import org.sinopia.tensor.Device;
import org.sinopia.train.profile.Roof;

/**
 * The same work done by us and by a peer, timed in alternation: the machine's moods hit both. What
 * counts is the median over rounds of the ratio of times taken in the same round. Before its clock
 * starts each waits until the other's threads, which look for more work for some milliseconds after
 * a call, have gone to sleep, and does its work once.
 *
 * @param work what is done
 * @param peer who else does it
 * @param target the ratio that we are to stay below
 * @param ours seconds, median over rounds
 * @param theirs seconds, median over rounds
 * @param ratio ours / theirs, median over rounds
 * @param least ratio of a round
 * @param most ratio of a round
 * @param boundShare the least time that the roof allows for our ops / our time
 */
record Contest(
    String work,
    String peer,
    double target,
    double ours,
    double theirs,
    double ratio,
    double least,
    double most,
    double boundShare) {
  private static final int ROUNDS = 11;
  private static final double WARM_UP_SECONDS = 4;
  private static final int WARM_UP_CALLS = 4;
  private static final double ROUND_SECONDS = 0.2;
  private static final long REST_MILLIS = 50;

  /** Warms both up, then lets them take turns. */
  static Contest hold(
      String work, String peer, double target, Roof roof, Runnable ours, Runnable theirs) {
    int ourCalls = warmUp(ours);
    int theirCalls = warmUp(theirs);
    double[] our = new double[ROUNDS];
    double[] their = new double[ROUNDS];
    double[] ratios = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      our[round] = rested(ours, ourCalls);
      their[round] = rested(theirs, theirCalls);
      ratios[round] = our[round] / their[round];
    }
    Arrays.sort(ratios);
    double median = median(our);
    Contest contest =
        new Contest(
            work,
            peer,
            target,
            median,
            median(their),
            ratios[ROUNDS / 2],
            ratios[0],
            ratios[ROUNDS - 1],
            bound(roof, ours) / median);
    System.out.println(contest);
    return contest;
  }

  /** How many calls make a round long enough to be timed. */
  private static int warmUp(Runnable runnable) {
    double spent = 0;
    double last = 0;
    for (int i = 0; i < WARM_UP_CALLS || spent < WARM_UP_SECONDS; i++) {
      last = seconds(runnable, 1);
      spent += last;
    }
    return (int) Math.max(1, Math.round(ROUND_SECONDS / last));
  }

  private static double rested(Runnable runnable, int calls) {
    try {
      Thread.sleep(REST_MILLIS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    runnable.run();
    return seconds(runnable, calls);
  }

  private static double seconds(Runnable runnable, int calls) {
    long start = System.nanoTime();
    for (int i = 0; i < calls; i++) {
      runnable.run();
    }
    return (System.nanoTime() - start) * 1e-9 / calls;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static double bound(Roof roof, Runnable ours) {
    double[] total = new double[1];
    try (Device.Observation _ =
        Device.cpu()
            .observe(
                (op, kernel) -> {
                  kernel.run();
                  total[0] += roof.bound(op.flops(), op.bytes());
                })) {
      ours.run();
    }
    return total[0];
  }
}
