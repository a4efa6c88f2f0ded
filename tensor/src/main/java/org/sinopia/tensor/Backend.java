package org.sinopia.tensor;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * The service that a device must offer: memory, copies to and from the host, and the ops.
 *
 * <p>An op arrives as a record that has already been checked by {@link Operation#check()} (shapes,
 * dtypes, one device, open scopes, no forbidden overlap), so a backend only computes. One that
 * lacks an op throws {@link UnsupportedOpException} with the op's name, and nothing falls back to
 * another device.
 *
 * <p>The same op on the same operands gives the same bits on the same machine, whatever the number
 * of threads.
 */
public interface Backend {
  /** The device's name, as the command line spells it. */
  String name();

  /** The floating-point type that the ops compute in. */
  DType real();

  /** Whether {@link Tensor#memory()} can be read and written by Java code. */
  boolean hostAccessible();

  /**
   * Memory aligned to at least 64 bytes, of undefined content.
   *
   * @throws OutOfMemoryError naming what was asked for and what the device has
   */
  MemorySegment allocate(long bytes);

  /** Gives back what {@link #allocate} returned. */
  void free(MemorySegment memory);

  /**
   * Declares that a part of memory that {@link #allocate} returned is from now on one tensor, of
   * undefined content. For devices that watch accesses.
   */
  default void claim(MemorySegment memory) {}

  /** Bytes to leave free after each tensor, so that an access past its end can be seen. */
  default long guardBytes() {
    return 0;
  }

  /**
   * Copies device memory to host memory of the same size. Earlier ops on the source have finished
   * when it returns.
   */
  void download(MemorySegment device, MemorySegment host);

  /** Copies host memory to device memory of the same size. */
  void upload(MemorySegment host, MemorySegment device);

  /** Computes one op. */
  void run(Operation op);

  /** Checks and runs the op that overwrites a tensor with one value. */
  void fill(double value, Tensor out);

  /** Checks and runs the op that converts the elements of a tensor. */
  void cast(Tensor in, Tensor out);

  /**
   * Records the ops that {@code work} runs on this thread, without computing them, see {@link
   * Device#record}.
   *
   * @return nothing if this backend cannot, or could not since {@code work} copied from or to the
   *     host
   */
  default Optional<Recording> record(long seed, Runnable work) {
    return Optional.empty();
  }

  /** A new clock that tells when ops were done. */
  default DeviceClock clock() {
    return new HostClock();
  }

  /**
   * Everything that was found on this machine (instruction set, threads, libraries), by heading,
   * for {@code sinopia devices}.
   */
  SequencedMap<String, String> describe();
}
