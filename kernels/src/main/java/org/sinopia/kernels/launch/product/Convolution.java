package org.sinopia.kernels.launch.product;

import java.lang.foreign.MemorySegment;
import org.sinopia.kernels.device.Arguments;
import org.sinopia.kernels.device.Kernel;
import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.kernels.device.Launch;
import org.sinopia.kernels.launch.ColumnSum;
import org.sinopia.tensor.Shape;
import org.sinopia.tensor.op.ImageOp;

/** Launches {@code convolution.cu}. */
public final class Convolution implements Convolution3x3 {
  private static final Kernel FORWARD = new Kernel("convolution", "conv3x3");
  private static final Kernel INPUT = new Kernel("convolution", "conv3x3_backward_input");
  private static final Kernel WEIGHT = new Kernel("convolution", "conv3x3_backward_weight");
  private static final int THREADS = 128;
  private static final int COLUMNS = 32;
  private static final int ROWS = 16;
  private static final int CHANNELS = 4;

  private final KernelDevice device;
  private final ColumnSum sums;

  /** A launcher for one device. */
  public Convolution(KernelDevice device) {
    this.device = device;
    this.sums = new ColumnSum(device);
  }

  @Override
  public void forward(ImageOp.Conv3x3 op) {
    int out = op.weight().shape().extent(0);
    Arguments arguments =
        new Arguments().tensor(op.x()).tensor(op.weight()).tensor(op.bias()).tensor(op.y());
    sizes(arguments, op.x().shape(), out);
    device.launch(FORWARD, Launch.of(tiles(op.x().shape()) * chunks(out), THREADS), arguments);
  }

  @Override
  public void backward(ImageOp.Conv3x3Backward op) {
    Shape x = op.x().shape();
    int in = x.extent(1);
    int out = op.weight().shape().extent(0);
    if (op.gradX() != null) {
      Arguments arguments =
          new Arguments().tensor(op.gradY()).tensor(op.weight()).tensor(op.gradX());
      sizes(arguments, x, out);
      device.launch(INPUT, Launch.of(tiles(x) * chunks(in), THREADS), arguments);
    }
    int columns = in * chunks(out);
    int slices =
        Math.max(1, device.properties().blocks((long) tiles(x) * columns, 1, THREADS) / columns);
    int taps = op.gradWeight().elements();
    MemorySegment scratch = device.scratch((long) Float.BYTES * slices * (taps + out));
    MemorySegment tapParts = scratch.asSlice(0, (long) Float.BYTES * slices * taps);
    MemorySegment biasParts = scratch.asSlice(tapParts.byteSize());
    Arguments arguments =
        new Arguments()
            .tensor(op.x())
            .tensor(op.gradY())
            .address(tapParts)
            .address(biasParts)
            .int32(x.extent(0));
    sizes(arguments, x, out);
    device.launch(WEIGHT, Launch.of(slices * columns, THREADS), arguments.int32(slices));
    sums.finish(tapParts, slices, op.gradWeight());
    sums.finish(biasParts, slices, op.gradBias());
  }

  private static void sizes(Arguments arguments, Shape x, int out) {
    arguments.int32(x.extent(1)).int32(out).int32(x.extent(2)).int32(x.extent(3));
  }

  /** Tiles of one channel of all pictures. */
  private static int tiles(Shape x) {
    return x.extent(0) * ((x.extent(2) - 1) / ROWS + 1) * ((x.extent(3) - 1) / COLUMNS + 1);
  }

  private static int chunks(int channels) {
    return (channels - 1) / CHANNELS + 1;
  }
}
