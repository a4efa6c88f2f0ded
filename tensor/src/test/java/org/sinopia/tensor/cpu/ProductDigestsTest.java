package org.sinopia.tensor.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Test;

/** Products have the same bits at any width of vectors and any number of threads. */
class ProductDigestsTest {
  @Test
  void anyWidthAndAnyNumberOfThreadsLeaveTheSameBits() throws IOException, InterruptedException {
    List<String> wanted = perThreads(digests(4));
    for (String line : wanted) {
      assertEquals(wanted.getFirst(), line, "with other numbers of threads");
    }
    for (int lanes = 8; lanes <= FloatVector.SPECIES_PREFERRED.length(); lanes *= 2) {
      assertEquals(wanted, perThreads(digests(lanes)), "with " + lanes + " lanes");
    }
  }

  /** The digests of each number of threads, without that number. */
  private static List<String> perThreads(String output) {
    return List.of("1", "2", "7").stream()
        .map(
            threads ->
                String.join(
                    "\n",
                    output
                        .lines()
                        .filter(line -> line.contains("\t" + threads + "\t"))
                        .map(line -> line.replace("\t" + threads + "\t", "\t"))
                        .toList()))
        .toList();
  }

  private static String digests(int lanes) throws IOException, InterruptedException {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-Dsinopia.lanes=" + lanes,
                "-cp",
                System.getProperty("java.class.path"),
                ProductDigests.class.getName(),
                "1",
                "2",
                "7")
            .redirectError(Redirect.INHERIT)
            .start();
    try (InputStream output = child.getInputStream()) {
      String digests = new String(output.readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(0, child.waitFor(), digests);
      return digests;
    }
  }
}
