package org.sinopia.kernels.vendor;

import java.lang.foreign.MemorySegment;
import org.sinopia.kernels.device.KernelDevice;

/** The BLAS's definition of a batch of products, element by element, for any device's memory. */
final class BlasLoops implements BlasProducts {
  private final KernelDevice device;

  BlasLoops(KernelDevice device) {
    this.device = device;
  }

  private float[] read(MemorySegment memory) {
    float[] values = new float[(int) memory.byteSize() / Float.BYTES];
    device.download(memory, MemorySegment.ofArray(values));
    return values;
  }

  @Override
  public void multiply(
      ColumnMajorProduct p, MemorySegment first, MemorySegment second, MemorySegment result) {
    float[] f = read(first);
    float[] s = read(second);
    float[] r = read(result);
    for (int b = 0; b < p.batch(); b++) {
      for (int column = 0; column < p.columns(); column++) {
        for (int row = 0; row < p.rows(); row++) {
          double sum = 0;
          for (int i = 0; i < p.inner(); i++) {
            int inFirst = p.transposeFirst() ? i + row * p.leadFirst() : row + i * p.leadFirst();
            int inSecond =
                p.transposeSecond() ? column + i * p.leadSecond() : i + column * p.leadSecond();
            sum +=
                (double) f[(int) (b * p.strideFirst()) + inFirst]
                    * s[(int) (b * p.strideSecond()) + inSecond];
          }
          int at = (int) (b * p.strideResult()) + row + column * p.rows();
          r[at] = (float) (p.alpha() * sum + (p.beta() == 0 ? 0 : p.beta() * r[at]));
        }
      }
    }
    device.upload(MemorySegment.ofArray(r), result);
  }
}
