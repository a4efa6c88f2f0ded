package org.sinopia.kernels.device;

import java.lang.foreign.MemorySegment;
import java.util.SequencedMap;

/**
 * Runs kernels on its own memory. Work is done in the order in which it is asked for; launches may
 * return before it is done. Safe for use by several threads, whose work is then in some order.
 *
 * <p>Device memory is given as segments whose addresses are the device's; on a GPU, Java code must
 * not touch that memory.
 */
public interface KernelDevice extends AutoCloseable {
  /** {@code cuda} or {@code emulator}. */
  String name();

  /** The properties that launchers choose their configurations by. */
  DeviceProperties properties();

  /**
   * Memory aligned to at least 256 bytes, of undefined content.
   *
   * @throws OutOfMemoryError saying how much was wanted, used and free
   */
  MemorySegment allocate(long bytes);

  /** Gives back what {@link #allocate} returned. */
  void free(MemorySegment memory);

  /** Declares that a part of allocated memory is now one tensor, of undefined content. */
  void claim(MemorySegment memory);

  /** Bytes to leave free after each tensor, so that an access past its end can be seen. */
  long guardBytes();

  /** Copies host memory, which may be on the heap, to device memory of the same size. */
  void upload(MemorySegment host, MemorySegment device);

  /** Copies device memory to host memory of the same size, after all work before. */
  void download(MemorySegment device, MemorySegment host);

  /**
   * Memory for partial results, of undefined content, until the next call: launches of one op take
   * what they need in one piece and cut it up. The same size has the same address each time.
   */
  MemorySegment scratch(long bytes);

  /**
   * Runs a kernel.
   *
   * @param arguments must not be changed any more
   * @throws KernelException if it cannot be launched; what goes wrong while it runs may be thrown
   *     by a later call
   */
  void launch(Kernel kernel, Launch launch, Arguments arguments);

  /** Waits until all work is done, and throws what went wrong in it. */
  void synchronize();

  /**
   * Records the launches that {@code work} makes on this thread, without running them. Arguments,
   * addresses included, stay as recorded, but for one.
   *
   * @param seed where it keys random numbers, each replay has its own in its place
   * @throws UnrecordableException if {@code work} uploads, downloads, waits or captures
   */
  Graph capture(long seed, Runnable work);

  /** A point in the order of work, for timing. The device keeps it until it is closed. */
  Event record();

  /** Everything that was found, by heading, for {@code sinopia devices}. */
  SequencedMap<String, String> describe();

  @Override
  void close();

  /** A point in the order of work. */
  interface Event extends AutoCloseable {
    /** The time from this event to a later one, in milliseconds; waits for both. */
    double millisecondsTo(Event later);

    /** Gives the event back to the device; no use after that. */
    @Override
    void close();
  }
}
