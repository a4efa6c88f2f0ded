package org.sinopia.bench.launches;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sinopia.kernels.device.CountingDevice;
import org.sinopia.kernels.device.CountingDevice.Counted;
import org.sinopia.tensor.OpObserver;
import org.sinopia.tensor.Operation;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.AttentionOp;
import org.sinopia.tensor.op.ReductionOp;

/**
 * Sees which launches each op makes, and what they move: an operand is read where an op reads it,
 * by each launch that has it, and written once where the op writes it, in equal parts if several
 * launches have it. Memory that is no operand holds partial results, which each launch that has it
 * either reads or writes.
 */
final class LaunchRecorder implements OpObserver {
  /**
   * Five products of the backward, shared out: queries take scores, their gradients and gradQ; keys
   * take the first two again, and gradK and gradV.
   */
  private static final Map<String, Double> BACKWARD_PARTS =
      Map.of("attention_backward_bf16_queries", 3.0 / 5, "attention_backward_bf16_keys", 4.0 / 5);

  private final CountingDevice device;
  private final List<CountedLaunch> launches = new ArrayList<>();

  LaunchRecorder(CountingDevice device) {
    this.device = device;
  }

  /** The launches so far, in order. */
  List<CountedLaunch> launches() {
    return launches;
  }

  @Override
  public void around(Operation op, Runnable kernel) {
    kernel.run();
    List<Counted> made = device.take();
    Map<Long, Long> reads = sizes(op.inputs());
    Map<Long, Long> writes = sizes(op.outputs());
    Map<Long, Integer> writers = new HashMap<>();
    made.forEach(one -> one.operands().keySet().forEach(a -> writers.merge(a, 1, Integer::sum)));
    for (int i = 0; i < made.size(); i++) {
      Counted one = made.get(i);
      long bytes = 0;
      long largest = 0;
      for (Map.Entry<Long, Long> operand : one.operands().entrySet()) {
        long address = operand.getKey();
        long read = reads.getOrDefault(address, 0L);
        long written = writes.getOrDefault(address, 0L);
        largest = Math.max(largest, Math.max(read, written));
        bytes += read + written / writers.get(address);
        if (read + written == 0) {
          bytes += operand.getValue();
        }
      }
      launches.add(
          new CountedLaunch(
              op.name(),
              one.kernel().name(),
              one.launch().grid().product(),
              bytes,
              flops(op, one.kernel().name(), i == 0),
              largest / Float.BYTES,
              strided(op, one.kernel().name())));
    }
  }

  /** The products of an attention in the launches that compute them, all else in the first. */
  private static long flops(Operation op, String kernel, boolean first) {
    if (op instanceof AttentionOp.LocalityAttentionBackward) {
      String part = kernel.substring(0, kernel.lastIndexOf('_'));
      return Math.round(op.flops() * BACKWARD_PARTS.getOrDefault(part, 0.0));
    }
    return first ? op.flops() : 0;
  }

  /** True for a block on each column of a matrix: its threads read down the column. */
  private static boolean strided(Operation op, String kernel) {
    return op instanceof ReductionOp.Reduce reduce
        && kernel.equals("reduce_by_block")
        && !reduce.axes().isEmpty()
        && reduce.axes().stream()
            .map(reduce.x().shape()::axis)
            .noneMatch(axis -> axis == reduce.x().shape().rank() - 1);
  }

  private static Map<Long, Long> sizes(List<Tensor> tensors) {
    Map<Long, Long> sizes = new HashMap<>();
    tensors.forEach(tensor -> sizes.put(tensor.memory().address(), tensor.bytes()));
    return sizes;
  }
}
