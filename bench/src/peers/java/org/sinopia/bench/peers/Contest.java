package org.sinopia.bench.peers;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.sinopia.train.profile.Roof;

/**
 * The same work done by us and by a peer, timed in alternation: the machine's moods hit both. The result is the median over rounds of the ratio of times taken in the same round. Before its clock
 * starts each waits until the other's threads, which look for more work for some milliseconds after
 * a call, have gone to sleep, and does its work once.
 *
 * @param work what is done
 * @param peer who else does it
 * @param ours seconds, median over rounds
 * @param theirs seconds, median over rounds
 * @param ratio ours / theirs, median over rounds
 * @param least ratio of a round
 * @param most ratio of a round
 * @param boundShare the least time that the roof allows for our ops / our time
 * @param boundTarget the share that we are to reach; 0 where there is no target
 * @param losses the ops that take the most time beyond their bounds, largest first
 */
record Contest(
    String work,
    String peer,
    double ours,
    double theirs,
    double ratio,
    double least,
    double most,
    double boundShare,
    double boundTarget,
    List<Loss> losses) {
  private static final int ROUNDS = 11;
  private static final double WARM_UP_SECONDS = 4;
  private static final int WARM_UP_CALLS = 4;
  private static final double ROUND_SECONDS = 0.2;
  private static final long REST_MILLIS = 50;
  private static final int LOSSES = 5;

  /** Warms both up, then lets them take turns. */
  static Contest hold(
      String work,
      String peer,
        double boundTarget,
      Roof roof,
      Runnable ours,
      Runnable theirs) {
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
    List<Loss> losses = Loss.of(roof, ours);
    double bound = losses.stream().mapToDouble(Loss::bound).sum();
    Contest contest =
        new Contest(
            work,
            peer,
            median,
            median(their),
            ratios[ROUNDS / 2],
            ratios[0],
            ratios[ROUNDS - 1],
            bound / median,
            boundTarget,
            losses);
    System.out.print(contest.row());
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

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** A row of the table of ratios. */
  String row() {
    return String.format(
        Locale.ROOT,
        "| %s | %s | %.2f | %.2f to %.2f | %.2f | %.2f | %.2f | %s |%n",
        work,
        peer,
        ratio,
        least,
        most,
        ours * 1e3,
        theirs * 1e3,
        boundShare,
        boundTarget > 0 ? String.format(Locale.ROOT, "%.2f", boundTarget) : "");
  }

  /** A row of the table of losses. */
  String lossRow() {
    return losses.stream()
        .limit(LOSSES)
        .map(
            loss ->
                String.format(
                    Locale.ROOT,
                    "%s %.2f, %.2f",
                    loss.op(),
                    loss.seconds() * 1e3,
                    loss.bound() * 1e3))
        .collect(Collectors.joining("; ", "| " + work + " | ", " |\n"));
  }
}
