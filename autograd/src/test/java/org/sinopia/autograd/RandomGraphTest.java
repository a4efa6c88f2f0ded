package org.sinopia.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.random.Draw;

/**
 * Gradients that share, pass on and recycle buffers equal those of plain adjoint arrays, one per
 * node and never used twice, for any graph.
 */
class RandomGraphTest {
  private static final int WIDTH = 3;
  private static final int INPUTS = 3;

  /** One op of a graph: {@code kind} applied to nodes {@code a} and {@code b}. */
  private record Step(int kind, int a, int b) {}

  @Property(tries = 1000)
  void gradientsEqualThoseWithoutSharing(
      @ForAll @Size(min = 1, max = 40) List<@IntRange(min = 0, max = 999_999) Integer> choices,
      @ForAll long seed) {
    List<Step> steps = new ArrayList<>();
    for (int choice : choices) {
      int nodes = INPUTS + steps.size();
      // The nearest nodes are likely, so that graphs become deep as well as wide.
      int a = nodes - 1 - choice / 5 % Math.min(nodes, 4);
      int b = choice / 20 % nodes;
      steps.add(new Step(choice % 5, a, b));
    }
    Draw draw = Draw.of(List.of(1), seed);
    double[][] inputs = new double[INPUTS][];
    for (int i = 0; i < INPUTS; i++) {
      inputs[i] = draw.values(WIDTH, -1, 1);
    }
    double[] upstream = draw.values(WIDTH, -1, 1);
    double[][] expected = adjoints(steps, inputs, upstream);
    try (Scope scope = Scope.open(Device.reference())) {
      Parameter parameter =
          new Parameter(scope.of(inputs[0], WIDTH), scope.full(Double.NaN, WIDTH));
      Tape tape = Tape.recording(scope, 0);
      List<Variable> nodes = new ArrayList<>();
      nodes.add(tape.parameter(parameter));
      for (int i = 1; i < INPUTS; i++) {
        nodes.add(tape.variable(scope.of(inputs[i], WIDTH)));
      }
      for (Step step : steps) {
        nodes.add(apply(step, nodes.get(step.a()), nodes.get(step.b())));
      }
      tape.backward(nodes.getLast(), scope.of(upstream, WIDTH));
      for (int i = 0; i < INPUTS; i++) {
        Tensor gradient = nodes.get(i).gradient();
        double[] actual = gradient == null ? new double[WIDTH] : gradient.toDoubles();
        for (int k = 0; k < WIDTH; k++) {
          double bound = 1e-12 * Math.max(1, Math.abs(expected[i][k]));
          assertEquals(expected[i][k], actual[k], bound, "input " + i + " of " + steps);
        }
      }
    }
  }

  private static Variable apply(Step step, Variable a, Variable b) {
    return switch (step.kind()) {
      case 0 -> Binary.add(a, b);
      case 1 -> Binary.subtract(a, b);
      case 2 -> Binary.multiply(a, b);
      case 3 -> Reshape.of(a, WIDTH);
      default -> Scale.of(0.5, a);
    };
  }

  /** Reverse mode on arrays. */
  private static double[][] adjoints(List<Step> steps, double[][] inputs, double[] upstream) {
    int count = INPUTS + steps.size();
    double[][] adjoint = new double[count][WIDTH];
    double[] value = new double[count];
    for (int k = 0; k < WIDTH; k++) {
      for (int i = 0; i < count; i++) {
        value[i] = i < INPUTS ? inputs[i][k] : value(steps.get(i - INPUTS), value);
      }
      adjoint[count - 1][k] = upstream[k];
      for (int i = count - 1; i >= INPUTS; i--) {
        Step step = steps.get(i - INPUTS);
        double g = adjoint[i][k];
        double byA =
            switch (step.kind()) {
              case 2 -> value[step.b()];
              case 4 -> 0.5;
              default -> 1;
            };
        double byB =
            switch (step.kind()) {
              case 0 -> 1;
              case 1 -> -1;
              case 2 -> value[step.a()];
              default -> 0;
            };
        adjoint[step.a()][k] += g * byA;
        adjoint[step.b()][k] += g * byB;
      }
    }
    return adjoint;
  }

  private static double value(Step step, double[] values) {
    double a = values[step.a()];
    double b = values[step.b()];
    return switch (step.kind()) {
      case 0 -> a + b;
      case 1 -> a - b;
      case 2 -> a * b;
      case 3 -> a;
      default -> 0.5 * a;
    };
  }
}
