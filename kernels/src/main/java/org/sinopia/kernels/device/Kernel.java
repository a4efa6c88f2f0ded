package org.sinopia.kernels.device;

/**
 * An entry point of a CUDA source. Compiled and loaded at its first launch.
 *
 * @param source the file, without {@code .cu}
 * @param name the {@code extern "C" __global__} function
 */
public record Kernel(String source, String name) {
  @Override
  public String toString() {
    return name;
  }
}
