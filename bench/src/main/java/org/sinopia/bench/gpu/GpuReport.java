package org.sinopia.bench.gpu;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * Puts what {@link KernelTimes} and the peers measured in turn into one JSON and one Markdown
 * table: shares of the copy's bandwidth and of the rate of the matrix product in the same
 * precision, both of the same device and run, and ratios to the peers. Medians over rounds.
 */
public final class GpuReport {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> PEERS = List.of("eager", "compile", "sdpa", "flex");
  private static final List<String> COLUMNS = List.of("vendor", "eager", "compile", "sdpa", "flex");

  private GpuReport() {}

  /**
   * Reads {@code ours-*.json}, {@code torch-*.json} and {@code notes.txt} of a folder and writes
   * {@code results.json} and {@code results.md} there.
   *
   * @param arguments the folder
   */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    List<JsonNode> ours = read(folder, "ours-");
    List<JsonNode> torch = read(folder, "torch-");
    List<String> notes = Files.readAllLines(folder.resolve("notes.txt"));
    ObjectNode results = JSON.createObjectNode();
    ArrayNode said = results.putArray("notes");
    notes.forEach(said::add);
    ArrayNode kernels = results.putArray("kernels");
    if (!ours.isEmpty()) {
      compare(ours, torch, kernels);
    }
    Files.writeString(
        folder.resolve("results.json"),
        JSON.writerWithDefaultPrettyPrinter().writeValueAsString(results) + "\n");
    Files.writeString(folder.resolve("results.md"), table(notes, kernels));
  }

  private static void compare(List<JsonNode> ours, List<JsonNode> torch, ArrayNode kernels) {
    double copied = perSecond(ours, "copy", "bytes");
    for (JsonNode one : ours.getFirst()) {
      String name = one.path("name").asText();
      double bandwidth = perSecond(ours, name, "bytes");
      double rate = perSecond(ours, name, "flops");
      ObjectNode kernel =
          kernels
              .addObject()
              .put("name", name)
              .put("seconds", median(ours, name, "seconds").orElseThrow())
              .put("bytes_per_second", bandwidth)
              .put("share_of_copy", bandwidth / copied)
              .put("flops_per_second", rate)
              .put("share_of_gemm", rate / perSecond(ours, one.path("rate").asText(), "flops"));
      ratio(ours, ours, name, "vendor").ifPresent(r -> kernel.put("speed_to_vendor", r));
      for (String peer : PEERS) {
        ratio(ours, torch, name, peer).ifPresent(r -> kernel.put("speed_to_" + peer, r));
      }
    }
  }

  private static double perSecond(List<JsonNode> rounds, String name, String amount) {
    return median(rounds, name, amount).orElseThrow()
        / median(rounds, name, "seconds").orElseThrow();
  }

  private static List<JsonNode> read(Path folder, String prefix) throws IOException {
    List<JsonNode> rounds = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file :
          files.filter(f -> f.getFileName().toString().startsWith(prefix)).sorted().toList()) {
        rounds.add(JSON.readTree(file.toFile()));
      }
    }
    return rounds;
  }

  private static Optional<JsonNode> named(JsonNode round, String name) {
    for (JsonNode one : round) {
      if (one.path("name").asText().equals(name)) {
        return Optional.of(one);
      }
    }
    return Optional.empty();
  }

  private static OptionalDouble median(List<JsonNode> rounds, String name, String field) {
    double[] values =
        rounds.stream()
            .flatMap(round -> named(round, name).stream())
            .filter(one -> one.path(field).isNumber())
            .mapToDouble(one -> one.path(field).asDouble())
            .sorted()
            .toArray();
    return values.length == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(values[values.length / 2]);
  }

  /** The median over rounds of peer's time / our time. */
  private static OptionalDouble ratio(
      List<JsonNode> ours, List<JsonNode> torch, String name, String peer) {
    double[] ratios = new double[Math.min(ours.size(), torch.size())];
    int count = 0;
    for (int i = 0; i < ratios.length; i++) {
      Optional<JsonNode> mine = named(ours.get(i), name);
      Optional<JsonNode> theirs = named(torch.get(i), name).filter(t -> t.path(peer).isNumber());
      if (mine.isPresent() && theirs.isPresent()) {
        ratios[count++] =
            theirs.get().path(peer).asDouble() / mine.get().path("seconds").asDouble();
      }
    }
    double[] sorted = Arrays.copyOf(ratios, count);
    Arrays.sort(sorted);
    return count == 0 ? OptionalDouble.empty() : OptionalDouble.of(sorted[count / 2]);
  }

  private static String table(List<String> notes, ArrayNode kernels) {
    StringBuilder table = new StringBuilder("# Kernels beside PyTorch\n\n");
    notes.forEach(note -> table.append("- ").append(note).append('\n'));
    table.append(
        """

        Shares are of the bandwidth of `copy` and of the rate of the `gemm` of the same precision here; the other \
        columns are a peer's time / ours: cuBLAS or cuDNN through our own program, and PyTorch.

        | kernel | seconds | share of copy | share of gemm | cuBLAS, cuDNN | eager | compile | SDPA | FlexAttention |
        | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
        """);
    for (JsonNode kernel : kernels) {
      table.append(
          String.format(
              "| %s | %.3g | %.2f | %.2f |",
              kernel.path("name").asText(),
              kernel.path("seconds").asDouble(),
              kernel.path("share_of_copy").asDouble(),
              kernel.path("share_of_gemm").asDouble()));
      for (String peer : COLUMNS) {
        JsonNode speed = kernel.path("speed_to_" + peer);
        table.append(speed.isNumber() ? String.format(" %.2f |", speed.asDouble()) : " |");
      }
      table.append('\n');
    }
    return table.toString();
  }
}
