package org.sinopia.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.sinopia.bench.launches.LaunchTable;

/**
 * Runs groups of benchmarks and writes one dated Markdown table each to {@code bench/results}.
 *
 * <p>The machines are shared and noisy, so everything in a group is run in turn, {@value #ROUNDS}
 * rounds over, and what is reported is the median over rounds of the ratio of two medians taken in
 * the same round.
 */
public final class Benchmarks {
  private static final int ROUNDS = 3;

  /**
   * The resources of kernels are read off the compiler, not measured, so "all" leaves this one out.
   */
  private static final String KERNELS = "kernels";

  /** Launches are counted, not measured, so "all" leaves this one out too. */
  private static final String LAUNCHES = "launches";

  /**
   * A group of benchmarks.
   *
   * @param name of the group, as the command takes it
   * @param title of the table
   * @param benchmarks the classes
   * @param columns what the ratio means, and the bound
   * @param amounts what one call does of what is worth counting by the second, by name
   * @param remark below the table, of the median time of each case
   */
  private record Group(
      String name,
      String title,
      List<Class<?>> benchmarks,
      String columns,
      SequencedMap<String, Long> amounts,
      Function<ToDoubleFunction<String>, String> remark) {
    Group(String name, String title, Class<?> benchmarks, String columns) {
      this(name, title, List.of(benchmarks), columns, new LinkedHashMap<>(), times -> "");
    }
  }

  private static final List<Group> GROUPS =
      List.of(
          new Group(
              "gemm",
              "Matrix products against a bare cblas_sgemm",
              GemmBenchmark.class,
              "speed = time of one bare multi-threaded `cblas_sgemm` / our time; the bound is 1"),
          new Group(
              "rows",
              "Row-wise ops and AdamW against a copy of the same bytes",
              RowsBenchmark.class,
              "speed = time of a copy that moves the same bytes with as many threads as there are cores / our time: the share of the copy's bandwidth, over operands that are not in the caches. Attainable is the same for a loop of vector loads and stores that does nothing else: the copy writes large blocks past the caches, which the Vector API cannot"),
          new Group(
              "attention",
              "Locality self-attention, forward and backward, against its matrix products alone",
              AttentionBenchmark.class,
              "speed = time of the seven matrix products of forward and backward by bare `cblas_sgemm`, N x N matrix in memory and softmax left out / our time"),
          new Group(
              "allocation",
              "Bytes that ops leave on the Java heap",
              AllocationBenchmark.class,
              "JMH's gc profiler, on all threads; the most over rounds"),
          new Group(
              "synthesis",
              "Synthetic cubes of 1024 bins, after ganX and painted, against bare random numbers in a histogram",
              List.of(SynthesisBenchmark.class, PaintedScanBenchmark.class),
              "speed = time of as many steps of a linear congruential generator, each counted into a histogram in the first-level cache / our time, for the pixels and photons of one cube; by the second as the median round saw it here",
              SynthesisBenchmark.amounts(),
              PaintedScanBenchmark::growth),
          new Group(
              "spectra",
              "Expected spectra of painted surfaces, by number of channels, against the plain model",
              List.of(SpectraBenchmark.class),
              "speed = time of the plain model / our time for the same recipes; by the second as the median round saw it here",
              SpectraBenchmark.amounts(),
              times -> ""));

  private Benchmarks() {}

  /** Runs the named groups, or all. */
  public static void main(String[] names) throws RunnerException, IOException {
    List<String> wanted =
        names.length == 0 ? GROUPS.stream().map(Group::name).toList() : List.of(names);
    for (String name : wanted) {
      if (name.equals(KERNELS)) {
        KernelTable.write();
        continue;
      }
      if (name.equals(LAUNCHES)) {
        LaunchTable.write();
        continue;
      }
      Group group =
          GROUPS.stream()
              .filter(g -> g.name().equals(name))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "unknown benchmarks "
                              + name
                              + " (known: "
                              + KERNELS
                              + ", "
                              + LAUNCHES
                              + " and "
                              + GROUPS.stream().map(Group::name).toList()
                              + ")"));
      Path file = Path.of("bench/results", LocalDate.now(ZoneOffset.UTC) + "-" + name + ".md");
      Files.createDirectories(file.getParent());
      Files.writeString(file, table(group, rounds(group)));
      System.out.println(Files.readString(file) + "written to " + file);
    }
  }

  private static List<Map<String, Measured>> rounds(Group group) throws RunnerException {
    List<Map<String, Measured>> rounds = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      OptionsBuilder builder = new OptionsBuilder();
      group.benchmarks().forEach(c -> builder.include(c.getName() + "\\."));
      Options options =
          builder
              .forks(1)
              .warmupIterations(4)
              .warmupTime(TimeValue.milliseconds(1000))
              .measurementIterations(5)
              .measurementTime(TimeValue.milliseconds(300))
              .addProfiler(GCProfiler.class)
              .jvmArgs(
                  "--add-modules=jdk.incubator.vector",
                  "--enable-native-access=ALL-UNNAMED",
                  "-Xms1g",
                  "-Xmx2g")
              .shouldFailOnError(true)
              .build();
      Map<String, Measured> measured = new LinkedHashMap<>();
      for (RunResult result : new Runner(options).run()) {
        measured.put(key(result), Measured.of(result));
      }
      rounds.add(measured);
    }
    return rounds;
  }

  private static String key(RunResult result) {
    String label = result.getPrimaryResult().getLabel();
    StringBuilder key = new StringBuilder();
    for (String parameter : result.getParams().getParamsKeys()) {
      key.append(result.getParams().getParam(parameter)).append(' ');
    }
    return key.append('|').append(label).toString();
  }

  private static String table(Group group, List<Map<String, Measured>> rounds) throws IOException {
    StringBuilder table = new StringBuilder();
    table.append("# ").append(group.title()).append("\n\n");
    table.append(Machine.describe()).append("\n\n");
    table
        .append("Reproduce with `bench/run ")
        .append(group.name())
        .append("`. ")
        .append(ROUNDS)
        .append(" rounds, all in turn in each; median (least to most) over rounds. ");
    table.append(group.columns()).append(".\n\n");
    if (rounds.getFirst().keySet().stream().noneMatch(key -> key.endsWith("|bound"))) {
      return table.append(heapTable(rounds)).toString();
    }
    table.append("| case | speed | least to most | attainable | heap bytes per op |");
    group.amounts().keySet().forEach(name -> table.append(' ').append(name).append("/s |"));
    table.append("\n| --- | ---: | ---: | ---: | ---: |");
    table.append(" ---: |".repeat(group.amounts().size())).append('\n');
    for (String key : rounds.getFirst().keySet()) {
      if (!key.endsWith("|ours")) {
        continue;
      }
      String bound = key.replace("|ours", "|bound");
      double[] ratios = ratios(rounds, bound, key);
      String attainable = key.replace("|ours", "|attainable");
      double[] most =
          rounds.getFirst().containsKey(attainable)
              ? ratios(rounds, bound, attainable)
              : new double[] {1};
      double bytes = mostHeapBytes(rounds, key);
      table.append(
          String.format(
              "| %s | %.2f | %.2f to %.2f | %.2f | %.0f |",
              key.replace(" |ours", ""),
              ratios[ratios.length / 2],
              ratios[0],
              ratios[ratios.length - 1],
              most[most.length / 2],
              bytes));
      double seconds = time(rounds, key) * 1e-6;
      for (long amount : group.amounts().values()) {
        table.append(String.format(" %.3g |", amount / seconds));
      }
      table.append('\n');
    }
    String remark = group.remark().apply(name -> time(rounds, name + " |ours"));
    return table.append(remark.isEmpty() ? "" : "\n" + remark + "\n").toString();
  }

  /** The median over rounds, in the benchmark's unit. */
  private static double time(List<Map<String, Measured>> rounds, String key) {
    double[] times = rounds.stream().mapToDouble(r -> r.get(key).median()).sorted().toArray();
    return times[times.length / 2];
  }

  /** For benchmarks of nothing but allocation, which have no bound to be held against. */
  private static String heapTable(List<Map<String, Measured>> rounds) {
    StringBuilder table = new StringBuilder("| op | heap bytes per op |\n| --- | ---: |\n");
    for (String key : rounds.getFirst().keySet()) {
      table.append(
          String.format("| %s | %.0f |\n", key.replace(" |ours", ""), mostHeapBytes(rounds, key)));
    }
    return table.toString();
  }

  private static double mostHeapBytes(List<Map<String, Measured>> rounds, String key) {
    return rounds.stream().mapToDouble(r -> r.get(key).heapBytes()).max().orElseThrow();
  }

  /** In each round, how often the second fits into the time of the first; sorted. */
  private static double[] ratios(List<Map<String, Measured>> rounds, String first, String second) {
    return rounds.stream()
        .mapToDouble(r -> r.get(first).median() / r.get(second).median())
        .sorted()
        .toArray();
  }
}
