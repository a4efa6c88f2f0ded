package org.sinopia.tensor.reference;

import java.util.Arrays;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.CountScaling;
import org.sinopia.tensor.op.Encoder;
import org.sinopia.tensor.op.SpectrumOp;
import org.sinopia.tensor.op.UnaryFunction;

/** Spectra by their formulas. */
final class ReferenceSpectrum {
  private ReferenceSpectrum() {}

  static void run(SpectrumOp op) {
    switch (op) {
      case SpectrumOp.Encode o -> encode(o);
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
      double[] h = scaled(op.encoder().scaling(), spectrum);
      for (Encoder.Dense layer : op.encoder().hidden()) {
        h = dense(layer, h);
        for (int j = 0; j < h.length; j++) {
          h[j] = Activation.value(UnaryFunction.SELU, h[j]);
        }
      }
      for (int head = 0; head < op.latents().size(); head++) {
        Tensor latent = op.latents().get(head);
        double[] z = dense(op.encoder().heads().get(head), h);
        for (int j = 0; j < z.length; j++) {
          new Reals(latent).set(i * z.length + j, z[j]);
        }
      }
    }
  }

  private static double[] scaled(CountScaling scaling, double[] x) {
    if (scaling == CountScaling.NONE) {
      return x;
    }
    for (int bin = 0; bin < x.length; bin++) {
      x[bin] = x[bin] > 0 && x[bin] <= Double.MAX_VALUE ? x[bin] : 0;
    }
    double sum = Arrays.stream(x).sum();
    double most = Arrays.stream(x).max().orElseThrow();
    double whole = scaling == CountScaling.UNIT_MAX ? most : sum;
    boolean normal = whole >= Double.MIN_NORMAL && whole <= Double.MAX_VALUE;
    for (int bin = 0; bin < x.length; bin++) {
      double share = normal ? x[bin] / whole : 0;
      x[bin] = scaling == CountScaling.SQRT ? Math.sqrt(share) : share;
    }
    return x;
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
