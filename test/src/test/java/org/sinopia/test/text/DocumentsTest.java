package org.sinopia.test.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Documents fit a page, and their links lead somewhere. */
class DocumentsTest {
  private static final int MAX_COLUMNS = 120;
  private static final int MAX_LINES_OF_README = 80;
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]*)(?:#([^)]*))?\\)");

  private static List<Path> documents() throws IOException {
    return Passage.files().stream().filter(file -> file.toString().endsWith(".md")).toList();
  }

  @Test
  void theReadmeFitsAPageAndAHalf() {
    assertTrue(Passage.read(Path.of("README.md")).lines().count() <= MAX_LINES_OF_README);
  }

  @Test
  void everyModuleHasAReadme() throws IOException {
    String pom = Passage.read(Path.of("pom.xml"));
    List<String> missing =
        Pattern.compile("<module>([^/]*)</module>")
            .matcher(pom)
            .results()
            .map(module -> module.group(1) + "/README.md")
            .filter(readme -> Files.notExists(Passage.ROOT.resolve(readme)))
            .toList();
    assertEquals(List.of(), missing);
  }

  /** Tables cannot be broken; those of results are written by programs. */
  @Test
  void linesAreShort() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path file : documents()) {
      int line = 0;
      for (String row : Passage.read(file).lines().toList()) {
        line++;
        boolean table = row.startsWith("|") || file.startsWith("bench/results");
        if (!table && row.codePointCount(0, row.length()) > MAX_COLUMNS) {
          found.add(file + ":" + line);
        }
      }
    }
    assertEquals(List.of(), found);
  }

  @Test
  void everyLinkLeadsToAFileAndAHeading() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path file : documents()) {
      Matcher link = LINK.matcher(Passage.read(file));
      while (link.find()) {
        String target = link.group(1);
        if (target.matches("https?:.*")) {
          continue;
        }
        Path wanted = target.isEmpty() ? file : file.resolveSibling(target).normalize();
        boolean there = Files.exists(Passage.ROOT.resolve(wanted));
        String anchor = link.group(2);
        if (!there || (anchor != null && !hasHeading(wanted, anchor))) {
          found.add(file + ": " + link.group());
        }
      }
    }
    assertEquals(List.of(), found);
  }

  private static boolean hasHeading(Path document, String anchor) {
    return Passage.read(document)
        .lines()
        .filter(row -> row.startsWith("#"))
        .map(row -> row.replaceFirst("#+ ", "").toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\p{L}\\d -]", "").replace(' ', '-'))
        .anyMatch(anchor::equals);
  }
}
