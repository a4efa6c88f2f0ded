package org.sinopia.autograd;

import java.util.ArrayList;
import java.util.List;
import org.sinopia.tensor.Shape;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.ReduceFunction;
import org.sinopia.tensor.op.ReductionOp;

/**
 * The backward of broadcasting: what was spread over many elements gathers the sum of their
 * gradients.
 */
final class Broadcast {
  private Broadcast() {}

  /**
   * part = the sum of full over all axes along which part was stretched.
   *
   * @param part of a shape other than full's that broadcasts to it
   */
  static void sum(Tensor full, Tensor part) {
    int missing = full.shape().rank() - part.shape().rank();
    List<Integer> stretched = new ArrayList<>();
    List<Integer> left = new ArrayList<>();
    for (int axis = 0; axis < full.shape().rank(); axis++) {
      int extent = full.shape().extent(axis);
      if (axis < missing || part.shape().extent(axis - missing) != extent) {
        stretched.add(axis);
      } else {
        left.add(extent);
      }
    }
    Shape dropped = Shape.of(left.stream().mapToInt(Integer::intValue).toArray());
    new ReductionOp.Reduce(ReduceFunction.SUM, full, stretched, part.reshape(dropped)).run();
  }
}
