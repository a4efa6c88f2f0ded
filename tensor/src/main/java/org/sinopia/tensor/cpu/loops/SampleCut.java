package org.sinopia.tensor.cpu.loops;

import org.sinopia.tensor.op.Dropout;

/**
 * The drop path: tiles cut where one sample ends, each part kept or dropped as a whole.
 *
 * @param sampleSize elements of a sample
 */
public record SampleCut(Dropout dropPath, int sampleSize) {
  /** Work on the {@code size} elements of one sample from {@code at}. */
  @FunctionalInterface
  public interface Body {
    void accept(int at, int size, boolean kept);
  }

  /** Cuts the {@code count} elements from {@code from} by samples. */
  public void split(int from, int count, Body body) {
    if (!dropPath.active()) {
      body.accept(from, count, true);
      return;
    }
    int size;
    for (int at = from; at < from + count; at += size) {
      int sample = at / sampleSize;
      size = (int) Math.min(from + count - at, (sample + 1L) * sampleSize - at);
      body.accept(at, size, dropPath.keeps(sample));
    }
  }
}
