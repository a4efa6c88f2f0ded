package org.sinopia.train.profile;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sinopia.autograd.Parameter;
import org.sinopia.nn.ParameterStore;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.DeviceClock;
import org.sinopia.tensor.OpObserver;
import org.sinopia.tensor.Operation;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.MatrixOp;

/**
 * Remembers every op of a step and when it ran. While ops run it keeps only the records and marks
 * the clock twice for each, so that watching costs next to nothing; all else waits for {@link
 * #take}.
 */
final class OpRecorder implements OpObserver, AutoCloseable {
  private final DeviceClock clock;
  private final NavigableMap<Long, String> layers = new TreeMap<>();
  private final List<Operation> ops = new ArrayList<>();

  /** A recorder of ops on a device, which tells layers of a model by the memory of its weights. */
  public OpRecorder(Device device, ParameterStore store) {
    this.clock = device.backend().clock();
    for (Map.Entry<String, Parameter> e : store.parameters().entrySet()) {
      String layer = e.getKey().substring(0, Math.max(0, e.getKey().lastIndexOf('.')));
      for (Tensor tensor : List.of(e.getValue().value(), e.getValue().gradient())) {
        layers.put(tensor.memory().address(), layer);
      }
    }
  }

  @Override
  public void around(Operation op, Runnable kernel) {
    clock.mark();
    kernel.run();
    clock.mark();
    ops.add(op);
  }

  /** The ops since the last call, in order; times count from the first. */
  public List<TimedOp> take() {
    long[] moments = clock.read();
    Optional<long[]> products = clock.products();
    List<TimedOp> timed = new ArrayList<>();
    for (int i = 0; i < ops.size(); i++) {
      Operation op = ops.get(i);
      int before = 2 * i;
      int after = before + 1;
      long start = moments[before];
      timed.add(
          new TimedOp(
              op.name(),
              shapes(op),
              layer(op),
              start - moments[0],
              moments[after] - start,
              products.isPresent()
                  ? OptionalLong.of(products.get()[after] - products.get()[before])
                  : OptionalLong.empty(),
              op.flops(),
              op.bytes()));
    }
    ops.clear();
    return timed;
  }

  @Override
  public void close() {
    clock.close();
  }

  private String layer(Operation op) {
    return Stream.concat(op.inputs().stream(), op.outputs().stream())
        .map(tensor -> layers.getOrDefault(tensor.memory().address(), ""))
        .filter(name -> !name.isEmpty())
        .findFirst()
        .orElse("");
  }

  /** Rows × inner × columns of a product; of any other op the distinct shapes of its operands. */
  private static String shapes(Operation op) {
    return switch (op) {
      case MatrixOp.Gemm gemm -> product(gemm);
      default ->
          Stream.concat(op.inputs().stream(), op.outputs().stream())
              .map(tensor -> tensor.shape().toString())
              .distinct()
              .collect(Collectors.joining(" "));
    };
  }

  private static String product(MatrixOp.Gemm gemm) {
    boolean flat = gemm.b().shape().rank() == 2 && !gemm.transposeA();
    int rows = flat ? gemm.batch() * gemm.m() : gemm.m();
    String one = rows + "x" + gemm.k() + "x" + gemm.n();
    return flat || gemm.batch() == 1 ? one : gemm.batch() + " of " + one;
  }
}
