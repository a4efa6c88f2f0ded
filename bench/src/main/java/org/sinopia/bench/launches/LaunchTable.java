package org.sinopia.bench.launches;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Launches, bytes, FLOPs and modelled times of the paper's training step, as a Markdown table. */
public final class LaunchTable {
  private static final List<Integer> BATCHES = List.of(8, 64);

  private LaunchTable() {}

  /** Writes the table to {@code bench/results}. */
  public static void write() throws IOException {
    Path file = Path.of("bench/results", LocalDate.now(ZoneOffset.UTC) + "-launches.md");
    Files.createDirectories(file.getParent());
    Files.writeString(file, table());
    System.out.println(Files.readString(file) + "written to " + file);
  }

  static String table() {
    StringBuilder table =
        new StringBuilder(
            """
            # Launches of a training step, predicted

            The paper's SmallUViT on pictures of 256 x 256 in bfloat16, with clipping and AdamW, on the properties of \
            an H200. Launches, grids and bytes are counted; nothing ran, so **every time here is predicted** by the \
            model in `LaunchTime`. Bytes count each operand of a launch once. FLOPs are the formula's. Reproduce with \
            `bench/run launches`.

            | batch | launches | in the graph | GB | GFLOP | ms, predicted |
            | ---: | ---: | ---: | ---: | ---: | ---: |
            """);
    List<CountedStep> steps = BATCHES.stream().map(CountedStep::of).toList();
    for (int i = 0; i < steps.size(); i++) {
      List<CountedLaunch> launches = steps.get(i).launches();
      table.append(
          String.format(
              "| %d | %d | %d | %.2f | %.0f | %.2f |%n",
              BATCHES.get(i),
              launches.size(),
              steps.get(i).inGraph(),
              launches.stream().mapToLong(CountedLaunch::bytes).sum() * 1e-9,
              launches.stream().mapToLong(CountedLaunch::flops).sum() * 1e-9,
              milliseconds(launches)));
    }
    for (int i = 0; i < steps.size(); i++) {
      append(table, "op", CountedLaunch::op, BATCHES.get(i), steps.get(i).launches());
      append(table, "kernel", CountedLaunch::kernel, BATCHES.get(i), steps.get(i).launches());
    }
    return table.toString();
  }

  private static double milliseconds(List<CountedLaunch> launches) {
    return launches.stream().mapToDouble(LaunchTime::of).sum() * 1e3;
  }

  private static void append(
      StringBuilder table,
      String what,
      Function<CountedLaunch, String> key,
      int batch,
      List<CountedLaunch> launches) {
    table.append(
        """

        ## By %s, batch %d

        | %s | launches | blocks | MB | GFLOP | µs, predicted | bound |
        | --- | ---: | ---: | ---: | ---: | ---: | --- |
        """
            .formatted(what, batch, what));
    Map<String, List<CountedLaunch>> groups = launches.stream().collect(Collectors.groupingBy(key));
    groups.entrySet().stream()
        .sorted(
            Comparator.comparingDouble(
                    (Map.Entry<String, List<CountedLaunch>> e) -> -milliseconds(e.getValue()))
                .thenComparing(Map.Entry::getKey))
        .forEach(group -> table.append(row(group.getKey(), group.getValue())));
  }

  private static String row(String name, List<CountedLaunch> launches) {
    long least = launches.stream().mapToLong(CountedLaunch::blocks).min().orElseThrow();
    long most = launches.stream().mapToLong(CountedLaunch::blocks).max().orElseThrow();
    CountedLaunch longest =
        launches.stream().max(Comparator.comparingDouble(LaunchTime::of)).orElseThrow();
    return String.format(
        "| %s | %d | %s | %.1f | %.2f | %.1f | %s |%n",
        name,
        launches.size(),
        least == most ? least : least + " to " + most,
        launches.stream().mapToLong(CountedLaunch::bytes).sum() * 1e-6,
        launches.stream().mapToLong(CountedLaunch::flops).sum() * 1e-9,
        milliseconds(launches) * 1e3,
        LaunchTime.bound(longest).name().toLowerCase(Locale.ROOT));
  }
}
