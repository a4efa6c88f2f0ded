package org.sinopia.train.baseline;

import java.util.List;
import java.util.Optional;
import org.sinopia.autograd.Reshape;
import org.sinopia.autograd.Tape;
import org.sinopia.autograd.Variable;
import org.sinopia.autograd.op.BiasActivation;
import org.sinopia.nn.Initialiser;
import org.sinopia.nn.Module;
import org.sinopia.nn.ParameterStore;
import org.sinopia.nn.layer.Linear;
import org.sinopia.nn.loss.PictureLoss;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.op.Dropout;
import org.sinopia.tensor.op.UnaryFunction;
import org.sinopia.train.Loss;
import org.sinopia.train.Objective;
import org.sinopia.train.OptimiserConfig;
import org.sinopia.train.TrainingStep;
import org.sinopia.train.data.pairs.LatentImage;
import org.sinopia.train.data.pairs.PairsManifest;
import org.sinopia.xrf.RandomStream;

/**
 * A multilayer perceptron from a pixel's latent to its colour, with two hidden layers of {@value
 * #WIDTH}, trained by AdamW on the redmean distance with a learning rate that falls linearly to
 * zero: about the best that a smooth function of one pixel can do.
 */
final class PixelMlp extends Module implements ColouringMethod, AutoCloseable {
  private static final int WIDTH = 64;
  private static final int STEPS = 400;
  private static final int BATCH = 1024;
  private static final OptimiserConfig OPTIMISER =
      new OptimiserConfig(5e-3, 0.9, 0.999, 1e-8, 1e-4, 1, 0);

  private final int channels;
  private final Linear first;
  private final Linear second;
  private final Linear last;
  private final Scope weights;

  /** Trains on a device. */
  @SuppressWarnings("MustBeClosedChecker") // closed by close
  PixelMlp(TrainingPixels pixels, Device device, long seed) {
    channels = pixels.channels();
    first = part("first", new Linear(channels, WIDTH, Initialiser.leCunNormal(channels)));
    second = part("second", new Linear(WIDTH, WIDTH, Initialiser.leCunNormal(WIDTH)));
    last = part("last", new Linear(WIDTH, 3, Initialiser.leCunNormal(WIDTH)));
    weights = Scope.open(device);
    fit(allocate(weights, seed), pixels, seed);
  }

  private void fit(ParameterStore store, TrainingPixels pixels, long seed) {
    PictureLoss loss = new PictureLoss.Redmean(false);
    try (TrainingStep step = new TrainingStep(store, OPTIMISER, seed)) {
      float[] latents = new float[BATCH * channels];
      float[] colours = new float[BATCH * 3];
      for (int n = 0; n < STEPS; n++) {
        draw(pixels, new RandomStream(seed, n, 0), latents, colours);
        step.run(
            n,
            OPTIMISER.learningRate() * (1 - (double) n / STEPS),
            new Objective(
                List.of(
                    new Objective.Input(latents, BATCH, channels),
                    new Objective.Input(colours, BATCH, 3, 1, 1)),
                loss,
                (tape, inputs) -> {
                  Variable y = forward(tape.constant(inputs.get(0)));
                  Variable target = tape.constant(inputs.get(1));
                  return new Loss(loss.of(Reshape.of(y, BATCH, 3, 1, 1), target));
                }));
      }
    }
  }

  private void draw(TrainingPixels pixels, RandomStream random, float[] latents, float[] colours) {
    for (int i = 0; i < BATCH; i++) {
      int pixel = random.below(pixels.count());
      System.arraycopy(pixels.latents(), pixel * channels, latents, i * channels, channels);
      System.arraycopy(pixels.colours(), pixel * 3, colours, i * 3, 3);
    }
  }

  /** [B, channels] → [B, 3]. */
  private Variable forward(Variable x) {
    return last.forward(selu(second, selu(first, x)));
  }

  private static Variable selu(Linear layer, Variable x) {
    return BiasActivation.of(
        UnaryFunction.SELU, layer.product(x), layer.bias(x.tape()), Dropout.NONE);
  }

  @Override
  public String name() {
    return "pixel_mlp";
  }

  @Override
  public Optional<float[]> colours(PairsManifest.Entry entry, LatentImage latent) {
    try (Scope step = Scope.open(weights.device())) {
      PixelColours trained =
          (batch, pixels) -> {
            step.rewind();
            Tape tape = Tape.inference(step, 0);
            return forward(tape.constant(step.of(batch, pixels, channels))).value().toFloats();
          };
      return Optional.of(trained.of(latent));
    }
  }

  @Override
  public void close() {
    weights.close();
  }
}
