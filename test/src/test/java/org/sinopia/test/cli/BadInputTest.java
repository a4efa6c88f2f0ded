package org.sinopia.test.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sinopia.train.Sha256;

/**
 * Bad input is said in one line, with exit status 2, and leaves nothing. The cases stand in the
 * tables of the resources {@code bad-input/cases}: a command line, how its input is made first
 * ({@link Preparation}), and a part of the line.
 */
class BadInputTest {
  @TempDir private static Path shared;

  private static Map<String, Path> places;

  @TempDir private Path here;
  @TempDir private Path logs;

  @BeforeAll
  static void pipeline() throws IOException, URISyntaxException {
    TinyPipeline whole = TinyPipeline.run(shared);
    Path files = Path.of(BadInputTest.class.getResource("/bad-input/files").toURI());
    places =
        Map.of(
            "{bad}", files,
            "{pictures}", whole.pictures(),
            "{picture}", whole.picture(),
            "{cubes}", whole.cubes(),
            "{cube}", whole.cube(),
            "{embedder}", whole.embedder(),
            "{pairs}", whole.pairs(),
            "{recolourer}", whole.recolourer(),
            "{configs}", whole.root());
  }

  private String placed(String text) {
    String placed = text.replace("{here}", here.toString());
    for (Map.Entry<String, Path> place : places.entrySet()) {
      placed = placed.replace(place.getKey(), place.getValue().toString());
    }
    return placed;
  }

  private Object[] words(String command) {
    return Arrays.stream(command.split(" +", -1)).map(this::placed).toArray();
  }

  /** All files in the folder with their contents' digests, and the folders. */
  private SortedMap<String, String> found() throws IOException {
    SortedMap<String, String> found = new TreeMap<>();
    try (Stream<Path> all = Files.walk(here)) {
      for (Path each : all.toList()) {
        found.put(each.toString(), Files.isDirectory(each) ? "folder" : Sha256.of(each));
      }
    }
    return found;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "paint --count 0 --out {here}/out",
        "metrics {bad}/truncated.png {picture}",
        "info {bad}/truncated.h5",
        "export --model {here}/none --format safetensors --out {here}/m"
      })
  void aProcessOfItsOwnSaysAndReturnsTheSame(String command)
      throws IOException, InterruptedException {
    Ran ran = Ran.child(logs, words(command));
    assertEquals(Ran.sinopia(words(command)), ran);
    assertEquals(2, ran.status());
  }

  @ParameterizedTest(name = "{0}")
  @CsvFileSource(
      resources = {
        "/bad-input/cases/words.csv",
        "/bad-input/cases/pictures.csv",
        "/bad-input/cases/cubes.csv",
        "/bad-input/cases/spectra.csv",
        "/bad-input/cases/models.csv",
        "/bad-input/cases/training.csv",
        "/bad-input/cases/outputs.csv"
      },
      delimiter = '|',
      quoteCharacter = '`',
      emptyValue = "")
  void isSaidInOneLineAndLeavesNothing(String command, String prepared, String expected)
      throws IOException {
    Preparation.take(placed(prepared == null ? "" : prepared));
    SortedMap<String, String> before = found();
    Ran ran = Ran.sinopia(words(command));
    assertAll(
        () -> assertEquals(2, ran.status(), ran.err()),
        () -> assertEquals("", ran.out()),
        () -> assertEquals(1, ran.err().lines().count(), ran.err()),
        () -> assertTrue(ran.err().startsWith("sinopia"), ran.err()),
        () -> assertTrue(ran.err().contains(placed(expected)), ran.err()),
        () -> assertFalse(ran.err().contains("Exception"), ran.err()),
        () -> assertEquals(before, found()));
  }
}
