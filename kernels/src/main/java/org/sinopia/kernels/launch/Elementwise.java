package org.sinopia.kernels.launch;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import org.sinopia.kernels.device.Arguments;
import org.sinopia.kernels.device.Kernel;
import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.kernels.device.Launch;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.ElementwiseOp;

/** Launches {@code elementwise.cu}. */
public final class Elementwise {
  private static final int THREADS = 256;
  private static final int PER_THREAD = 4;

  private final KernelDevice device;

  /** A launcher for one device. */
  public Elementwise(KernelDevice device) {
    this.device = device;
  }

  private static Kernel kernel(String name) {
    return new Kernel("elementwise", name);
  }

  /** {@link ElementwiseOp.Fill}. */
  public void fill(ElementwiseOp.Fill op) {
    Tensor y = op.y();
    MemorySegment pattern = MemorySegment.ofArray(new long[1]);
    y.dtype().set(pattern, 0, op.value());
    Arguments arguments = new Arguments().tensor(y);
    int bits = 8 * y.dtype().bytes();
    switch (bits) {
      case 8 -> arguments.int32(pattern.get(JAVA_BYTE, 0));
      case 16 -> arguments.int32(pattern.get(JAVA_SHORT, 0));
      case 32 -> arguments.int32(pattern.get(JAVA_INT, 0)).int32(Alignment.vectors(y));
      default -> arguments.int64(pattern.get(JAVA_LONG, 0));
    }
    launch(kernel("fill_" + bits), arguments, y.elements());
  }

  /** {@link ElementwiseOp.Unary}. */
  public void unary(ElementwiseOp.Unary op) {
    Arguments arguments =
        new Arguments()
            .function(op.function())
            .tensor(op.x())
            .tensor(op.y())
            .int32(Alignment.vectors(op.x(), op.y()));
    launch(kernel("unary"), arguments, op.y().elements());
  }

  /** {@link ElementwiseOp.UnaryBackward}. */
  public void unaryBackward(ElementwiseOp.UnaryBackward op) {
    Arguments arguments =
        new Arguments()
            .function(op.function())
            .tensor(op.x())
            .tensor(op.gradY())
            .tensor(op.gradX())
            .int32(Alignment.vectors(op.x(), op.gradY(), op.gradX()));
    launch(kernel("unary_backward"), arguments, op.x().elements());
  }

  /** {@link ElementwiseOp.Binary}. */
  public void binary(ElementwiseOp.Binary op) {
    Arguments arguments = new Arguments().function(op.function());
    Tensor a = op.a();
    Tensor b = op.b();
    Tensor y = op.y();
    if (a.shape().equals(b.shape())) {
      arguments.tensor(a).tensor(b).tensor(y).int32(Alignment.vectors(a, b, y));
      launch(kernel("binary"), arguments, y.elements());
    } else if (Broadcast.repeats(a.shape(), b.shape())) {
      repeated(arguments.int32(0), a, b, y);
    } else if (Broadcast.repeats(b.shape(), a.shape())) {
      repeated(arguments.int32(1), b, a, y);
    } else {
      Strides axes = Broadcast.of(op.name(), y.shape(), a.shape(), b.shape());
      arguments.tensor(a).tensor(b).tensor(y).int32s(axes.both());
      launch(kernel("binary_broadcast"), arguments, y.elements());
    }
  }

  private void repeated(Arguments arguments, Tensor whole, Tensor part, Tensor y) {
    int period = part.elements();
    boolean fours = period == 1 || (period % 4 == 0 && Alignment.aligned(part));
    arguments.tensor(whole).tensor(part).tensor(y).int32(period);
    arguments.int32(fours ? Alignment.vectors(whole, y) : 0);
    launch(kernel("binary_repeated"), arguments, y.elements());
  }

  /** {@link ElementwiseOp.Axpby}. */
  public void axpby(ElementwiseOp.Axpby op) {
    Arguments arguments =
        new Arguments()
            .float32(op.alpha())
            .tensor(op.x())
            .float32(op.beta())
            .tensor(op.y())
            .int32(Alignment.vectors(op.x(), op.y()));
    launch(kernel("axpby"), arguments, op.y().elements());
  }

  private void launch(Kernel kernel, Arguments arguments, int elements) {
    int blocks = device.properties().blocks(elements, THREADS * PER_THREAD, THREADS);
    device.launch(kernel, Launch.of(blocks, THREADS), arguments.int32(elements));
  }
}
