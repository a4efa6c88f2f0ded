package org.sinopia.autograd;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Draw;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;

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
   * A function of some inputs.
   *
   * @param inputs what it is differentiated by
   * @param function the same function at every call, random ops included
   */
  public record Problem(List<Tensor> inputs, Function<List<Variable>, Variable> function) {
    /** A function of one input. */
    public static Problem of(Tensor x, Function<Variable, Variable> function) {
      return new Problem(List.of(x), v -> function.apply(v.get(0)));
    }

    /** A function of two inputs. */
    public static Problem of(
        Tensor a, Tensor b, java.util.function.BinaryOperator<Variable> function) {
      return new Problem(List.of(a, b), v -> function.apply(v.get(0), v.get(1)));
    }
  }

  /**
   * What a check found.
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
   * tried.
   */
  public static Report check(String name, Problem problem, Draw draw) {
    double[] weights;
    List<double[]> gradients = new ArrayList<>();
    try (Scope step = Scope.open(Device.reference())) {
      Tape tape = Tape.recording(step, 0);
      List<Variable> inputs = problem.inputs().stream().map(tape::variable).toList();
      Variable y = problem.function().apply(inputs);
      weights = new double[y.value().elements()];
      for (int i = 0; i < weights.length; i++) {
        weights[i] = draw.value(0.5, 1.5) * (draw.flip() ? 1 : -1);
      }
      Tensor w = step.of(weights, y.shape().extents());
      tape.backward(y, w);
      for (Variable input : inputs) {
        gradients.add(
            input.gradient() == null
                ? new double[input.value().elements()]
                : input.gradient().toDoubles());
      }
    }
    double worst = 0;
    String where = "none";
    for (int i = 0; i < gradients.size(); i++) {
      Tensor x = problem.inputs().get(i);
      double[] gradient = gradients.get(i);
      double scale = 1e-3;
      for (double g : gradient) {
        scale = Math.max(scale, Math.abs(g));
      }
      int tried = Math.min(ELEMENTS, gradient.length);
      for (int t = 0; t < tried; t++) {
        int e = gradient.length <= ELEMENTS ? t : (int) draw.value(0, gradient.length);
        double numeric = difference(problem, x, e, weights);
        double difference = Math.abs(numeric - gradient[e]) / scale;
        double error = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference;
        if (error > worst) {
          worst = error;
          where =
              "input "
                  + i
                  + " of shape "
                  + x.shape()
                  + ", element "
                  + e
                  + ": backward "
                  + gradient[e]
                  + ", finite difference "
                  + numeric;
        }
      }
    }
    return new Report(name, 1, worst, where);
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
