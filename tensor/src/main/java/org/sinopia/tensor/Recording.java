package org.sinopia.tensor;

import org.sinopia.tensor.op.Op;

/**
 * Ops recorded once, see {@link Device#record}, and computed as a whole as often as wanted: the
 * same ops, in the same order, on the same memory, whatever it holds by then. Memory that the
 * recorded ops need must not have been given back. One thread at a time.
 */
public interface Recording extends AutoCloseable {
  /**
   * Computes the ops, as {@link Op#run} would have.
   *
   * @param seed takes the place of the one recorded, as key of random numbers
   */
  void replay(long seed);

  /** Forgets the ops. */
  @Override
  void close();
}
