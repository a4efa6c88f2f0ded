package org.sinopia.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.sinopia.autograd.op.BiasActivation;
import org.sinopia.autograd.op.LayerNorm;
import org.sinopia.autograd.op.Linear;
import org.sinopia.autograd.op.LocalityAttention;
import org.sinopia.autograd.op.Redmean;
import org.sinopia.autograd.op.ResidualDropPath;
import org.sinopia.autograd.op.ShiftedPatchEmbedding;
import org.sinopia.autograd.op.Unpatchify;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.Dropout;
import org.sinopia.tensor.op.Shift;
import org.sinopia.tensor.op.UnaryFunction;
import org.sinopia.tensor.random.Draw;

/** A small network has the same gradients in float32 on the cpu as in float64 on the reference. */
class DeviceAgreementTest {
  /** Relative to the largest magnitude in a gradient: float32 through some ten ops. */
  private static final double TOLERANCE = 5e-4;

  /**
   * Shapes of a network from images [batch, 2, 2·rows, 2·columns] through tokens and attention to
   * colours.
   */
  private record Network(int batch, int rows, int columns, int heads, int headWidth) {
    private int width() {
      return heads * headWidth;
    }

    private List<Tensor> weights(Scope scope, Draw draw) {
      int tokenWidth = Shift.AXIAL.copies() * 2 * 4;
      int[][] shapes = {
        {tokenWidth},
        {tokenWidth},
        {width(), tokenWidth},
        {width()},
        {width()},
        {3 * width(), width()},
        {heads},
        {width(), width()},
        {width()},
        {12, width()},
        {12}
      };
      List<Tensor> weights = new ArrayList<>();
      for (int[] shape : shapes) {
        weights.add(draw.tensorBetween(-0.5, 0.5, scope, shape));
      }
      return weights;
    }

    private Variable loss(Tape tape, Tensor images, Tensor target, List<Parameter> weights) {
      List<Variable> w = weights.stream().map(tape::parameter).toList();
      Variable zeros = tape.constant(tape.scope().zeros(w.get(2).shape().extent(0)));
      Variable h =
          ShiftedPatchEmbedding.of(
              tape.variable(images), 2, Shift.AXIAL, w.get(0), w.get(1), 1e-5, w.get(2), zeros);
      Variable n = LayerNorm.of(h, w.get(3), w.get(4), 1e-5);
      Variable qkv = Linear.of(n, w.get(5), null);
      Dropout onScores = Dropout.standard(0.1, tape.seed(), tape.nextStream());
      Variable attended = LocalityAttention.of(qkv, heads, w.get(6), true, onScores);
      Dropout dropout = Dropout.standard(0.2, tape.seed(), tape.nextStream());
      Dropout path = Dropout.standard(0.3, tape.seed(), tape.nextStream());
      Variable branch = Linear.of(attended, w.get(7), null);
      h = ResidualDropPath.of(h, branch, w.get(8), dropout, path);
      Dropout alpha = Dropout.alpha(0.1, tape.seed(), tape.nextStream());
      Variable pixels =
          BiasActivation.of(UnaryFunction.SELU, Linear.of(h, w.get(9), null), w.get(10), alpha);
      Variable image = Unpatchify.of(Unary.sigmoid(pixels), 2, 2 * rows, 2 * columns);
      return Redmean.of(image, tape.constant(target), true);
    }

    /** The loss, then the gradients by all weights. */
    private List<double[]> run(Device device, long seed) {
      try (Scope kept = Scope.open(device);
          Scope step = Scope.open(device)) {
        Draw draw = Draw.of(List.of(1), seed);
        Tensor images = draw.tensor(kept, batch, 2, 2 * rows, 2 * columns);
        Tensor target = draw.tensorBetween(0.0, 1.0, kept, batch, 3, 2 * rows, 2 * columns);
        List<Parameter> weights =
            weights(kept, draw).stream().map(w -> new Parameter(w, kept.emptyLike(w))).toList();
        Tape tape = Tape.recording(step, seed);
        Variable loss = loss(tape, images, target, weights);
        tape.backward(loss);
        List<double[]> found = new ArrayList<>(List.of(loss.value().toDoubles()));
        weights.forEach(w -> found.add(w.gradient().toDoubles()));
        return found;
      }
    }
  }

  @Property(tries = 100)
  void gradientsOnTheCpuAreThoseOfTheReference(
      @ForAll @IntRange(min = 1, max = 3) int batch,
      @ForAll @IntRange(min = 1, max = 5) int rows,
      @ForAll @IntRange(min = 1, max = 5) int columns,
      @ForAll @IntRange(min = 1, max = 3) int heads,
      @ForAll @IntRange(min = 2, max = 9) int headWidth,
      @ForAll long seed) {
    Network network = new Network(batch, rows, columns, heads, headWidth);
    List<double[]> expected = network.run(Device.reference(), seed);
    List<double[]> actual = network.run(Device.cpu(), seed);
    assertEquals(expected.size(), actual.size());
    for (int i = 0; i < expected.size(); i++) {
      double scale = 1e-3;
      for (double e : expected.get(i)) {
        scale = Math.max(scale, Math.abs(e));
      }
      assertArrayEquals(
          expected.get(i), actual.get(i), TOLERANCE * scale, network + ", result " + i);
    }
  }
}
