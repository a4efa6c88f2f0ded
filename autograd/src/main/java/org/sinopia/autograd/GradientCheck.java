package org.sinopia.autograd;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.random.Draw;

/**
 * Compares backward passes with finite differences, in float64 on the reference device.
 *
 * <p>For y = f(x₁, …) a random w of y's shape makes the scalar L = Σ w·y. Each ∂L/∂x is compared
 * with the central difference of fourth order (L(x−2h) − 8L(x−h) + 8L(x+h) − L(x+2h))/12h at up to
 * {@value #ELEMENTS} elements of each input. The error is relative to the largest magnitude in the
 * gradient of that input.
 */
public final class GradientCheck {
  /** Errors below this are what float64 leaves of a right gradient. */
  public static final double TOLERANCE = 1e-6;

  private static final int ELEMENTS = 24;
  private static final double STEP = 3e-4;

  private GradientCheck() {}

  /** Makes problems for one op. */
  @FunctionalInterface
  public interface Problems {
    /**
     * A problem of drawn shapes and values, with its inputs in {@code scope}; away from points
     * where the op has no derivative.
     */
    Problem draw(Scope scope, Draw draw);
  }

  /**
   * A function of some inputs, and perhaps of parameters.
   *
   * @param inputs what it is differentiated by
   * @param parameters what else: used by the function through {@link Tape#parameter}
   * @param function the same function at every call, random ops included
   */
  public record Problem(
      List<Tensor> inputs,
      List<Parameter> parameters,
      Function<List<Variable>, Variable> function) {
    /** A function of inputs alone. */
    public Problem(List<Tensor> inputs, Function<List<Variable>, Variable> function) {
      this(inputs, List.of(), function);
    }

    /** A function of one input. */
    public static Problem of(Tensor x, Function<Variable, Variable> function) {
      return new Problem(List.of(x), v -> function.apply(v.get(0)));
    }

    /** A function of two inputs. */
    public static Problem of(Tensor a, Tensor b, BinaryOperator<Variable> function) {
      return new Problem(List.of(a, b), v -> function.apply(v.get(0), v.get(1)));
    }
  }

  /**
   * The result of a check.
   *
   * @param op the op's name
   * @param cases how many problems were tried
   * @param worstRelativeError the largest error over all; infinite if a NaN came up
   * @param worst where that was
   */
  public record Report(String op, int cases, double worstRelativeError, String worst) {
    /** Whether every gradient was right. */
    public boolean passed() {
      return worstRelativeError < TOLERANCE;
    }
  }

  /** Checks one op on degenerate shapes and on {@code randomCases} random ones. */
  public static Report run(OpSpec op, int randomCases, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Draw> draws = new ArrayList<>();
    for (List<Integer> sizes : Draw.degenerateSizes()) {
      draws.add(Draw.of(sizes, random.nextLong()));
    }
    for (int i = 0; i < randomCases; i++) {
      draws.add(Draw.of(random.ints(6, 1, 12).boxed().toList(), random.nextLong()));
    }
    Report worst = new Report(op.name(), draws.size(), 0, "none");
    for (Draw draw : draws) {
      Report one = check(op, draw);
      if (one.worstRelativeError() > worst.worstRelativeError()) {
        worst = new Report(op.name(), draws.size(), one.worstRelativeError(), one.worst());
      }
    }
    return worst;
  }

  /** Checks one op on one problem. */
  public static Report check(OpSpec op, Draw draw) {
    try (Scope scope = Scope.open(Device.reference())) {
      return check(op.name(), op.check().draw(scope, draw), draw);
    }
  }

  /**
   * Checks any function, a whole model for instance; {@code draw} gives w and the elements that are
   * tried. Parameters are left without a gradient.
   */
  public static Report check(String name, Problem problem, Draw draw) {
    problem.parameters().forEach(Parameter::clear);
    double[] weights;
    List<Argument> arguments = new ArrayList<>();
    try (Scope step = Scope.open(Device.reference())) {
      Tape tape = Tape.recording(step, 0);
      List<Variable> inputs = problem.inputs().stream().map(tape::variable).toList();
      Variable y = problem.function().apply(inputs);
      weights = new double[y.value().elements()];
      for (int i = 0; i < weights.length; i++) {
        weights[i] = draw.value(0.5, 1.5) * (draw.flip() ? 1 : -1);
      }
      tape.backward(y, step.of(weights, y.shape().extents()));
      for (Variable input : inputs) {
        arguments.add(new Argument("input " + arguments.size(), input.value(), input.gradient()));
      }
      for (Parameter p : problem.parameters()) {
        String what = "parameter " + (arguments.size() - inputs.size());
        arguments.add(new Argument(what, p.value(), p.cleared() ? null : p.gradient()));
        p.clear();
      }
    }
    Report worst = new Report(name, 1, 0, "none");
    for (Argument argument : arguments) {
      double[] gradient = argument.gradient;
      double scale = Math.max(1e-3, Arrays.stream(gradient).map(Math::abs).max().orElseThrow());
      int tried = Math.min(ELEMENTS, gradient.length);
      for (int t = 0; t < tried; t++) {
        int e = tried == gradient.length ? t : (int) draw.value(0, gradient.length);
        double numeric = difference(problem, argument.value, e, weights);
        double error = Math.abs(numeric - gradient[e]) / scale;
        double counted = Double.isNaN(error) ? Double.POSITIVE_INFINITY : error;
        if (counted > worst.worstRelativeError()) {
          worst = new Report(name, 1, counted, argument.at(e, numeric));
        }
      }
    }
    return worst;
  }

  /**
   * A variable that the function is differentiated by, and the gradient that the backward found.
   */
  private static final class Argument {
    private final String what;
    private final Tensor value;
    private final double[] gradient;

    private Argument(String what, Tensor value, Tensor gradient) {
      this.what = what;
      this.value = value;
      this.gradient = gradient == null ? new double[value.elements()] : gradient.toDoubles();
    }

    private String at(int element, double numeric) {
      return what
          + " of shape "
          + value.shape()
          + ", element "
          + element
          + ": backward "
          + gradient[element]
          + ", finite difference "
          + numeric;
    }
  }

  private static double difference(Problem problem, Tensor x, int element, double[] weights) {
    double[] values = x.toDoubles();
    double centre = values[element];
    double h = STEP * Math.max(1, Math.abs(centre));
    double[] at = new double[4];
    for (int i = 0; i < 4; i++) {
      values[element] = centre + h * new int[] {-2, -1, 1, 2}[i];
      x.set(values);
      at[i] = weighted(problem, weights);
    }
    values[element] = centre;
    x.set(values);
    return ((at[0] - at[3]) + 8 * (at[2] - at[1])) / (12 * h);
  }

  private static double weighted(Problem problem, double[] weights) {
    try (Scope step = Scope.open(Device.reference())) {
      Tape tape = Tape.inference(step, 0);
      double[] y =
          problem
              .function()
              .apply(problem.inputs().stream().map(tape::constant).toList())
              .value()
              .toDoubles();
      double sum = 0;
      for (int i = 0; i < y.length; i++) {
        sum += weights[i] * y[i];
      }
      return sum;
    }
  }
}
