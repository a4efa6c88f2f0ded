package org.sinopia.tensor;

/**
 * A device's own clock: moments are marked in the order in which work is handed to the device, and
 * read later, so that marking does not wait for it. Belongs to one thread at a time.
 */
public interface DeviceClock extends AutoCloseable {
  /** Marks the moment at which the device will have done all that was handed to it so far. */
  void mark();

  /**
   * All moments marked since the last call, in nanoseconds from an arbitrary origin that stays the
   * same; waits until the device has reached the last.
   */
  long[] read();

  /** Gives back what the device keeps for this clock, which is not used again. */
  @Override
  void close();
}
