package org.sinopia.train.view.reading;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Whether somebody still looks. A page asks again and again how far a thing is; when it stops
 * asking, because another thing is wanted or the page was closed, the work ends. Safe from any
 * thread.
 */
public final class Interest {
  /** A page in the background may be allowed to ask only once a second or less often. */
  private static final long NANOS = TimeUnit.SECONDS.toNanos(10);

  private final LongSupplier clock;
  private volatile long last;

  /** Somebody looks now. */
  public Interest(LongSupplier nanoClock) {
    this.clock = nanoClock;
    this.last = nanoClock.getAsLong();
  }

  /** Somebody looks now. */
  public void renew() {
    last = clock.getAsLong();
  }

  /** Whether somebody looked lately. */
  public boolean isLive() {
    return clock.getAsLong() - last < NANOS;
  }
}
