package org.sinopia.kernels;

import java.util.ArrayList;
import java.util.List;
import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.tensor.DeviceClock;

/** Times by events among the launches. Moments start from the clock's making. */
final class EventClock implements DeviceClock {
  private final KernelDevice device;
  private final List<KernelDevice.Event> marks = new ArrayList<>();
  private KernelDevice.Event last;
  private double nanoseconds;

  EventClock(KernelDevice device) {
    this.device = device;
    this.last = device.record();
  }

  @Override
  public void mark() {
    marks.add(device.record());
  }

  /** Adds up times between neighbours: those from one origin would lose digits in a float. */
  @Override
  public long[] read() {
    long[] moments = new long[marks.size()];
    for (int i = 0; i < moments.length; i++) {
      nanoseconds += last.millisecondsTo(marks.get(i)) * 1e6;
      last = marks.get(i);
      moments[i] = Math.round(nanoseconds);
    }
    marks.clear();
    return moments;
  }
}
