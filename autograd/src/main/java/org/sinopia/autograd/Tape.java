package org.sinopia.autograd;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.sinopia.tensor.DTypeMismatchException;
import org.sinopia.tensor.DeviceMismatchException;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.ShapeMismatchException;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.ElementwiseOp;

/**
 * Reverse-mode differentiation: remembers the ops applied to its variables, in order, and walks
 * them backwards. Values and gradients live in one {@link Scope}; when that ends, so does the tape.
 * One thread at a time.
 *
 * <p>Random ops draw their streams from the tape, so a step is repeated bit for bit by a tape with
 * the same seed.
 */
public final class Tape {
  /** An application of an op, and the tensors that its forward made. */
  private record Node(DifferentiableOp op, Variable output, List<Tensor> made) {}

  private final Scope scope;
  private final long seed;
  private final boolean recording;
  private final List<Node> nodes = new ArrayList<>();
  private final IdentityHashMap<Parameter, Variable> parameters = new IdentityHashMap<>();
  private final Set<Variable> computed = Collections.newSetFromMap(new IdentityHashMap<>());
  private final List<Tensor> kept = new ArrayList<>();
  private int paused;
  private long stream;
  private boolean walked;

  private Tape(Scope scope, long seed, boolean recording, long stream) {
    this.scope = scope;
    this.seed = seed;
    this.recording = recording;
    this.stream = stream;
  }

  /** A tape that records. */
  public static Tape recording(Scope scope, long seed) {
    return new Tape(scope, seed, true, 0);
  }

  /** A tape that only computes: nothing on it is differentiable. */
  public static Tape inference(Scope scope, long seed) {
    return new Tape(scope, seed, false, 0);
  }

  /**
   * A tape in another scope that continues this one's random streams.
   *
   * @param inner where its values and gradients live
   * @param record whether it records, or only computes
   * @param fromStream the number of its first random stream
   */
  public Tape part(Scope inner, boolean record, long fromStream) {
    return new Tape(inner, seed, record, fromStream);
  }

  /** Where values and gradients live. */
  public Scope scope() {
    return scope;
  }

  /** The seed of all random numbers of this tape. */
  public long seed() {
    return seed;
  }

  /** The number of a random stream that nothing else on this tape uses. */
  public long nextStream() {
    return stream++;
  }

  /** The number that {@link #nextStream} will give next. */
  public long stream() {
    return stream;
  }

  /** Continues random streams from a number, after a {@link #part} has used those before it. */
  public void skipTo(long to) {
    stream = to;
  }

  /**
   * A differentiable input. Its gradient is there after {@link #backward}.
   *
   * @throws DTypeMismatchException if it is not of the type that its device computes in
   */
  public Variable variable(Tensor value) {
    if (value.dtype() != value.device().real()) {
      throw new DTypeMismatchException(
          "variable: " + value + " has no gradient, expected " + value.device().real());
    }
    return new Variable(this, value, active(), null);
  }

  /** An input that gets no gradient. */
  public Variable constant(Tensor value) {
    return new Variable(this, value, false, null);
  }

  /**
   * A parameter as an input; the same variable at each call. Its gradient adds to {@link
   * Parameter#gradient()}.
   */
  public Variable parameter(Parameter parameter) {
    if (!active()) {
      return constant(parameter.value());
    }
    return parameters.computeIfAbsent(parameter, p -> new Variable(this, p.value(), true, p));
  }

  /**
   * Stops recording until the returned handle is closed: what is computed meanwhile is constant.
   */
  public Pause pause() {
    paused++;
    return new Pause(this);
  }

  /** Ends a pause; closing it again does nothing. */
  public static final class Pause implements AutoCloseable {
    private final Tape tape;
    private boolean over;

    private Pause(Tape tape) {
      this.tape = tape;
    }

    @Override
    public void close() {
      if (!over) {
        over = true;
        tape.paused--;
      }
    }
  }

  private boolean active() {
    return recording && paused == 0;
  }

  /**
   * Applies an op and remembers it.
   *
   * @throws IllegalStateException if an input is on another tape, or the tape has been walked
   * @throws DeviceMismatchException if an input is on another device than the tape's scope
   */
  public Variable apply(DifferentiableOp op) {
    String name = op.spec().name();
    boolean differentiable = op.hidesParameters();
    for (Variable input : op.inputs()) {
      if (input.tape() != this) {
        throw new IllegalStateException(name + ": an input is on another tape");
      }
      if (input.value().device() != scope.device()) {
        throw new DeviceMismatchException(
            name + ": input " + input.value() + ", tape on " + scope.device());
      }
      differentiable |= input.differentiable();
    }
    if (walked) {
      throw new IllegalStateException(
          name + ": the tape has been walked backwards already; a step takes a new one");
    }
    int before = scope.count();
    Tensor value = op.forward(scope);
    List<Tensor> made = scope.madeSince(before);
    Variable output = new Variable(this, value, differentiable && active(), null);
    if (output.differentiable()) {
      nodes.add(new Node(op, output, made));
    } else {
      end(made, List.of(value));
    }
    if (made.stream().anyMatch(value::sharesStorage)) {
      computed.add(output);
    }
    return output;
  }

  /** Ends tensors that have not ended before, save what shares storage with one to be kept. */
  private void end(List<Tensor> made, List<Tensor> save) {
    for (Tensor tensor : made) {
      if (tensor.open() && save.stream().noneMatch(tensor::sharesStorage)) {
        scope.release(tensor);
      }
    }
  }

  /** See {@link Variable#keep}. */
  void keep(Tensor value) {
    kept.add(value);
  }

  /** See {@link Variable#release}. */
  void release(Variable variable) {
    if (!computed.remove(variable)) {
      throw new IllegalStateException(
          "release: the variable of shape "
              + variable.shape()
              + " is an input, a view, or released already");
    }
    scope.release(variable.value());
  }

  /**
   * Gradients of a scalar by all differentiable inputs and parameters it depends on. As for {@link
   * #backward(Variable, Tensor)}, intermediates end.
   *
   * @throws ShapeMismatchException if the variable has more than one element
   */
  public void backward(Variable scalar) {
    if (scalar.value().elements() != 1) {
      throw new ShapeMismatchException(
          "backward: from a variable of shape "
              + scalar.shape()
              + ", expected a scalar; give its gradient");
    }
    Tensor one = scope.emptyLike(scalar.value());
    new ElementwiseOp.Fill(1, one).run();
    backward(scalar, one);
  }

  /**
   * Gradients of Σ gradient·output by all differentiable inputs and parameters that the output
   * depends on. Intermediate values are released as soon as no backward needs them, so that
   * gradients take their memory; only {@linkplain Variable#keep kept} ones can be read afterwards.
   *
   * @throws IllegalStateException if the tape has been walked, or nothing differentiable leads to
   *     the output
   * @throws ShapeMismatchException if the gradient is not of the output's shape
   */
  public void backward(Variable output, Tensor gradient) {
    if (walked) {
      throw new IllegalStateException(
          "backward: the tape has been walked backwards already; a step takes a new one");
    }
    if (output.tape() != this || !output.differentiable()) {
      throw new IllegalStateException(
          "backward: the variable of shape "
              + output.shape()
              + " depends on nothing differentiable on this tape");
    }
    if (!gradient.shape().equals(output.shape())) {
      throw new ShapeMismatchException(
          "backward: gradient " + gradient.shape() + " for a variable of shape " + output.shape());
    }
    if (gradient.dtype() != scope.device().real() || gradient.device() != scope.device()) {
      throw new IllegalArgumentException(
          "backward: gradient "
              + gradient
              + ", expected "
              + scope.device().real()
              + " on "
              + scope.device());
    }
    walked = true;
    keep(output.value());
    nodes.stream()
        .map(Node::output)
        .filter(variable -> variable.shape().elements() == 1)
        .forEach(Variable::keep);
    Gradients start = new Gradients(scope, GradientBuffer.of(gradient));
    start.pass(output);
    start.commit();
    for (Node node : nodes.reversed()) {
      Variable y = node.output();
      GradientBuffer arrived = y.buffer();
      if (arrived != null) {
        Gradients into = new Gradients(scope, arrived);
        node.op().backward(arrived.as(y.shape()), into);
        into.commit();
        y.setBuffer(null);
        arrived.release();
      }
      end(node.made(), kept);
    }
    nodes.clear();
    computed.clear();
  }
}
