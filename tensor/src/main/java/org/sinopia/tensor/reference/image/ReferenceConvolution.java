package org.sinopia.tensor.reference.image;

import org.sinopia.tensor.op.ImageOp;
import org.sinopia.tensor.reference.array.Reals;

/** 3×3 convolution with a border of zeros. */
final class ReferenceConvolution {
  private ReferenceConvolution() {}

  static void forward(ImageOp.Conv3x3 op) {
    Reals x = new Reals(op.x());
    Reals weight = new Reals(op.weight());
    Reals bias = new Reals(op.bias());
    Reals y = new Reals(op.y());
    int[] e = op.x().shape().extents();
    for (int b = 0; b < e[0]; b++) {
      for (int o = 0; o < op.weight().shape().extent(0); o++) {
        for (int r = 0; r < e[2]; r++) {
          for (int c = 0; c < e[3]; c++) {
            double sum = bias.at(o);
            for (int i = 0; i < e[1]; i++) {
              for (int u = 0; u < 3; u++) {
                for (int v = 0; v < 3; v++) {
                  if (inside(r + u - 1, e[2]) && inside(c + v - 1, e[3])) {
                    sum +=
                        weight.at(weight.flat(o, i, u, v))
                            * x.at(x.flat(b, i, r + u - 1, c + v - 1));
                  }
                }
              }
            }
            y.set(y.flat(b, o, r, c), sum);
          }
        }
      }
    }
  }

  static void backward(ImageOp.Conv3x3Backward op) {
    if (op.gradX() != null) {
      gradX(op);
    }
    Reals x = new Reals(op.x());
    Reals gradY = new Reals(op.gradY());
    Reals gradWeight = new Reals(op.gradWeight());
    Reals gradBias = new Reals(op.gradBias());
    int[] e = op.x().shape().extents();
    for (int o = 0; o < op.weight().shape().extent(0); o++) {
      double sum = 0;
      for (int b = 0; b < e[0]; b++) {
        for (int r = 0; r < e[2]; r++) {
          for (int c = 0; c < e[3]; c++) {
            sum += gradY.at(gradY.flat(b, o, r, c));
          }
        }
      }
      gradBias.set(o, sum);
      for (int i = 0; i < e[1]; i++) {
        for (int u = 0; u < 3; u++) {
          for (int v = 0; v < 3; v++) {
            double tap = 0;
            for (int b = 0; b < e[0]; b++) {
              for (int r = 0; r < e[2]; r++) {
                for (int c = 0; c < e[3]; c++) {
                  if (inside(r + u - 1, e[2]) && inside(c + v - 1, e[3])) {
                    tap +=
                        gradY.at(gradY.flat(b, o, r, c)) * x.at(x.flat(b, i, r + u - 1, c + v - 1));
                  }
                }
              }
            }
            gradWeight.set(gradWeight.flat(o, i, u, v), tap);
          }
        }
      }
    }
  }

  /** gradX[b, i, r, c] = Σ weight[o, i, u, v]·gradY[b, o, r−u+1, c−v+1]. */
  private static void gradX(ImageOp.Conv3x3Backward op) {
    Reals weight = new Reals(op.weight());
    Reals gradY = new Reals(op.gradY());
    Reals gradX = new Reals(op.gradX());
    int[] e = op.x().shape().extents();
    for (int b = 0; b < e[0]; b++) {
      for (int i = 0; i < e[1]; i++) {
        for (int r = 0; r < e[2]; r++) {
          for (int c = 0; c < e[3]; c++) {
            double sum = 0;
            for (int o = 0; o < op.weight().shape().extent(0); o++) {
              for (int u = 0; u < 3; u++) {
                for (int v = 0; v < 3; v++) {
                  if (inside(r - u + 1, e[2]) && inside(c - v + 1, e[3])) {
                    sum +=
                        weight.at(weight.flat(o, i, u, v))
                            * gradY.at(gradY.flat(b, o, r - u + 1, c - v + 1));
                  }
                }
              }
            }
            gradX.set(gradX.flat(b, i, r, c), sum);
          }
        }
      }
    }
  }

  private static boolean inside(int index, int extent) {
    return index >= 0 && index < extent;
  }
}
