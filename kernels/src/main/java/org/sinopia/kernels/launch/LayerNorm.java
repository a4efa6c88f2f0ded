package org.sinopia.kernels.launch;

import java.lang.foreign.MemorySegment;
import org.sinopia.kernels.device.Arguments;
import org.sinopia.kernels.device.Kernel;
import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.kernels.device.Launch;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.NormalisationOp;

/** Launches {@code layer_norm.cu}, or {@link LayerNormRows} where a warp holds a row. */
public final class LayerNorm {
  private static final String SOURCE = "layer_norm";
  private static final Kernel COLUMN_BANDS = new Kernel(SOURCE, "layer_norm_columns");
  private static final int COLUMNS = 32;
  private static final int ROW_LANES = 8;
  private static final int BAND_ROWS = 8 * ROW_LANES;

  private final KernelDevice device;
  private final ColumnSum columnSum;
  private final LayerNormRows byRows;

  /** A launcher for one device. */
  public LayerNorm(KernelDevice device) {
    this.device = device;
    this.columnSum = new ColumnSum(device);
    this.byRows = new LayerNormRows(device);
  }

  /** {@link NormalisationOp.LayerNorm}. */
  public void forward(NormalisationOp.LayerNorm op) {
    if (LayerNormRows.has(op.gamma(), op.x(), op.beta(), op.y())) {
      byRows.forward(op);
      return;
    }
    Rows.of(op.x(), op.y())
        .launch(
            device,
            SOURCE,
            "layer_norm",
            new Arguments()
                .tensor(op.x())
                .tensor(op.gamma())
                .tensor(op.beta())
                .float32(op.epsilon())
                .tensor(op.y())
                .tensor(op.mean())
                .tensor(op.rstd()));
  }

  /** {@link NormalisationOp.LayerNormBackward}. */
  public void backward(NormalisationOp.LayerNormBackward op) {
    Tensor written = op.gradX() == null ? op.x() : op.gradX();
    Tensor added = op.added() == null ? op.x() : op.added();
    if (LayerNormRows.has(op.gamma(), op.x(), op.gradY(), written, added)) {
      byRows.backward(op);
      return;
    }
    // The weights first: gradX may take the place of what they are made from.
    weights(op);
    if (op.gradX() != null) {
      Rows.of(op.x(), op.gradY(), op.gradX())
          .launch(
              device,
              SOURCE,
              "layer_norm_backward",
              new Arguments()
                  .tensor(op.x())
                  .tensor(op.gamma())
                  .tensor(op.mean())
                  .tensor(op.rstd())
                  .tensor(op.gradY())
                  .tensor(op.added())
                  .tensor(op.gradX()));
    }
  }

  private void weights(NormalisationOp.LayerNormBackward op) {
    int d = op.gamma().elements();
    int rows = op.x().elements() / d;
    int across = (d - 1) / COLUMNS + 1;
    int full = device.properties().blocks(Long.MAX_VALUE / 2, 1, COLUMNS * ROW_LANES);
    int bands = Math.max(1, Math.min((rows - 1) / BAND_ROWS + 1, full / across));
    long bytes = (long) Float.BYTES * bands * d;
    MemorySegment[] pieces = Scratch.take(device, bytes, bytes);
    device.launch(
        COLUMN_BANDS,
        Launch.of(across, bands, 1, COLUMNS).block(COLUMNS, ROW_LANES),
        new Arguments()
            .tensor(op.x())
            .tensor(op.mean())
            .tensor(op.rstd())
            .tensor(op.gradY())
            .address(pieces[0])
            .address(pieces[1])
            .int32(rows)
            .int32(d));
    columnSum.finish(pieces[0], op.gradGamma(), pieces[1], op.gradBeta(), bands);
  }
}
