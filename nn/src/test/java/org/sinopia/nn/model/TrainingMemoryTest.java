package org.sinopia.nn.model;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The memory that a training step keeps resident beyond the JVM's own, in MiB. The heap, where a
 * step keeps nothing of size, is held at 64 MiB lest garbage be counted.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "reads /proc/self/status")
class TrainingMemoryTest {
  @ParameterizedTest
  @CsvSource({"false, 430, 230", "true, 320, 90"})
  void aStepStaysWithinItsMemory(boolean checkpointing, int most, int mostTensors)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                TrainingStepMemory.class.getName(),
                Boolean.toString(checkpointing))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String printed =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertTrue(process.waitFor() == 0, printed);
    int[] mebibytes = Arrays.stream(printed.split(" ")).mapToInt(Integer::parseInt).toArray();
    int resident = mebibytes[1] - mebibytes[0];
    System.out.printf(
        "training step of the paper's preset, batch 8, 256 x 256, checkpointing %s: %d MiB resident"
            + " beyond a base of %d MiB, %d MiB of them the step's tensors%n",
        checkpointing, resident, mebibytes[0], mebibytes[2]);
    assertTrue(resident < most, resident + " MiB, expected below " + most);
    assertTrue(mebibytes[2] < mostTensors, mebibytes[2] + " MiB, expected below " + mostTensors);
  }
}
