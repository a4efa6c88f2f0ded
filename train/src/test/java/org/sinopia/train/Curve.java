package org.sinopia.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.sinopia.autograd.Reduce;
import org.sinopia.autograd.Unary;
import org.sinopia.autograd.Variable;
import org.sinopia.nn.Initialiser;
import org.sinopia.nn.Module;
import org.sinopia.nn.layer.Linear;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;

/** A curve y(x): a linear layer, tanh, and a linear layer. */
final class Curve extends Module {
  private final Linear in = part("in", new Linear(1, 32, Initialiser.leCunNormal(1)));
  private final Linear out = part("out", new Linear(32, 1, Initialiser.leCunNormal(32)));

  Variable forward(Variable x) {
    return out.forward(Unary.tanh(in.forward(x)));
  }

  /** Trains on points, saves the weights, and returns the mean squared error. */
  double fit(float[] xs, float[] ys, Path weights) throws IOException {
    OptimiserConfig config = OptimiserConfig.DEFAULT.with(c -> c.weightDecay = 0);
    try (Scope scope = Scope.open(Device.cpu());
        TrainingStep step = new TrainingStep(allocate(scope, 1), config, 1)) {
      Tensor x = scope.of(xs, xs.length, 1);
      Tensor y = scope.of(ys, ys.length, 1);
      double error = Double.NaN;
      for (int i = 0; i < 1000; i++) {
        error = step.run(i, 0.01, tape -> squaredError(tape.constant(x), tape.constant(y))).loss();
      }
      save(weights, Map.of());
      return error;
    }
  }

  private Variable squaredError(Variable x, Variable y) {
    return Reduce.mean(forward(x).minus(y).squared());
  }
}
