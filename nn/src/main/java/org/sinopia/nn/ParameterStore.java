package org.sinopia.nn;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.sinopia.autograd.Parameter;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Shape;
import org.sinopia.tensor.ShapeMismatchException;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.ElementwiseOp;

/**
 * The memory of a model's parameters: all values in one flat tensor, all gradients in another, each
 * parameter a slice of both that starts at a multiple of {@value #ALIGNMENT} elements. So an
 * optimiser's step is one op over {@link #values()} and {@link #gradients()}, and addresses never
 * change. The padding between slices is zero in both.
 */
public final class ParameterStore {
  /** Elements; at least 64 bytes on every device, and the same layout on all. */
  public static final int ALIGNMENT = 16;

  private final Scope scope;
  private final Tensor values;
  private final Tensor gradients;
  private final SequencedMap<String, Parameter> parameters = new LinkedHashMap<>();

  /** Lays out, binds and initialises weights; random streams follow from their names. */
  ParameterStore(Scope scope, SequencedMap<String, Weight> weights, long seed) {
    this.scope = scope;
    int total = 0;
    for (Map.Entry<String, Weight> e : weights.entrySet()) {
      if (e.getValue().bound()) {
        throw new IllegalStateException("weight " + e.getKey() + ": has its memory already");
      }
      total = Math.addExact(total, padded(e.getValue().shape()));
    }
    int elements = Math.max(total, ALIGNMENT);
    values = scope.zeros(elements);
    gradients = scope.zeros(elements);
    int at = 0;
    for (Map.Entry<String, Weight> e : weights.entrySet()) {
      Weight weight = e.getValue();
      Tensor value = part(values, at, weight.shape());
      value.set(weight.initialiser().values(value.elements(), seed, streamOf(e.getKey())));
      Parameter parameter = new Parameter(value, part(gradients, at, weight.shape()));
      weight.bind(parameter);
      parameters.put(e.getKey(), parameter);
      at += padded(weight.shape());
    }
  }

  private static int padded(Shape shape) {
    return Math.addExact(shape.elements(), ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  private static Tensor part(Tensor flat, int at, Shape shape) {
    return flat.slice(at, at + shape.elements()).reshape(shape);
  }

  /** FNV-1a in 64 bits, so that a weight starts alike whatever else a model has. */
  private static long streamOf(String name) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }

  /** Where the parameters live; tensors made there live as long. */
  public Scope scope() {
    return scope;
  }

  /** All values, flat. */
  public Tensor values() {
    return values;
  }

  /** All gradients, flat; means something only after {@link #completeGradients()}. */
  public Tensor gradients() {
    return gradients;
  }

  /** The parameters by full name, in the order of the flat tensors. */
  public SequencedMap<String, Parameter> parameters() {
    return Collections.unmodifiableSequencedMap(parameters);
  }

  /**
   * The parts of a flat tensor that is laid out as {@link #values()}, such as an optimiser's
   * moments, by the full names of the parameters they belong to.
   *
   * @throws ShapeMismatchException if it has another number of elements
   */
  public SequencedMap<String, Tensor> parts(Tensor flat) {
    if (!flat.shape().equals(values.shape())) {
      throw new ShapeMismatchException(
          "parts: of a tensor " + flat.shape() + ", expected " + values.shape());
    }
    SequencedMap<String, Tensor> parts = new LinkedHashMap<>();
    int at = 0;
    for (Map.Entry<String, Parameter> e : parameters.entrySet()) {
      Shape shape = e.getValue().shape();
      parts.put(e.getKey(), part(flat, at, shape));
      at += padded(shape);
    }
    return parts;
  }

  /** Forgets all gradients; the next backward overwrites them. */
  public void clearGradients() {
    parameters.values().forEach(Parameter::clear);
  }

  /**
   * Makes zero the gradients of parameters that no backward has reached since they were cleared.
   */
  public void completeGradients() {
    for (Parameter parameter : parameters.values()) {
      if (parameter.cleared()) {
        new ElementwiseOp.Fill(0, parameter.gradient()).run();
      }
    }
  }
}
