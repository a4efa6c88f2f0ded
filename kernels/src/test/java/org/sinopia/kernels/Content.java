package org.sinopia.kernels;

import java.util.Arrays;
import org.sinopia.tensor.DType;
import org.sinopia.tensor.Tensor;

/** Puts numbers into tensors that hold either real or whole ones. */
final class Content {
  private Content() {}

  static Tensor put(double[] values, Tensor tensor) {
    return tensor.dtype() == DType.I32
        ? tensor.set(Arrays.stream(values).mapToInt(value -> (int) value).toArray())
        : tensor.set(values);
  }
}
