package org.sinopia.tensor.reference;

import org.sinopia.tensor.UnsupportedOpException;
import org.sinopia.tensor.op.ImageOp;

/** The Gaussian window. */
final class ReferenceGaussianWindow {
  private ReferenceGaussianWindow() {}

  static void moments(ImageOp.GaussianMoments op) {
    throw new UnsupportedOpException(op.name());
  }
}
