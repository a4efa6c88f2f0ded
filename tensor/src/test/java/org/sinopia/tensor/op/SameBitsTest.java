package org.sinopia.tensor.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Every op of the cpu backend has the same bits at any width of vectors, with any number of
 * threads, any instruction set and any compiler: {@link OpDigests} in processes that differ in
 * these.
 */
class SameBitsTest {
  @Test
  void anyWidthAndAnyNumberOfThreadsLeaveTheSameBits() throws IOException, InterruptedException {
    List<Child> children = new ArrayList<>();
    children.add(new Child(List.of("-Dsinopia.lanes=4"), List.of("many", "1", "7")));
    for (int lanes = 8; lanes <= FloatVector.SPECIES_PREFERRED.length(); lanes *= 2) {
      children.add(new Child(List.of("-Dsinopia.lanes=" + lanes), List.of("many", "2")));
    }
    assertSame(children);
  }

  @Test
  @EnabledIfSystemProperty(named = "os.arch", matches = "amd64|x86_64")
  void anyInstructionSetLeavesTheSameBits() throws IOException, InterruptedException {
    assertSame(
        List.of(
            new Child(List.of(), List.of("few", "1")),
            new Child(List.of("-XX:UseAVX=2"), List.of("few", "1")),
            new Child(List.of("-XX:UseAVX=1"), List.of("few", "1"))));
  }

  @Test
  void anyCompilerLeavesTheSameBits() throws IOException, InterruptedException {
    assertSame(
        List.of(
            new Child(List.of("-XX:-TieredCompilation"), List.of("one", "1")),
            new Child(List.of("-XX:TieredStopAtLevel=1"), List.of("one", "1")),
            new Child(List.of("-Xint"), List.of("one", "1"))));
  }

  /** Names the ops whose digests differ from those of the first process. */
  private static void assertSame(List<Child> children) throws IOException, InterruptedException {
    Map<String, String> wanted = null;
    TreeSet<String> differing = new TreeSet<>();
    for (Child child : children) {
      Map<String, String> first = new LinkedHashMap<>();
      for (String line : child.run().lines().toList()) {
        String[] parts = line.split("\t", -1);
        String known = first.putIfAbsent(parts[0], parts[2]);
        if (known != null && !known.equals(parts[2])) {
          differing.add(parts[0] + " with " + parts[1] + " threads, " + child.options);
        }
      }
      assertFalse(first.isEmpty(), child + " printed nothing");
      if (wanted == null) {
        wanted = first;
      }
      assertEquals(wanted.keySet(), first.keySet());
      for (Map.Entry<String, String> entry : first.entrySet()) {
        if (!wanted.get(entry.getKey()).equals(entry.getValue())) {
          differing.add(entry.getKey() + " with " + child.options);
        }
      }
    }
    assertEquals(new TreeSet<>(), differing, "ops with other bits than " + children.getFirst());
  }

  /** A process that prints digests. */
  private record Child(List<String> options, List<String> arguments) {
    String run() throws IOException, InterruptedException {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(
          List.of("--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"));
      command.addAll(options);
      command.addAll(
          List.of("-cp", System.getProperty("java.class.path"), OpDigests.class.getName()));
      command.addAll(arguments);
      Process process = new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
      try (InputStream output = process.getInputStream()) {
        String printed = new String(output.readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), options + ": " + printed);
        return printed;
      }
    }
  }
}
