package org.sinopia.bench.peers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.sinopia.nn.model.SmallUViTConfig;
import org.sinopia.tensor.Device;
import org.sinopia.train.profile.Workload;

/** What takes a process of its own: how much memory a step claims, how fast it is on one core. */
final class ChildProcess {
  private static final int BATCH = 8;
  private static final int STEPS = 4;
  private static final int TIMED = 7;

  private ChildProcess() {}

  /** The most memory, in MiB, that is resident in a process that makes training steps. */
  static long peakMemory(String whose) throws IOException {
    return Math.round(start(List.of(), "memory", whose));
  }

  /** Seconds of our training step with so many cores, the median of a few. */
  static double seconds(int cores) throws IOException {
    return start(List.of("-XX:ActiveProcessorCount=" + cores), "step");
  }

  private static double start(List<String> options, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(List.of(ProcessHandle.current().info().command().orElseThrow()));
    command.addAll(
        List.of("--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("-XX:+UseSerialGC", "-Xms32m"));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Peers.class.getName()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String printed =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    return Double.parseDouble(printed.substring(printed.lastIndexOf('\n') + 1));
  }

  /** In the child: does what it was started for and prints a number. */
  static void run(String[] arguments) throws IOException {
    switch (arguments[0]) {
      case "step" -> System.out.println(step());
      case "memory" -> {
        if (arguments[1].equals("ours")) {
          try (Workload work = training()) {
            repeat(work::step);
          }
        } else {
          try (RecolourerPeer peer = new RecolourerPeer(new TorchScript(), BATCH)) {
            repeat(peer::trainPeer);
          }
        }
        System.out.println(peakResidentMebibytes());
      }
      default -> throw new IllegalArgumentException(arguments[0] + ": expected step or memory");
    }
  }

  private static Workload training() {
    return Workload.recolourerTraining(
        SmallUViTConfig.PAPER.build(),
        Device.cpu(),
        BATCH,
        RecolourerPeer.SIDE,
        RecolourerPeer.SIDE);
  }

  private static void repeat(Runnable step) {
    for (int i = 0; i < STEPS; i++) {
      step.run();
    }
  }

  private static double step() {
    try (Workload work = training()) {
      return Scaling.seconds(work, TIMED);
    }
  }

  private static double peakResidentMebibytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("VmHWM:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", "")))
            .findFirst()
            .orElseThrow()
        / 1024.0;
  }
}
