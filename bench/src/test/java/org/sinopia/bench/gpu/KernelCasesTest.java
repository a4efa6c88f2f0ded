package org.sinopia.bench.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sinopia.kernels.launch.product.Precision;

/** Cases have the same names and sizes here and in PyTorch, and every case runs. */
class KernelCasesTest {
  private static final Path PEERS = Path.of("peers/kernels.py");

  @TempDir Path folder;

  private static List<String> names() {
    return Stream.concat(
            KernelCases.all().stream().map(KernelCase::name),
            Stream.of("recolourer_step", "embedder_step"))
        .toList();
  }

  /** The output of a Python script. */
  private static List<String> printed(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("python3"));
    command.addAll(List.of(arguments));
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      return abort("no python3 on the PATH");
    }
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    return said.lines().toList();
  }

  @Test
  void peersHaveTheSameCasesInTheSameOrder() throws Exception {
    assertEquals(names(), printed("-B", PEERS.toString(), "--names"));
  }

  /** At the small sizes, on the CPU, which has float32 only and no library of NVIDIA's. */
  @Test
  void everyCaseOfFloat32IsTimed() throws IOException {
    Path file = folder.resolve("times.json");
    KernelTimes.main(new String[] {"cpu", file.toString(), "small"});
    JsonNode times = new ObjectMapper().readTree(file.toFile());
    List<String> timed = new ArrayList<>();
    for (JsonNode one : times) {
      timed.add(one.path("name").asText());
      assertTrue(one.path("seconds").asDouble() > 0, one.toString());
      assertTrue(one.path("bytes").asLong() > 0, one.toString());
      assertEquals("gemm", one.path("rate").asText());
      assertTrue(one.path("vendor").isMissingNode());
    }
    List<String> rounded =
        KernelCases.all().stream()
            .filter(c -> c.precision() != Precision.F32)
            .map(KernelCase::name)
            .toList();
    assertEquals(names().stream().filter(n -> !rounded.contains(n)).toList(), timed);
  }

  @Test
  void theReportHasSharesAndRatiosOfMedians() throws IOException {
    String ours =
        """
        [{"name":"copy","bytes":800,"flops":0,"rate":"gemm","seconds":%s},
         {"name":"gemm","bytes":100,"flops":4000,"rate":"gemm","seconds":2,"vendor":1},
         {"name":"mmd","bytes":100,"flops":1000,"rate":"gemm","seconds":1}]""";
    Files.writeString(folder.resolve("ours-1.json"), String.format(ours, 1));
    Files.writeString(folder.resolve("ours-2.json"), String.format(ours, 9));
    Files.writeString(folder.resolve("ours-3.json"), String.format(ours, 2));
    String torch = "[{\"name\":\"gemm\",\"eager\":%s},{\"name\":\"mmd\",\"compile\":3}]";
    Files.writeString(folder.resolve("torch-1.json"), String.format(torch, 8));
    Files.writeString(folder.resolve("torch-2.json"), String.format(torch, 2));
    Files.writeString(folder.resolve("torch-3.json"), String.format(torch, 3));
    Files.writeString(folder.resolve("notes.txt"), "a note\n");
    GpuReport.main(new String[] {folder.toString()});
    String table = Files.readString(folder.resolve("results.md"));
    assertTrue(table.contains("- a note\n"), table);
    assertTrue(table.contains("| copy | 2.00 | 1.00 | 0.00 | | | | | |\n"), table);
    assertTrue(table.contains("| gemm | 2.00 | 0.13 | 1.00 | 0.50 | 1.50 | | | |\n"), table);
    assertTrue(table.contains("| mmd | 1.00 | 0.25 | 0.50 | | | 3.00 | | |\n"), table);
    JsonNode kernels =
        new ObjectMapper().readTree(folder.resolve("results.json").toFile()).path("kernels");
    assertEquals(400, kernels.get(0).path("bytes_per_second").asDouble());
    assertEquals(0.5, kernels.get(2).path("share_of_gemm").asDouble());
  }
}
