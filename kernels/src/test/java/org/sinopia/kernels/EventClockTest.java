package org.sinopia.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.sinopia.kernels.device.KernelDevice;

/** A clock made of events gives each of them back. */
class EventClockTest {
  private int recorded;
  private int open;

  /** Events a millisecond apart, of which those not closed are counted. */
  private KernelDevice.Event record() {
    open++;
    return new Tick(recorded++);
  }

  private final class Tick implements KernelDevice.Event {
    private final int at;

    private Tick(int at) {
      this.at = at;
    }

    @Override
    public double millisecondsTo(KernelDevice.Event later) {
      return ((Tick) later).at - at;
    }

    @Override
    public void close() {
      open--;
    }
  }

  @Test
  void keepsOneEventBetweenReadsAndNoneWhenClosed() {
    EventClock clock = new EventClock(this::record);
    clock.mark();
    clock.mark();
    assertArrayEquals(new long[] {1_000_000, 2_000_000}, clock.read());
    assertEquals(1, open);
    clock.mark();
    assertArrayEquals(new long[] {3_000_000}, clock.read(), "from the same origin");
    clock.mark();
    clock.close();
    assertEquals(0, open);
  }
}
