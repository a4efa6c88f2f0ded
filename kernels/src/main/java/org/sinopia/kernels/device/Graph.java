package org.sinopia.kernels.device;

/** Work recorded once and replayed as a whole. Arguments, addresses included, are as recorded. */
public interface Graph extends AutoCloseable {
  /** Runs all recorded launches in their order, on the same memory. */
  void replay();

  /**
   * Records again, for arguments that change from step to step. Where the launches are the same but
   * for their arguments, this is cheaper than a new capture.
   */
  void update(Runnable work);

  /** The number of recorded launches and copies. */
  int size();

  @Override
  void close();
}
