package org.sinopia.train.inference;

import org.sinopia.autograd.Tape;
import org.sinopia.autograd.Variable;
import org.sinopia.nn.model.VariationalEmbedder;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.train.data.pairs.LatentImage;
import org.sinopia.train.model.EmbedderDescription;

/** Puts what an embedder makes of batches of spectra into latent images. */
final class LatentWriter {
  private final EmbedderDescription description;
  private final VariationalEmbedder model;
  private final Scope step;

  LatentWriter(EmbedderDescription description, VariationalEmbedder model, Scope step) {
    this.description = description;
    this.model = model;
    this.step = step;
  }

  /** A latent image of a scan or a band of it, to be filled. */
  LatentImage blank(int height, int width, String name) {
    int channels = description.channels();
    if ((long) height * width * channels > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "%s: %d x %d pixels, expected at most %d for a latent of %d dimensions"
              .formatted(name, height, width, (Integer.MAX_VALUE - 8) / channels, channels));
    }
    return new LatentImage(channels, height, width, new float[channels * height * width]);
  }

  /** Latents, standardised, and the colours that the embedder tells of them. */
  void put(Tensor mu, int firstPixel, LatentImage into) {
    standardise(mu.toFloats(), firstPixel, into, true);
    Tape tape = Tape.inference(step, 0);
    model.colours(tape.constant(mu)).ifPresent(told -> putColours(told, firstPixel, into));
  }

  private void putColours(Variable told, int firstPixel, LatentImage into) {
    float[] colours = told.value().toFloats();
    for (int c = 0; c < 3; c++) {
      int at = (model.config().latent() + c) * into.pixels() + firstPixel;
      for (int i = 0; i < colours.length / 3; i++) {
        into.values()[at + i] = colours[3 * i + c];
      }
    }
  }

  /** Turns [pixel, dimension] into standardised [dimension, pixel]. */
  void standardise(float[] values, int firstPixel, LatentImage into, boolean centre) {
    int channels = model.config().latent();
    for (int c = 0; c < channels; c++) {
      double mean = centre ? description.latentMean().get(c) : 0;
      double deviation = description.latentDeviation().get(c);
      int at = c * into.pixels() + firstPixel;
      for (int i = 0; i < values.length / channels; i++) {
        into.values()[at + i] = (float) ((values[i * channels + c] - mean) / deviation);
      }
    }
  }
}
