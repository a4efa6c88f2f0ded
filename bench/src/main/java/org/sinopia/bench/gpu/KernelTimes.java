package org.sinopia.bench.gpu;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.sinopia.kernels.launch.product.Precision;
import org.sinopia.nn.model.EmbedderConfig;
import org.sinopia.nn.model.SmallUViTConfig;
import org.sinopia.nn.model.VariationalEmbedder;
import org.sinopia.tensor.Backend;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.DeviceClock;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.op.Op;
import org.sinopia.train.profile.Workload;

/** Times each of {@link KernelCases}, and training steps, by the device's own clock. */
public final class KernelTimes {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Device device;
  private final boolean small;
  private final int warmUps;
  private final int repeats;
  private final Engines engines;
  private final ArrayNode times = JSON.createArrayNode();

  private KernelTimes(Device device, boolean small) {
    this.device = device;
    this.small = small;
    this.warmUps = small ? 1 : 5;
    this.repeats = small ? 5 : 30;
    this.engines = new Engines(device);
  }

  /**
   * Writes a JSON array of {@code name}, {@code bytes} and {@code flops} as the ops count them,
   * {@code seconds}, the median, {@code rate}, the case whose FLOP/s are those to compare with, and
   * {@code vendor}, the seconds of NVIDIA's library where that can do it too; and prints what is
   * known of the device, a line each.
   *
   * @param arguments the device, the file, and {@code small} for a machine that is not to be kept
   *     busy
   */
  public static void main(String[] arguments) throws IOException {
    boolean small = arguments.length > 2 && arguments[2].equals("small");
    Device device = Device.of(arguments[0]);
    device.backend().describe().forEach((what, found) -> System.out.println(what + ": " + found));
    KernelTimes times = new KernelTimes(device, small);
    KernelCases.all().forEach(times::measure);
    times.measureSteps();
    Files.writeString(Path.of(arguments[1]), JSON.writeValueAsString(times.times));
  }

  private void measure(KernelCase one) {
    Optional<Backend> own = engines.own(one.precision());
    if (own.isEmpty()) {
      return;
    }
    try (Scope scope = Scope.open(device)) {
      Op op = one.make().apply(new Operands(scope, small));
      op.check();
      ObjectNode found =
          add(one.name(), one.precision(), op.bytes(), op.flops())
              .put("seconds", seconds(() -> own.get().run(op)));
      one.library()
          .flatMap(library -> engines.vendor(one.precision(), library))
          .ifPresent(vendor -> found.put("vendor", seconds(() -> vendor.run(op))));
    }
  }

  private void measureSteps() {
    int batch = small ? 1 : 32;
    int side = small ? 64 : 256;
    try (Workload step =
        Workload.recolourerTraining(SmallUViTConfig.PAPER.build(), device, batch, side, side)) {
      measure("recolourer_step", step);
    }
    try (Workload step =
        Workload.embedderTraining(
            new VariationalEmbedder(EmbedderConfig.PAPER), device, small ? 64 : 4096)) {
      measure("embedder_step", step);
    }
  }

  /** Bytes and operations are counted in the first step: later ones may be replayed. */
  private void measure(String name, Workload workload) {
    long[] counts = new long[2];
    try (Device.Observation _ =
        device.observe(
            (op, kernel) -> {
              kernel.run();
              counts[0] += op.bytes();
              counts[1] += op.flops();
            })) {
      workload.step();
    }
    Precision precision = Precision.fromProperties();
    add(name, engines.own(precision).isPresent() ? precision : Precision.F32, counts[0], counts[1])
        .put("seconds", seconds(workload::step));
  }

  private ObjectNode add(String name, Precision precision, long bytes, long flops) {
    String rate =
        precision == Precision.F32 ? "gemm" : "gemm_" + precision.name().toLowerCase(Locale.ROOT);
    return times
        .addObject()
        .put("name", name)
        .put("bytes", bytes)
        .put("flops", flops)
        .put("rate", rate);
  }

  private double seconds(Runnable work) {
    long[] moments;
    try (DeviceClock clock = device.backend().clock()) {
      for (int i = 0; i < warmUps; i++) {
        work.run();
      }
      for (int i = 0; i < repeats; i++) {
        clock.mark();
        work.run();
        clock.mark();
      }
      moments = clock.read();
    }
    long[] times = new long[repeats];
    Arrays.setAll(times, i -> moments[2 * i + 1] - moments[2 * i]);
    Arrays.sort(times);
    return times[repeats / 2] * 1e-9;
  }
}
