package org.sinopia.test.bits;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Training leaves the same weights on every machine: those below, at any width of vectors and with
 * any number of threads.
 */
class SameWeightsTest {
  /**
   * The output of {@link TrainingDigests}. Only a deliberate change of what is computed, such as
   * another order of a sum, may change these, on all machines alike.
   */
  private static final String WANTED =
      """
      recolourer 2d534f983076609a900ed272b373067a6044ca66c91ada76364b3397abe06978
      embedder a45e696c7b6e290fe1e8aac4d8a8b9a5229151f18d157ba79c245d411dd41a22
      """;

  @ParameterizedTest(name = "{0} lanes, {1} threads")
  @CsvSource({"4, 1", "8, 2", "16, 7", "4, 7", "8, 1", "16, 2"})
  void trainingLeavesTheSameWeights(int lanes, int threads)
      throws IOException, InterruptedException {
    Assumptions.assumeTrue(
        lanes <= Math.max(4, FloatVector.SPECIES_PREFERRED.length()),
        "vectors of this machine have " + FloatVector.SPECIES_PREFERRED.length() + " floats");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-Dsinopia.lanes=" + lanes,
                "-Dsinopia.threads=" + threads,
                "-cp",
                System.getProperty("java.class.path"),
                TrainingDigests.class.getName())
            .redirectError(Redirect.INHERIT)
            .start();
    try (InputStream output = process.getInputStream()) {
      String printed = new String(output.readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(0, process.waitFor(), printed);
      assertEquals(WANTED, printed);
    }
  }
}
