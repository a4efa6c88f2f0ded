package org.sinopia.kernels.launch;

import java.lang.foreign.MemorySegment;
import org.sinopia.kernels.device.Arguments;
import org.sinopia.kernels.device.Kernel;
import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.kernels.device.Launch;
import org.sinopia.tensor.Tensor;

/**
 * Launches kernels made of {@code column_sum.cuh}, which compute a gradient [rows, columns] and
 * partial sums of its columns, and {@code column_sum.cu}, which adds those up.
 */
public final class ColumnSum {
  private static final Kernel FINISH = new Kernel("column_sum", "column_sum");
  private static final int COLUMN_GROUPS = 32;
  private static final int ROW_LANES = 8;

  /** Fewer rows to a band would cost more for the second stage than more blocks gain. */
  private static final int BAND_ROWS = 8 * ROW_LANES;

  private static final int MAX_BANDS = 1024;

  private final KernelDevice device;

  public ColumnSum(KernelDevice device) {
    this.device = device;
  }

  /** The arguments of a first stage, once the place for its partial sums is known. */
  @FunctionalInterface
  interface FirstStage {
    Arguments arguments(MemorySegment partial);
  }

  /**
   * Runs both stages.
   *
   * @param width neighbouring columns of a thread
   * @param sums [columns], or null if not wanted: then {@code partial} is the null address
   */
  void run(Kernel kernel, int width, int rows, int columns, Tensor sums, FirstStage first) {
    int across = (columns - 1) / (COLUMN_GROUPS * width) + 1;
    int bands =
        Math.min(
            MAX_BANDS,
            device.properties().blocks((long) across * rows, BAND_ROWS, COLUMN_GROUPS * ROW_LANES));
    bands = Math.max(1, Math.min((bands - 1) / across + 1, (rows - 1) / BAND_ROWS + 1));
    MemorySegment partial =
        sums == null ? MemorySegment.NULL : device.scratch(4L * bands * columns);
    device.launch(
        kernel,
        Launch.of(across, bands, 1, COLUMN_GROUPS).block(COLUMN_GROUPS, ROW_LANES),
        first.arguments(partial));
    if (sums != null) {
      finish(partial, bands, sums);
    }
  }

  /** The second stage alone: adds up the rows of {@code partial}, [rows, columns]. */
  public void finish(MemorySegment partial, int rows, Tensor sums) {
    finish(new Arguments().address(partial).tensor(sums).tensor(null).tensor(null), rows, sums, 1);
  }

  /** The second stage of two matrices of one size, in one launch. */
  public void finish(
      MemorySegment first, Tensor firstSums, MemorySegment second, Tensor secondSums, int rows) {
    finish(
        new Arguments().address(first).tensor(firstSums).address(second).tensor(secondSums),
        rows,
        firstSums,
        2);
  }

  private void finish(Arguments matrices, int rows, Tensor sums, int count) {
    int columns = sums.elements();
    device.launch(
        FINISH,
        Launch.of((columns - 1) / COLUMN_GROUPS + 1, count, 1, COLUMN_GROUPS)
            .block(COLUMN_GROUPS, ROW_LANES),
        matrices.int32(rows).int32(columns));
  }
}
