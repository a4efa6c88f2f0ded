package org.sinopia.autograd;

import java.util.ArrayList;
import java.util.List;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Shape;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.BinaryFunction;
import org.sinopia.tensor.op.ElementwiseOp;

/**
 * Where the backward of one op writes the gradients of its inputs. The first contribution to a
 * variable is written in place; further ones go through a temporary and are added once the op is
 * done. An input that is absent ({@code null}) wants no gradient.
 */
public final class Gradients {
  private record Part(Variable variable, GradientBuffer buffer) {}

  private final Scope scope;
  private final GradientBuffer upstream;
  private final List<Part> parts = new ArrayList<>();
  private final List<GradientBuffer> temporaries = new ArrayList<>();

  Gradients(Scope scope, GradientBuffer upstream) {
    this.scope = scope;
    this.upstream = upstream;
  }

  /** Whether this input's gradient is wanted. */
  public boolean wants(Variable input) {
    return input != null && input.differentiable();
  }

  /**
   * A tensor of undefined content, as the input in shape, to be overwritten with this op's
   * contribution to its gradient; null if it is not wanted. Each call is a separate contribution.
   */
  public Tensor of(Variable input) {
    if (!wants(input)) {
      return null;
    }
    Parameter parameter = input.parameter();
    if (parameter != null && parameter.cleared()) {
      parameter.touch();
      return parameter.gradient();
    }
    GradientBuffer buffer = new GradientBuffer(scope, input.shape());
    if (parameter == null && input.buffer() == null) {
      input.setBuffer(buffer);
    } else {
      parts.add(new Part(input, buffer));
    }
    return buffer.as(input.shape());
  }

  /**
   * Where an op writes the gradient of an input, and what it adds there.
   *
   * @param out of undefined content, to be overwritten; null if the gradient is not wanted
   * @param before another gradient of the input, to be added to the op's own; null if there is none
   */
  public record Sum(Tensor out, Tensor before) {}

  /** As {@link #of}, for an op that itself adds the gradient that the input has so far. */
  public Sum sum(Variable input) {
    if (!wants(input) || input.parameter() != null || input.buffer() == null) {
      return new Sum(of(input), null);
    }
    GradientBuffer before = input.buffer();
    GradientBuffer buffer = new GradientBuffer(scope, input.shape());
    input.setBuffer(buffer);
    temporaries.add(before);
    return new Sum(buffer.as(input.shape()), before.as(input.shape()));
  }

  /** As {@link #of}, but a temporary that is thrown away if the gradient is not wanted. */
  public Tensor orTemporary(Variable input) {
    return wants(input) ? of(input) : temporary(input.shape());
  }

  /** A tensor of undefined content that lives until this op's backward is done. */
  public Tensor temporary(Shape shape) {
    GradientBuffer buffer = new GradientBuffer(scope, shape);
    temporaries.add(buffer);
    return buffer.as(shape);
  }

  /**
   * Contributes the gradient of the output as it is, under the input's shape; not copied where the
   * input has no other.
   */
  public void pass(Variable input) {
    if (!wants(input)) {
      return;
    }
    if (input.parameter() == null && input.buffer() == null) {
      input.setBuffer(upstream.hold());
    } else {
      new ElementwiseOp.Axpby(1, upstream.as(input.shape()), 0, of(input)).run();
    }
  }

  /** Adds up what came more than once. */
  void commit() {
    for (Part part : parts) {
      Variable variable = part.variable();
      Tensor sum = variable.gradient();
      Tensor added = part.buffer().as(variable.shape());
      if (variable.parameter() == null && variable.buffer().shared()) {
        // The sum goes into the part, since somebody else looks at the old gradient.
        new ElementwiseOp.Binary(BinaryFunction.ADD, sum, added, added).run();
        variable.buffer().release();
        variable.setBuffer(part.buffer());
      } else {
        new ElementwiseOp.Binary(BinaryFunction.ADD, sum, added, sum).run();
        part.buffer().release();
      }
    }
    temporaries.forEach(GradientBuffer::release);
  }
}
