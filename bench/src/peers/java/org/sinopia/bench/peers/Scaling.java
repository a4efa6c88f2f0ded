package org.sinopia.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.sinopia.nn.model.SmallUViTConfig;
import org.sinopia.tensor.Device;
import org.sinopia.train.profile.Workload;

/**
 * How our training step and inference grow with cores, batch and size of pictures, and how long
 * commands take to start.
 */
final class Scaling {
  private static final int CALLS = 5;
  private static final int STARTS = 9;
  private static final double WARM_UP_SECONDS = 3;
  private static final double START_TARGET = 0.35;

  private Scaling() {}

  static String table() throws IOException {
    StringBuilder table = new StringBuilder();
    int cores = Runtime.getRuntime().availableProcessors();
    double one = ChildProcess.seconds(1);
    double all = ChildProcess.seconds(cores);
    table.append(
        String.format(
            Locale.ROOT,
            "Training step, batch 8, 256×256: %d cores are %.2f times as fast as one.%n%n",
            cores,
            one / all));
    table.append("| batch | size | tokens | training step, per pixel | inference, per pixel |\n");
    table.append("| ---: | ---: | ---: | ---: | ---: |\n");
    double[] unit = perPixel(1, 256);
    for (int[] shape :
        List.of(
            new int[] {1, 256},
            new int[] {2, 256},
            new int[] {4, 256},
            new int[] {8, 256},
            new int[] {16, 256},
            new int[] {8, 128},
            new int[] {2, 512},
            new int[] {1, 768})) {
      double[] cost = perPixel(shape[0], shape[1]);
      int grid = shape[1] / SmallUViTConfig.PAPER.patch();
      table.append(
          String.format(
              Locale.ROOT,
              "| %d | %d×%d | %d | %.2f | %.2f |%n",
              shape[0],
              shape[1],
              shape[1],
              grid * grid,
              cost[0] / unit[0],
              cost[1] / unit[1]));
    }
    table.append("\nIn units of batch 1, 256×256.\n\n");
    table.append("| command | wall time s | target |\n| --- | ---: | ---: |\n");
    table.append(started("--help"));
    Path folder = Files.createTempDirectory("start");
    command("paint", "--count", "1", "--size", "32x32", "--out", folder.toString());
    Path picture = only(folder, ".png");
    command("synthesize", picture.toString(), "--paint", "ganx", "--out", folder.toString());
    table.append(started("info", only(folder, ".h5").toString()));
    return table.toString();
  }

  /** Seconds per pixel of a training step and of inference. */
  private static double[] perPixel(int batch, int side) {
    double pixels = (double) batch * side * side;
    try (Workload training =
            Workload.recolourerTraining(
                SmallUViTConfig.PAPER.build(), Device.cpu(), batch, side, side);
        Workload inference =
            Workload.recolouring(SmallUViTConfig.PAPER.build(), Device.cpu(), batch, side, side)) {
      return new double[] {seconds(training, CALLS) / pixels, seconds(inference, CALLS) / pixels};
    }
  }

  /** The median of a few steps after some to warm up. */
  static double seconds(Workload work, int calls) {
    long start = System.nanoTime();
    do {
      work.step();
    } while (System.nanoTime() - start < WARM_UP_SECONDS * 1e9);
    double[] times = new double[calls];
    for (int i = 0; i < calls; i++) {
      long begin = System.nanoTime();
      work.step();
      times[i] = (System.nanoTime() - begin) * 1e-9;
    }
    Arrays.sort(times);
    return times[calls / 2];
  }

  private static Path only(Path folder, String suffix) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(suffix)).findFirst().orElseThrow();
    }
  }

  private static String started(String... arguments) throws IOException {
    double[] times = new double[STARTS];
    for (int i = 0; i < STARTS; i++) {
      times[i] = command(arguments);
    }
    Arrays.sort(times);
    return String.format(
        Locale.ROOT,
        "| `./sinopia %s` | %.2f | %.2f |%n",
        arguments[0],
        times[STARTS / 2],
        START_TARGET);
  }

  /** Seconds that a command takes. */
  private static double command(String... arguments) throws IOException {
    String[] words = new String[arguments.length + 1];
    words[0] = "./sinopia";
    System.arraycopy(arguments, 0, words, 1, arguments.length);
    long begin = System.nanoTime();
    Process process =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    process.onExit().join();
    if (process.exitValue() != 0) {
      throw new IllegalStateException(String.join(" ", words) + ": failed");
    }
    return (System.nanoTime() - begin) * 1e-9;
  }
}
