package org.sinopia.tensor.cpu;

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
    this.keep = LinearLoops.scaled((float) dropPath.keptScale());
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
}
