package org.sinopia.test.bits;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.sinopia.nn.Module;
import org.sinopia.nn.layer.Positions;
import org.sinopia.nn.loss.EmbedderLoss;
import org.sinopia.nn.loss.EmbedderLossConfig;
import org.sinopia.nn.loss.LinearRamp;
import org.sinopia.nn.loss.PictureLoss;
import org.sinopia.nn.model.EmbedderConfig;
import org.sinopia.nn.model.SmallUViT;
import org.sinopia.nn.model.SmallUViTConfig;
import org.sinopia.nn.model.VariationalEmbedder;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Shape;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.Shift;
import org.sinopia.train.Loss;
import org.sinopia.train.Objective;
import org.sinopia.train.OptimiserConfig;
import org.sinopia.train.TrainingStep;

/**
 * Trains both models for some steps on the cpu and prints for each {@code name digest}, where the
 * digest is of all weights, moments and averages. Sizes are no multiples of the width of vectors,
 * and dropout of all kinds is on.
 */
final class TrainingDigests {
  private static final int SEED = 5;
  private static final int STEPS = 4;

  private static final OptimiserConfig OPTIMISER =
      new OptimiserConfig(0.01, 0.9, 0.999, 1e-8, 1e-2, 1, 0.9);

  private TrainingDigests() {}

  /** Takes no arguments. */
  public static void main(String[] arguments) {
    System.out.println("recolourer " + recolourer());
    System.out.println("embedder " + embedder());
  }

  private static String recolourer() {
    SmallUViT model =
        new SmallUViTConfig(
                4,
                3,
                88,
                3,
                24,
                2,
                2,
                Shift.DIAGONAL,
                SmallUViTConfig.Skip.CONCAT,
                Positions.Kind.SIN_COS,
                true,
                0.1,
                0.2,
                false,
                List.of(36, 28))
            .build();
    PictureLoss loss = new PictureLoss.Redmean(false);
    return trained(
        model,
        step ->
            new Objective(
                List.of(waves(0.7 + step, 3, 3, 36, 28), waves(0.3 + step, 3, 3, 36, 28)),
                "recolourer",
                (tape, inputs) ->
                    new Loss(
                        loss.of(
                            model.forward(tape.constant(inputs.get(0))),
                            tape.constant(inputs.get(1))))));
  }

  private static String embedder() {
    VariationalEmbedder model =
        new VariationalEmbedder(
            new EmbedderConfig(
                133, List.of(72, 40), 3, List.of(40, 72), 0.1, EmbedderConfig.Prior.MIXTURE, 5));
    EmbedderLoss loss =
        new EmbedderLoss(
            new EmbedderLossConfig(
                EmbedderLossConfig.Reconstruction.MEAN_SQUARED_ERROR,
                new LinearRamp(0.1, 0, 0),
                new LinearRamp(1, 0, 0),
                new LinearRamp(0.1, 0, 0)));
    try (Scope memory = Scope.open(Device.cpu())) {
      Optional<Tensor> centroids = Optional.of(waves(1.3, 5, 3).in(memory));
      return trained(
          model,
          step ->
              new Objective(
                  List.of(waves(0.2 + step, 301, 133)),
                  "embedder",
                  (tape, inputs) ->
                      new Loss(
                          loss.of(
                                  model,
                                  EmbedderLoss.Sample.of(tape.constant(inputs.getFirst())),
                                  centroids,
                                  1)
                              .total())));
    }
  }

  private static String trained(Module model, IntFunction<Objective> objective) {
    try (Scope memory = Scope.open(Device.cpu());
        TrainingStep training = new TrainingStep(model.allocate(memory, SEED), OPTIMISER, SEED)) {
      model.train();
      for (int step = 0; step < STEPS; step++) {
        training.run(step, OPTIMISER.learningRate() / (1 + step), objective.apply(step));
      }
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      training.state().values().forEach(t -> digest.update(t.memory().toArray(JAVA_BYTE)));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** In [0, 1]. */
  private static Objective.Input waves(double frequency, int... extents) {
    float[] values = new float[Shape.of(extents).elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (0.5 + 0.5 * StrictMath.sin(frequency * i));
    }
    return new Objective.Input(values, extents);
  }
}
