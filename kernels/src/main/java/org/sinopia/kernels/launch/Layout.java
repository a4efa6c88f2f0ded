package org.sinopia.kernels.launch;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import org.sinopia.kernels.device.Arguments;
import org.sinopia.kernels.device.Kernel;
import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.kernels.device.Launch;
import org.sinopia.tensor.DType;
import org.sinopia.tensor.Shape;
import org.sinopia.tensor.ShapeMismatchException;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.LayoutOp.Concat;
import org.sinopia.tensor.op.LayoutOp.Expand;
import org.sinopia.tensor.op.LayoutOp.Gather;
import org.sinopia.tensor.op.LayoutOp.Pad;
import org.sinopia.tensor.op.LayoutOp.PadBackward;
import org.sinopia.tensor.op.LayoutOp.Permute;
import org.sinopia.tensor.op.LayoutOp.ScatterAdd;
import org.sinopia.tensor.op.LayoutOp.Slice;
import org.sinopia.tensor.op.PadMode;

/** Launches {@code layout.cu}. */
public final class Layout {
  private static final int THREADS = 256;
  private static final int THREADS_BY_ROW = 128;
  private static final int MAX_AXES = 8;

  /** Moves 16 bytes as one element. */
  private static final Kernel COPY_GROUPS = new Kernel("layout", "copy_strided_128");

  private static final Kernel PAD_BACKWARD = new Kernel("layout", "pad_backward");
  private static final Kernel SCATTER_ADD = new Kernel("layout", "scatter_add");

  private final KernelDevice device;

  /** A launcher for one device. */
  public Layout(KernelDevice device) {
    this.device = device;
  }

  private static Kernel kernel(String name, DType dtype) {
    return new Kernel("layout", name + "_" + 8 * dtype.bytes());
  }

  private Launch launch(int elements) {
    return Launch.of(device.properties().blocks(elements, THREADS, THREADS), THREADS);
  }

  /** {@link Permute}. */
  public void permute(Permute op) {
    Shape x = op.x().shape();
    Shape y = op.y().shape();
    Strides strides = new Strides(op.name());
    for (int axis = y.rank() - 1; axis >= 0; axis--) {
      strides.axis(y.extent(axis), x.stride(x.axis(op.axes().get(axis))), y.stride(axis));
    }
    copy(op.x().memory(), op.y().memory(), op.y().dtype(), strides, op.y().elements());
  }

  /** {@link Expand}. */
  public void expand(Expand op) {
    Shape y = op.y().shape();
    Strides strides = Broadcast.of(op.name(), y, op.x().shape(), y);
    copy(op.x().memory(), op.y().memory(), op.y().dtype(), strides, op.y().elements());
  }

  /** {@link Slice}. */
  public void slice(Slice op) {
    Shape x = op.x().shape();
    long skipped = (long) op.start() * x.stride(x.axis(op.axis())) * op.x().dtype().bytes();
    copy(
        op.x().memory().asSlice(skipped),
        op.y().memory(),
        op.y().dtype(),
        along(op.name(), op.y().shape(), x, op.y().shape()),
        op.y().elements());
  }

  /** {@link Concat}. */
  public void concat(Concat op) {
    Shape y = op.y().shape();
    int step = y.stride(y.axis(op.axis()));
    long start = 0;
    for (Tensor part : op.parts()) {
      copy(
          part.memory(),
          op.y().memory().asSlice(start * step * op.y().dtype().bytes()),
          part.dtype(),
          along(op.name(), part.shape(), part.shape(), y),
          part.elements());
      start += part.shape().extent(op.axis());
    }
  }

  /** The steps of two tensors along the axes of a common part of them. */
  private static Strides along(String op, Shape part, Shape a, Shape b) {
    Strides strides = new Strides(op);
    for (int axis = part.rank() - 1; axis >= 0; axis--) {
      strides.axis(part.extent(axis), a.stride(axis), b.stride(axis));
    }
    return strides;
  }

  private void copy(
      MemorySegment from, MemorySegment to, DType dtype, Strides strides, int elements) {
    int group = Alignment.BYTES / dtype.bytes();
    boolean aligned = (from.address() | to.address()) % Alignment.BYTES == 0;
    Optional<Strides> groups = aligned ? strides.grouped(group) : Optional.empty();
    int count = groups.isPresent() ? elements / group : elements;
    device.launch(
        groups.isPresent() ? COPY_GROUPS : kernel("copy_strided", dtype),
        launch(count),
        new Arguments()
            .address(from)
            .address(to)
            .int32s(groups.orElse(strides).both())
            .int32(count));
  }

  /** {@link Pad}. */
  public void pad(Pad op) {
    int[] padding = padding(op.name(), op.y().shape(), op.x().shape(), op.before(), op.mode());
    device.launch(
        kernel("pad", op.y().dtype()),
        launch(op.y().elements()),
        new Arguments().tensor(op.x()).tensor(op.y()).int32s(padding).int32(op.y().elements()));
  }

  /** {@link PadBackward}. */
  public void padBackward(PadBackward op) {
    int[] padding =
        padding(op.name(), op.gradY().shape(), op.gradX().shape(), op.before(), op.mode());
    device.launch(
        PAD_BACKWARD,
        launch(op.gradX().elements()),
        new Arguments()
            .tensor(op.gradY())
            .tensor(op.gradX())
            .int32s(padding)
            .int32(op.gradX().elements()));
  }

  /** The kernels' {@code Padding}; neighbouring axes that are not padded are one. */
  private static int[] padding(
      String op, Shape outer, Shape inner, List<Integer> before, PadMode mode) {
    int[] numbers = new int[2 + 3 * MAX_AXES];
    int rank = 0;
    boolean open = false;
    for (int axis = outer.rank() - 1; axis >= 0; axis--) {
      boolean whole = outer.extent(axis) == inner.extent(axis);
      if (whole && open) {
        numbers[rank] *= outer.extent(axis);
        numbers[MAX_AXES + rank] *= inner.extent(axis);
        continue;
      }
      if (rank == MAX_AXES) {
        throw new ShapeMismatchException(
            op + ": " + outer + " has more than " + MAX_AXES + " axes");
      }
      rank++;
      numbers[rank] = outer.extent(axis);
      numbers[MAX_AXES + rank] = inner.extent(axis);
      numbers[2 * MAX_AXES + rank] = before.get(axis);
      open = whole;
    }
    numbers[0] = rank;
    numbers[1 + 3 * MAX_AXES] = mode == PadMode.REFLECT ? 1 : 0;
    return numbers;
  }

  /** {@link Gather}. */
  public void gather(Gather op) {
    device.launch(
        kernel("gather", op.y().dtype()),
        launch(op.y().elements()),
        new Arguments()
            .tensor(op.x())
            .tensor(op.indices())
            .tensor(op.y())
            .int32(op.x().shape().extent(0))
            .int32(op.x().shape().stride(0))
            .int32(op.y().elements()));
  }

  /** {@link ScatterAdd}. */
  public void scatterAdd(ScatterAdd op) {
    int rows = op.gradX().shape().extent(0);
    device.launch(
        SCATTER_ADD,
        Launch.of(device.properties().blocks(rows, 1, THREADS_BY_ROW), THREADS_BY_ROW),
        new Arguments()
            .tensor(op.gradY())
            .tensor(op.indices())
            .tensor(op.gradX())
            .int32(op.indices().elements())
            .int32(rows)
            .int32(op.gradX().shape().stride(0)));
  }
}
