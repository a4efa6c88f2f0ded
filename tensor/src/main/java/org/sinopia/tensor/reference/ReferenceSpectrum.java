package org.sinopia.tensor.reference;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.util.Arrays;
import java.util.List;
import org.sinopia.tensor.DType;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.Encoder;
import org.sinopia.tensor.op.Photons;
import org.sinopia.tensor.op.SpectrumOp;
import org.sinopia.tensor.op.UnaryFunction;
import org.sinopia.tensor.random.Philox;
import org.sinopia.tensor.reference.array.Reals;

/** Spectra by their formulas. */
final class ReferenceSpectrum {
  private ReferenceSpectrum() {}

  static void run(SpectrumOp op) {
    switch (op) {
      case SpectrumOp.Encode o -> encode(o);
      case SpectrumOp.DrawPhotons o -> draw(o);
      case SpectrumOp.EncodeDrawn o -> encode(o);
    }
  }

  private static void encode(SpectrumOp.Encode op) {
    Reals counts = new Reals(op.counts());
    int bins = op.counts().shape().extent(1);
    for (int i = 0; i < op.counts().shape().extent(0); i++) {
      double[] spectrum = new double[bins];
      for (int bin = 0; bin < bins; bin++) {
        spectrum[bin] = counts.at(i * bins + bin);
      }
      encode(op.encoder(), spectrum, op.latents(), i);
    }
  }

  private static void encode(SpectrumOp.EncodeDrawn op) {
    int bins = op.encoder().hidden().getFirst().in();
    for (int i = 0; i < op.photons().pixels(); i++) {
      double[] spectrum = Arrays.stream(draw(op.photons(), i, bins)).asDoubleStream().toArray();
      encode(op.encoder(), spectrum, op.latents(), i);
    }
  }

  private static void draw(SpectrumOp.DrawPhotons op) {
    int bins = op.counts().shape().extent(1);
    for (int i = 0; i < op.photons().pixels(); i++) {
      int[] counts = draw(op.photons(), i, bins);
      for (int bin = 0; bin < bins; bin++) {
        op.counts().memory().setAtIndex(JAVA_INT, (long) i * bins + bin, counts[bin]);
      }
    }
  }

  /** The first {@code bins} counts of a pixel. */
  private static int[] draw(Photons photons, int pixel, int bins) {
    int[] counts = new int[bins];
    int kind = photons.kinds().memory().getAtIndex(JAVA_INT, pixel);
    int columns = photons.tableColumns();
    if (kind < 0 || kind >= photons.tables().shape().extent(0)) {
      return counts;
    }
    for (int j = 0; j < photons.photons().memory().getAtIndex(JAVA_INT, pixel); j++) {
      int word = Philox.word(photons.seed(), photons.stream(pixel), j);
      int column = word % columns < 0 ? word % columns + columns : word % columns;
      long entry =
          Integer.toUnsignedLong(
              photons.tables().memory().getAtIndex(JAVA_INT, (long) kind * columns + column));
      boolean own = Integer.toUnsignedLong(word) / columns < entry / columns;
      int bin = own ? column : (int) (entry % columns);
      if (bin < bins) {
        counts[bin]++;
      }
    }
    return counts;
  }

  private static void encode(Encoder encoder, double[] spectrum, List<Tensor> latents, int index) {
    encoder.scaling().scale(spectrum, DType.F64);
    double[] h = spectrum;
    for (Encoder.Dense layer : encoder.hidden()) {
      h = dense(layer, h);
      for (int j = 0; j < h.length; j++) {
        h[j] = Activation.value(UnaryFunction.SELU, h[j]);
      }
    }
    for (int head = 0; head < latents.size(); head++) {
      Reals latent = new Reals(latents.get(head));
      double[] z = dense(encoder.heads().get(head), h);
      for (int j = 0; j < z.length; j++) {
        latent.set(index * z.length + j, z[j]);
      }
    }
  }

  private static double[] dense(Encoder.Dense layer, double[] x) {
    Reals weight = new Reals(layer.weight());
    Reals bias = new Reals(layer.bias());
    double[] y = new double[layer.out()];
    for (int j = 0; j < y.length; j++) {
      y[j] = bias.at(j);
      for (int k = 0; k < x.length; k++) {
        y[j] += weight.at(j * x.length + k) * x[k];
      }
    }
    return y;
  }
}
