package org.sinopia.train.data.pairs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.stream.IntStream;

/** The crops of a batch, cut on all cores. */
final class ParallelCrops {
  private ParallelCrops() {}

  /** Cuts a crop. */
  @FunctionalInterface
  interface Cutting {
    /** The crop with an index from 0; called on any thread. */
    void cut(int index) throws IOException;
  }

  /** Cuts {@code size} crops; returns when all are done, or fails as the first that fails. */
  static void cut(int size, Cutting cutting) throws IOException {
    try {
      IntStream.range(0, size)
          .parallel()
          .forEach(
              i -> {
                try {
                  cutting.cut(i);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
