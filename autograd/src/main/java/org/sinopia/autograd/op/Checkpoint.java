package org.sinopia.autograd.op;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.sinopia.autograd.Binary;
import org.sinopia.autograd.DifferentiableOp;
import org.sinopia.autograd.GradientCheck.Problem;
import org.sinopia.autograd.Gradients;
import org.sinopia.autograd.OpSpec;
import org.sinopia.autograd.Tape;
import org.sinopia.autograd.Unary;
import org.sinopia.autograd.Variable;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.Dropout;
import org.sinopia.tensor.op.ElementwiseOp;
import org.sinopia.tensor.random.Draw;

/**
 * A part of the computation whose intermediates are not kept but computed again in the backward:
 * memory for time (Chen et al. 2016, arXiv 1604.06174). Random ops inside draw the same streams
 * both times.
 */
public final class Checkpoint extends DifferentiableOp {
  /** Checked on a small function with two uses of its input. */
  public static final OpSpec SPEC = new OpSpec("checkpoint", Checkpoint::problem);

  private final Tape tape;
  private final BiFunction<Tape, List<Variable>, Variable> segment;
  private long firstStream;

  private Checkpoint(
      Tape tape, List<Variable> inputs, BiFunction<Tape, List<Variable>, Variable> segment) {
    super(SPEC, inputs.toArray(Variable[]::new));
    this.tape = tape;
    this.segment = segment;
  }

  /**
   * Applies a segment.
   *
   * @param segment computes on the tape it is given, from the variables it is given and from
   *     parameters ({@link Tape#parameter}) only, and the same both times
   */
  public static Variable of(
      Tape tape, List<Variable> inputs, BiFunction<Tape, List<Variable>, Variable> segment) {
    return tape.apply(new Checkpoint(tape, inputs, segment));
  }

  @Override
  protected boolean hidesParameters() {
    return true;
  }

  @Override
  protected Tensor forward(Scope scope) {
    firstStream = tape.stream();
    try (Scope inner = Scope.open(scope.device())) {
      Tape part = tape.part(inner, false, firstStream);
      Variable output =
          segment.apply(part, inputs().stream().map(x -> part.constant(x.value())).toList());
      tape.skipTo(part.stream());
      return output.value().to(scope);
    }
  }

  @Override
  protected void backward(Tensor gradient, Gradients into) {
    try (Scope inner = Scope.open(gradient.device())) {
      Tape part = tape.part(inner, true, firstStream);
      List<Variable> copies = new ArrayList<>();
      for (Variable input : inputs()) {
        copies.add(into.wants(input) ? part.variable(input.value()) : part.constant(input.value()));
      }
      Variable output = segment.apply(part, copies);
      if (!output.differentiable()) {
        return;
      }
      part.backward(output, gradient);
      for (int i = 0; i < inputs().size(); i++) {
        Tensor arrived = copies.get(i).gradient();
        if (arrived != null && into.wants(inputs().get(i))) {
          new ElementwiseOp.Axpby(1, arrived, 0, into.of(inputs().get(i))).run();
        }
      }
    }
  }

  private static Problem problem(Scope scope, Draw draw) {
    Tensor x = draw.tensor(scope, draw.size(1, 3), draw.size(1, 5));
    Tensor gate = draw.tensor(scope, x.shape().extent(1));
    return Problem.of(x, gate, (u, v) -> of(u.tape(), List.of(u, v), Checkpoint::gated));
  }

  /** x·sigmoid(x·gate) + x with dropout: several uses of an input, and a random op. */
  private static Variable gated(Tape tape, List<Variable> inputs) {
    Variable x = inputs.get(0);
    Variable open = Unary.sigmoid(Binary.multiply(x, inputs.get(1)));
    Dropout dropout = Dropout.standard(0.3, tape.seed(), tape.nextStream());
    return ResidualDropPath.of(x, Binary.multiply(x, open), null, dropout, Dropout.NONE);
  }
}
