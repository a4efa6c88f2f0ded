package org.sinopia.bench.gpu;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.DeviceClock;
import org.sinopia.tensor.Scope;

/** Times each of {@link KernelCases} by the device's own clock. */
public final class KernelTimes {
  private static final int WARM_UPS = 5;
  private static final int REPEATS = 30;
  private static final ObjectMapper JSON = new ObjectMapper();

  private KernelTimes() {}

  /**
   * Writes a JSON array of {@code name}, {@code bytes}, {@code flops} and {@code seconds}, the
   * median.
   *
   * @param arguments the device, the file, and {@code small} for a machine that is not to be kept
   *     busy
   */
  public static void main(String[] arguments) throws IOException {
    Device device = Device.of(arguments[0]);
    boolean small = arguments.length > 2 && arguments[2].equals("small");
    ArrayNode times = JSON.createArrayNode();
    try (Scope scope = Scope.open(device)) {
      for (KernelCases.Case one : new KernelCases(scope, small).all()) {
        times
            .addObject()
            .put("name", one.name())
            .put("bytes", one.bytes())
            .put("flops", one.flops())
            .put("seconds", seconds(device, one));
      }
    }
    Files.writeString(Path.of(arguments[1]), JSON.writeValueAsString(times));
  }

  private static double seconds(Device device, KernelCases.Case one) {
    long[] moments;
    try (DeviceClock clock = device.backend().clock()) {
      for (int i = 0; i < WARM_UPS; i++) {
        one.op().run();
      }
      for (int i = 0; i < REPEATS; i++) {
        clock.mark();
        one.op().run();
        clock.mark();
      }
      moments = clock.read();
    }
    long[] times = new long[REPEATS];
    Arrays.setAll(times, i -> moments[2 * i + 1] - moments[2 * i]);
    Arrays.sort(times);
    return times[REPEATS / 2] * 1e-9;
  }
}
