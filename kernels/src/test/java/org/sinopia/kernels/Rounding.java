package org.sinopia.kernels;

import org.sinopia.kernels.launch.product.Precision;
import org.sinopia.tensor.Tensor;

/** Rounds operands as tensor cores do, element by element. */
final class Rounding {
  private Rounding() {}

  /** Rounds all elements in place. */
  static void round(Tensor tensor, Precision precision) {
    float[] values = tensor.toFloats();
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (precision) {
            case F32 -> values[i];
            case TF32 -> tiesAway(values[i], 13);
            case BF16 -> tiesToEven(values[i], 16);
          };
    }
    tensor.set(values);
  }

  /** To nearest without a number of low bits; halves away from zero. */
  private static float tiesAway(float value, int bits) {
    int half = 1 << (bits - 1);
    return Float.intBitsToFloat((Float.floatToRawIntBits(value) + half) & -(1 << bits));
  }

  /** To nearest without a number of low bits; halves to the even neighbour. */
  private static float tiesToEven(float value, int bits) {
    int raw = Float.floatToRawIntBits(value);
    int half = (1 << (bits - 1)) - 1 + (raw >>> bits & 1);
    return Float.intBitsToFloat((raw + half) & -(1 << bits));
  }
}
