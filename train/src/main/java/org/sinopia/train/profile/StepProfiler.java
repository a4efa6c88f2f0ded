package org.sinopia.train.profile;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.sinopia.tensor.Device;

/**
 * Profiles a workload: steps that are watched and steps that are not, in alternation, so that what
 * watching costs is in the result.
 */
public final class StepProfiler {
  /**
   * The first steps, of both kinds, claim memory, and run in code that is not yet compiled to the
   * last.
   */
  private static final int WARM_UP_STEPS = 2;

  private static final double WARM_UP_SECONDS = 5;

  private StepProfiler() {}

  /**
   * The typical numbers of the watched steps, see {@link WatchedStep#typical}, and the median times
   * of both kinds.
   *
   * @param steps of either kind, at least 1; a single one is taken without warming up for long
   */
  public static StepProfile profile(Workload workload, Device device, int steps) {
    double warm = 0;
    for (int i = 0; i < WARM_UP_STEPS || (steps > 1 && warm < WARM_UP_SECONDS); i++) {
      warm += i % 2 == 0 ? timed(workload) : watched(workload, device).seconds();
    }
    Roof roof = Roof.measure(device);
    List<WatchedStep> watched = new ArrayList<>();
    List<Double> unwatched = new ArrayList<>();
    for (int i = 0; i < steps; i++) {
      unwatched.add(timed(workload));
      watched.add(watched(workload, device));
    }
    WatchedStep typical = WatchedStep.typical(watched);
    watched.sort(Comparator.comparingDouble(WatchedStep::seconds));
    unwatched.sort(Comparator.naturalOrder());
    return new StepProfile(
        roof,
        typical.ops(),
        typical.seconds(),
        watched.get(steps / 2).seconds(),
        unwatched.get(steps / 2));
  }

  /** The recorder is closed between such steps, since its clock has ops counted as they run. */
  private static WatchedStep watched(Workload workload, Device device) {
    try (OpRecorder recorder = new OpRecorder(device, workload.store());
        Device.Observation _ = device.observe(recorder)) {
      double seconds = timed(workload);
      return new WatchedStep(seconds, recorder.take());
    }
  }

  private static double timed(Workload workload) {
    long start = System.nanoTime();
    workload.step();
    return (System.nanoTime() - start) * 1e-9;
  }
}
