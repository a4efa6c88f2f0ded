package org.sinopia.tensor.reference.image;

import java.util.Arrays;
import org.sinopia.tensor.op.ImageOp.MeanPool2;
import org.sinopia.tensor.op.ImageOp.MeanPool2Backward;
import org.sinopia.tensor.reference.array.Plane;

/** Halving of images. */
final class ReferenceMeanPool2 {
  private ReferenceMeanPool2() {}

  static void forward(MeanPool2 op) {
    Plane[] halves = Arrays.stream(Plane.of(op.x())).map(Plane::halved).toArray(Plane[]::new);
    Plane.store(halves, op.y());
  }

  static void backward(MeanPool2Backward op) {
    Plane[] gradY = Plane.of(op.gradY());
    Plane[] gradX = Plane.blank(op.gradX());
    for (int p = 0; p < gradX.length; p++) {
      gradX[p].addHalvedBackward(gradY[p]);
    }
    Plane.store(gradX, op.gradX());
  }
}
