package org.sinopia.kernels;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.tensor.DeviceClock;

/** Times by events among the launches. Moments start from the clock's making. */
final class EventClock implements DeviceClock {
  private final Supplier<KernelDevice.Event> record;
  private final List<KernelDevice.Event> marks = new ArrayList<>();
  private KernelDevice.Event last;
  private double nanoseconds;

  EventClock(Supplier<KernelDevice.Event> record) {
    this.record = record;
    this.last = record.get();
  }

  @Override
  public void mark() {
    marks.add(record.get());
  }

  /** Adds up times between neighbours: those from one origin would lose digits in a float. */
  @Override
  public long[] read() {
    long[] moments = new long[marks.size()];
    for (int i = 0; i < moments.length; i++) {
      KernelDevice.Event mark = marks.get(i);
      nanoseconds += last.millisecondsTo(mark) * 1e6;
      last.close();
      last = mark;
      moments[i] = Math.round(nanoseconds);
    }
    marks.clear();
    return moments;
  }

  @Override
  public void close() {
    last.close();
    marks.forEach(KernelDevice.Event::close);
    marks.clear();
  }
}
