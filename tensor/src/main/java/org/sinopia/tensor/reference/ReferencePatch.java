package org.sinopia.tensor.reference;

import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.PatchOp;
import org.sinopia.tensor.op.Shift;
import org.sinopia.tensor.reference.array.Reals;

/** Patches and shifted patch tokenisation, one element at a time. */
final class ReferencePatch {
  private ReferencePatch() {}

  static void run(PatchOp op) {
    switch (op) {
      case PatchOp.ShiftedPatchTokens o -> tokens(o);
      case PatchOp.ShiftedPatchTokensBackward o -> tokensBackward(o);
      case PatchOp.Patchify o -> patchify(o);
      case PatchOp.Unpatchify o -> unpatchify(o);
    }
  }

  private static void tokens(PatchOp.ShiftedPatchTokens op) {
    Cut cut = new Cut(op.x(), op.patch(), op.shift());
    Reals x = new Reals(op.x());
    Reals gamma = new Reals(op.gamma());
    Reals beta = new Reals(op.beta());
    Reals y = new Reals(op.tokens());
    Reals mean = new Reals(op.mean());
    Reals rstd = new Reals(op.rstd());
    for (int row = 0; row < op.mean().elements(); row++) {
      double sum = 0;
      for (int f = 0; f < cut.features; f++) {
        sum += cut.value(x, row, f);
      }
      double centre = sum / cut.features;
      double squares = 0;
      for (int f = 0; f < cut.features; f++) {
        double off = cut.value(x, row, f) - centre;
        squares += off * off;
      }
      mean.set(row, centre);
      rstd.set(row, 1 / Math.sqrt(squares / cut.features + op.epsilon()));
      for (int f = 0; f < cut.features; f++) {
        double normalised = (cut.value(x, row, f) - centre) * rstd.at(row);
        y.set(row * cut.features + f, normalised * gamma.at(f) + beta.at(f));
      }
    }
  }

  private static void tokensBackward(PatchOp.ShiftedPatchTokensBackward op) {
    Cut cut = new Cut(op.x(), op.patch(), op.shift());
    Reals x = new Reals(op.x());
    Reals gamma = new Reals(op.gamma());
    Reals mean = new Reals(op.mean());
    Reals rstd = new Reals(op.rstd());
    Reals grad = new Reals(op.gradTokens());
    Reals gradGamma = new Reals(op.gradGamma());
    Reals gradBeta = new Reals(op.gradBeta());
    double[] gradImage = new double[op.x().elements()];
    for (int f = 0; f < cut.features; f++) {
      gradGamma.set(f, 0);
      gradBeta.set(f, 0);
    }
    for (int row = 0; row < op.mean().elements(); row++) {
      double meanG = 0;
      double meanGx = 0;
      for (int f = 0; f < cut.features; f++) {
        double dy = grad.at(row * cut.features + f);
        double normalised = (cut.value(x, row, f) - mean.at(row)) * rstd.at(row);
        meanG += dy * gamma.at(f) / cut.features;
        meanGx += dy * gamma.at(f) * normalised / cut.features;
        gradGamma.add(f, dy * normalised);
        gradBeta.add(f, dy);
      }
      for (int f = 0; f < cut.features; f++) {
        int source = cut.source(row, f);
        if (source >= 0) {
          double g = grad.at(row * cut.features + f) * gamma.at(f);
          double normalised = (x.at(source) - mean.at(row)) * rstd.at(row);
          gradImage[source] += rstd.at(row) * (g - meanG - normalised * meanGx);
        }
      }
    }
    if (op.gradX() != null) {
      op.gradX().set(gradImage);
    }
  }

  private static void patchify(PatchOp.Patchify op) {
    Cut cut = new Cut(op.image(), op.patch(), Shift.NONE);
    Reals image = new Reals(op.image());
    Reals tokens = new Reals(op.tokens());
    for (int i = 0; i < op.tokens().elements(); i++) {
      tokens.set(i, image.at(cut.source(i / cut.features, i % cut.features)));
    }
  }

  private static void unpatchify(PatchOp.Unpatchify op) {
    Cut cut = new Cut(op.image(), op.patch(), Shift.NONE);
    Reals image = new Reals(op.image());
    Reals tokens = new Reals(op.tokens());
    for (int i = 0; i < op.tokens().elements(); i++) {
      image.set(cut.source(i / cut.features, i % cut.features), tokens.at(i));
    }
  }

  /** Which pixel each feature of each token is a copy of. */
  private static final class Cut {
    final int features;
    private final int channels;
    private final int height;
    private final int width;
    private final int patch;
    private final Shift shift;

    Cut(Tensor image, int patch, Shift shift) {
      this.channels = image.shape().extent(1);
      this.height = image.shape().extent(2);
      this.width = image.shape().extent(3);
      this.patch = patch;
      this.shift = shift;
      this.features = patch * patch * shift.copies() * channels;
    }

    /** The row-major position of the pixel, −1 if outside; row counts tokens over all samples. */
    int source(int row, int feature) {
      int across = width / patch;
      int down = height / patch;
      int channel = feature % channels;
      int copy = feature / channels % shift.copies();
      int pixel = feature / (channels * shift.copies());
      int y = row / across % down * patch + pixel / patch + shift.dy(copy, patch);
      int x = row % across * patch + pixel % patch + shift.dx(copy, patch);
      if (y < 0 || y >= height || x < 0 || x >= width) {
        return -1;
      }
      return ((row / (across * down) * channels + channel) * height + y) * width + x;
    }

    double value(Reals image, int row, int feature) {
      int source = source(row, feature);
      return source < 0 ? 0 : image.at(source);
    }
  }
}
