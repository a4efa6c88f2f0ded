package org.sinopia.tensor.cpu;

import static org.sinopia.tensor.cpu.Lanes.load;
import static org.sinopia.tensor.cpu.Lanes.store;

import java.lang.foreign.MemorySegment;
import org.sinopia.tensor.op.Dropout;

/** The drop path: whole samples scaled or dropped. */
final class SampleScale {
  private final Dropout dropPath;
  private final int sampleSize;
  private final PairLoop keep;

  /** For samples of so many elements. */
  SampleScale(Dropout dropPath, int sampleSize) {
    this.dropPath = dropPath;
    this.sampleSize = sampleSize;
    float scale = (float) dropPath.keptScale();
    this.keep = (x, unused, y, count) -> scale(x, y, count, scale);
  }

  /** Scales or zeroes the {@code count} elements from {@code from} in place. */
  void apply(int from, MemorySegment values, int count) {
    if (!dropPath.active()) {
      return;
    }
    int size;
    for (int done = 0; done < count; done += size) {
      int sample = (from + done) / sampleSize;
      size = (int) Math.min(count - done, (sample + 1L) * sampleSize - from - done);
      MemorySegment part = Lanes.part(values, done, size);
      if (dropPath.keeps(sample)) {
        keep.run(part, part, part, size);
      } else {
        part.fill((byte) 0);
      }
    }
  }

  private static void scale(MemorySegment x, MemorySegment y, int count, float factor) {
    for (int i = 0; i < count; i += Lanes.COUNT) {
      store(load(x, i).mul(factor), y, i);
    }
  }
}
