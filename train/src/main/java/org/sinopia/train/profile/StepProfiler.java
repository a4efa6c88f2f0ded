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
  /** The first steps claim memory, and run in code that is not yet compiled to the last. */
  private static final int WARM_UP_STEPS = 2;

  private static final double WARM_UP_SECONDS = 5;

  private StepProfiler() {}

  /** A watched step. */
  private record Watched(double seconds, List<TimedOp> ops) {}

  /**
   * The median of the watched steps, whole, and the median time of the others.
   *
   * @param steps of either kind, at least 1; a single one is taken without warming up for long
   */
  public static StepProfile profile(Workload workload, Device device, int steps) {
    double warm = 0;
    for (int i = 0; i < WARM_UP_STEPS || (steps > 1 && warm < WARM_UP_SECONDS); i++) {
      warm += timed(workload);
    }
    Roof roof = Roof.measure(device);
    List<Watched> watched = new ArrayList<>();
    List<Double> unwatched = new ArrayList<>();
    try (OpRecorder recorder = new OpRecorder(device, workload.store())) {
      for (int i = 0; i < steps; i++) {
        unwatched.add(timed(workload));
        try (Device.Observation _ = device.observe(recorder)) {
          double seconds = timed(workload);
          watched.add(new Watched(seconds, recorder.take()));
        }
      }
    }
    watched.sort(Comparator.comparingDouble(Watched::seconds));
    unwatched.sort(Comparator.naturalOrder());
    Watched median = watched.get(steps / 2);
    return new StepProfile(roof, median.ops(), median.seconds(), unwatched.get(steps / 2));
  }

  private static double timed(Workload workload) {
    long start = System.nanoTime();
    workload.step();
    return (System.nanoTime() - start) * 1e-9;
  }
}
