package org.sinopia.tensor;

import java.util.Optional;

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

  /**
   * For each of the moments that {@link #read} gave last, how long the device had been inside
   * matrix products by then: the time of all its threads / their number, so that between two
   * moments it is at most the time between them, and that much if no thread did anything else. In
   * nanoseconds from an arbitrary origin that stays the same.
   *
   * <p>Counted are ops that are a product, whole, and the products that other ops are made of,
   * alone.
   *
   * @return nothing if the device cannot tell
   */
  default Optional<long[]> products() {
    return Optional.empty();
  }

  /** Gives back what the device keeps for this clock, which is not used again. */
  @Override
  void close();
}
