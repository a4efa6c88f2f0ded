package org.sinopia.tensor.reference;

import static org.sinopia.tensor.op.LossOp.Redmean.EPSILON;

import org.sinopia.tensor.op.LossOp.Redmean;
import org.sinopia.tensor.reference.array.Reals;

/** The redmean colour distance. */
final class ReferenceRedmean {
  private ReferenceRedmean() {}

  static void run(Redmean op) {
    Reals prediction = new Reals(op.prediction());
    Reals target = new Reals(op.target());
    Reals distance = op.distance() == null ? null : new Reals(op.distance());
    Reals gradient = op.gradient() == null ? null : new Reals(op.gradient());
    int batch = op.prediction().shape().extent(0);
    int area = op.prediction().shape().elements(2, 4);
    int n = batch * area;
    double sum = 0;
    for (int image = 0; image < batch; image++) {
      for (int pixel = 0; pixel < area; pixel++) {
        int r = image * 3 * area + pixel;
        int g = r + area;
        int b = g + area;
        double meanRed = 255 * (prediction.at(r) + target.at(r)) / 2;
        double dr = prediction.at(r) - target.at(r);
        double dg = prediction.at(g) - target.at(g);
        double db = prediction.at(b) - target.at(b);
        double redWeight = 2 + meanRed / 256;
        double blueWeight = 2 + (255 - meanRed) / 256;
        double squared = redWeight * dr * dr + 4 * dg * dg + blueWeight * db * db + EPSILON;
        double d = op.squared() ? squared : Math.sqrt(squared);
        sum += d;
        if (distance != null) {
          distance.set(image * area + pixel, d);
        }
        if (gradient != null) {
          double bySquared = (op.squared() ? 1 : 0.5 / d) / n;
          double byMeanRed = (dr * dr - db * db) / 256;
          gradient.set(r, bySquared * (2 * redWeight * dr + byMeanRed * 255 / 2));
          gradient.set(g, bySquared * 8 * dg);
          gradient.set(b, bySquared * 2 * blueWeight * db);
        }
      }
    }
    new Reals(op.loss()).set(0, sum / n);
  }
}
