package org.sinopia.kernels.device;

/** Work recorded once and replayed as a whole. Arguments, addresses included, are as recorded. */
public interface Graph extends AutoCloseable {
  /** Runs all recorded launches in their order, on the same memory. */
  void replay();

  /** Records anew, for arguments that have changed. */
  void update(Runnable work);

  /** The number of recorded launches and copies. */
  int size();

  @Override
  void close();
}
