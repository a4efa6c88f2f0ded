package org.sinopia.bench.peers;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sinopia.nn.model.SmallUViTConfig;
import org.sinopia.tensor.Device;
import org.sinopia.train.profile.Workload;

/** Measurements that need a separate process: the memory of a step, and its speed on one core. */
final class ChildProcess {
  private static final int BATCH = 8;
  private static final int STEPS = 4;
  private static final int TIMED = 7;

  private ChildProcess() {}

  /** The most memory, in MiB, that is resident in a process that makes training steps. */
  static long peakMemory(String whose) throws IOException {
    return Math.round(start(List.of(), "memory", whose));
  }

  /** Seconds of our training step with a number of cores, the median of a few. */
  static double seconds(int cores) throws IOException {
    return start(List.of("-XX:ActiveProcessorCount=" + cores), "step");
  }

  /** What PyTorch's libraries print when they run a step and were asked to be verbose. */
  static String verbosePeer() throws IOException {
    return printed(
        List.of(), Map.of("MKL_VERBOSE", "1", "ONEDNN_VERBOSE", "1"), "memory", "peer");
  }

  /** The instruction set that PyTorch's own kernels use. */
  static String peerCapability() throws IOException {
    return lastLine(printed(List.of(), Map.of(), "capability"));
  }

  private static double start(List<String> options, String... arguments) throws IOException {
    return Double.parseDouble(lastLine(printed(options, Map.of(), arguments)));
  }

  private static String lastLine(String printed) {
    return printed.substring(printed.lastIndexOf('\n') + 1);
  }

  private static String printed(
      List<String> options, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command =
        new ArrayList<>(List.of(ProcessHandle.current().info().command().orElseThrow()));
    command.addAll(
        List.of("--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("-XX:+UseSerialGC", "-Xms32m"));
    command.addAll(width());
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Peers.class.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().putAll(environment);
    return new String(builder.start().getInputStream().readAllBytes(), StandardCharsets.UTF_8)
        .strip();
  }

  /** This JVM's own limit of the vectors' width, if it has one. */
  private static List<String> width() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("-XX:UseAVX=") || option.startsWith("-Dsinopia.lanes="))
        .toList();
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
      case "capability" -> {
        try (RecolourerPeer peer = new RecolourerPeer(new TorchScript(), 1)) {
          peer.inferPeer();
        }
        System.out.println(PeerInstructions.capability());
      }
      default ->
          throw new IllegalArgumentException(
              arguments[0] + ": expected step, memory or capability");
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
