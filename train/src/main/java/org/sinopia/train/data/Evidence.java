package org.sinopia.train.data;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import org.sinopia.xrf.cube.SampleType;
import org.sinopia.xrf.cube.npy.NpyArray;

/** How much each pixel of a scan says, and how well its embedder explains that. */
public final class Evidence {
  /** The ending of the name of the file beside a latent. */
  public static final String ENDING = "-evidence.npy";

  private final int height;
  private final int width;
  private final float[] values;

  /**
   * Evidence of no pixel yet.
   *
   * @param height rows of pixels
   * @param width pixels of a row
   */
  public Evidence(int height, int width) {
    this(height, width, new float[Math.multiplyExact(2, Math.multiplyExact(height, width))]);
  }

  private Evidence(int height, int width, float[] values) {
    this.height = height;
    this.width = width;
    this.values = values;
  }

  /** Rows of pixels. */
  public int height() {
    return height;
  }

  /** Pixels of a row. */
  public int width() {
    return width;
  }

  /** Pixels of all. */
  public int pixels() {
    return height * width;
  }

  /** Counts of a pixel's spectrum on the embedder's axis. */
  public float counts(int pixel) {
    return values[pixel];
  }

  /**
   * How far a pixel's spectrum is from what its latent decodes to: 4·Σ(√k − √λ)² over bins, k the
   * counts and λ those decoded (Freeman and Tukey 1950), at most about the number of bins where
   * only chance makes the difference.
   */
  public float misfit(int pixel) {
    return values[pixels() + pixel];
  }

  /** Sets what is known of a pixel. */
  public void set(int pixel, float counts, float misfit) {
    values[pixel] = counts;
    values[pixels() + pixel] = misfit;
  }

  /** Gives up the first pixels; what is known of the others moves to the front. */
  public void moveUp(int gone) {
    int pixels = pixels();
    System.arraycopy(values, gone, values, 0, pixels - gone);
    System.arraycopy(values, pixels + gone, values, pixels, pixels - gone);
  }

  /** Writes an NPY of float32, [2, height, width]: counts, then misfits. */
  public void write(Path file) throws IOException {
    try (NpyArray array = NpyArray.create(file, SampleType.F32, 2, height, width)) {
      array.write(0, MemorySegment.ofArray(values));
      array.finish();
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws org.sinopia.xrf.cube.CubeFormatException if it has another shape or is damaged
   */
  public static Evidence read(Path file, int height, int width) throws IOException {
    return new Evidence(height, width, NpyArray.readFloats(file, 2, height, width));
  }

  /** The median of all pixels' counts. */
  public float medianCounts() {
    float[] sorted = Arrays.copyOf(values, pixels());
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
