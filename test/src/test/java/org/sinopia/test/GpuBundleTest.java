package org.sinopia.test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scripts that make and run the bundle for machines with a GPU know what there is. */
class GpuBundleTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path BUNDLE = ROOT.resolve("bench/gpu-bundle.sh");
  private static final Path VERIFY = ROOT.resolve("bench/gpu-verify.sh");

  private static Set<String> named(Path script, String pattern) throws IOException {
    return Pattern.compile(pattern)
        .matcher(Files.readString(script))
        .results()
        .map((MatchResult found) -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpu-bundle.sh", "gpu-verify.sh", "run"})
  void theShellUnderstandsIt(String script) throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "this machine has no /bin/sh");
    Process shell =
        new ProcessBuilder("/bin/sh", "-n", ROOT.resolve("bench").resolve(script).toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, shell.waitFor(), said);
  }

  @Test
  void everyClassThatIsRunExists() throws IOException {
    Set<String> classes = named(VERIFY, "(org\\.sinopia\\.[a-z.]+\\.[A-Z]\\w+)");
    assertFalse(classes.isEmpty());
    for (String name : classes) {
      String file = "java/" + name.replace('.', '/') + ".java";
      assertTrue(
          Stream.of("kernels", "bench", "test")
              .flatMap(module -> Stream.of(module + "/src/main/", module + "/src/test/"))
              .anyMatch(folder -> Files.exists(ROOT.resolve(folder + file))),
          name);
    }
  }

  @Test
  void whatIsRunIsInTheBundle() throws IOException {
    Set<String> made = new TreeSet<>(named(BUNDLE, "jars/(tests-\\w+)\\.jar"));
    named(BUNDLE, "for module in (.*); do")
        .forEach(modules -> Stream.of(modules.split(" ")).map("tests-"::concat).forEach(made::add));
    Set<String> used = named(VERIFY, "jars/(tests-\\w+)\\.jar");
    assertFalse(used.isEmpty());
    assertTrue(made.containsAll(used), made + " made, " + used + " used");
    for (String peer : named(VERIFY, "peers/(\\w+\\.py)")) {
      assertTrue(Files.exists(ROOT.resolve("bench/peers").resolve(peer)), peer);
    }
  }
}
