package org.sinopia.kernels.device;

/**
 * The properties of a device that launchers choose their configurations by.
 *
 * @param name the device's own name
 * @param capability 10·major + minor of the compute capability: 75, 80, 90, 120, …
 * @param multiprocessors how many there are
 * @param threadsPerBlock the most threads of a block
 * @param threadsPerMultiprocessor the most threads resident on one
 * @param sharedPerBlock the most shared memory, in bytes, that a block may ask for, static and
 *     dynamic together
 * @param sharedPerMultiprocessor shared memory of one, in bytes
 * @param registersPerMultiprocessor 32-bit registers of one
 * @param l2Bytes second-level cache
 * @param memoryBytes device memory in all
 */
public record DeviceProperties(
    String name,
    int capability,
    int multiprocessors,
    int threadsPerBlock,
    int threadsPerMultiprocessor,
    int sharedPerBlock,
    int sharedPerMultiprocessor,
    int registersPerMultiprocessor,
    long l2Bytes,
    long memoryBytes) {

  /** Whether there are products of bfloat16 and of tf32 matrices (compute capability 8.0). */
  public boolean tensorCores() {
    return capability >= 80;
  }

  /**
   * Blocks for a grid-stride loop: enough for {@code work} items of which a block takes {@code
   * perBlock}, but no more than fill the device, so that each block lives long.
   */
  public int blocks(long work, int perBlock, int threads) {
    long wanted = (work + perBlock - 1) / perBlock;
    long resident = (long) multiprocessors * Math.max(1, threadsPerMultiprocessor / threads);
    return (int) Math.max(1, Math.min(wanted, resident));
  }
}
