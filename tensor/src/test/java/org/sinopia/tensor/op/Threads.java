package org.sinopia.tensor.op;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.cpu.CpuBackend;

/** The cpu backend with different numbers of threads. */
final class Threads {
  private static final Map<Integer, CpuBackend> BACKENDS =
      new TreeMap<>(Map.of(1, new CpuBackend(1), 2, new CpuBackend(2), 7, new CpuBackend(7)));

  private Threads() {}

  /** Fails unless an op on cpu tensors leaves the same bytes with 1, 2 and 7 threads. */
  static void sameBits(Op op) {
    op.check();
    List<byte[]> before = content(op);
    BACKENDS.get(1).run(op);
    List<byte[]> wanted = content(op);
    BACKENDS.forEach(
        (threads, backend) -> {
          restore(op, before);
          backend.run(op);
          List<byte[]> got = content(op);
          for (int i = 0; i < wanted.size(); i++) {
            MemorySegment one = MemorySegment.ofArray(wanted.get(i));
            long mismatch = one.mismatch(MemorySegment.ofArray(got.get(i)));
            assertEquals(-1, mismatch, op + ": output " + i + " with " + threads + " threads");
          }
        });
  }

  private static List<byte[]> content(Op op) {
    return op.outputs().stream().map(t -> t.memory().toArray(ValueLayout.JAVA_BYTE)).toList();
  }

  private static void restore(Op op, List<byte[]> content) {
    List<Tensor> outputs = op.outputs();
    for (int i = 0; i < outputs.size(); i++) {
      outputs.get(i).memory().copyFrom(MemorySegment.ofArray(content.get(i)));
    }
  }
}
