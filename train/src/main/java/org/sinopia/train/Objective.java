package org.sinopia.train;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.BiFunction;
import org.sinopia.autograd.Tape;
import org.sinopia.tensor.DType;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Shape;
import org.sinopia.tensor.ShapeMismatchException;
import org.sinopia.tensor.Tensor;

/**
 * The loss that a training step descends, split so that a device can record the step once and
 * replay it on other numbers: everything that changes from step to step is in the inputs, or drawn
 * from the tape.
 *
 * @param inputs numbers from the host, such as a batch, that are on the device when the loss is
 *     computed
 * @param constants what the loss depends on beside weights, inputs and the tape: of objectives with
 *     equal constants and inputs of the same shapes, the losses are the same function, computed by
 *     the same ops
 * @param loss computes it, from tensors in the order of the inputs; it neither copies from nor to
 *     the host, else nothing is recorded, and tensors made in the tape's scope last until the next
 *     step
 */
public record Objective(
    List<Input> inputs, Object constants, BiFunction<Tape, List<Tensor>, Loss> loss) {

  /** Numbers in row-major order, in memory of the host. */
  public static final class Input {
    private final MemorySegment values;
    private final Shape shape;

    /**
     * Numbers of a tensor.
     *
     * @param values not to be changed until the step is over
     * @throws ShapeMismatchException if there are not as many as the extents ask for
     */
    public Input(float[] values, int... extents) {
      this.values = MemorySegment.ofArray(values);
      this.shape = Shape.of(extents);
      if (values.length != shape.elements()) {
        throw new ShapeMismatchException(
            "input: " + values.length + " numbers for a tensor of shape " + shape);
      }
    }

    private Input(Tensor buffer) {
      this.values = buffer.memory();
      this.shape = buffer.shape();
    }

    /**
     * A buffer outside the heap, of undefined content, to be filled before each step.
     *
     * @param host a scope of the CPU, with which the buffer ends
     */
    public static Input buffer(Scope host, int... extents) {
      return new Input(host.empty(DType.F32, Shape.of(extents)));
    }

    /** The numbers, single-precision; not to be changed while a step uses them. */
    public MemorySegment values() {
      return values;
    }

    /** The shape of the tensor that they become. */
    public Shape shape() {
      return shape;
    }

    /** The numbers as a tensor of the device's real type. */
    public Tensor in(Scope scope) {
      return put(scope.empty(scope.device().real(), shape));
    }

    /** Puts the numbers in a tensor's place, and returns it. */
    Tensor put(Tensor tensor) {
      return tensor.set(values);
    }
  }
}
