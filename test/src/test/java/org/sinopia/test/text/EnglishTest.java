package org.sinopia.test.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Comments, documents and messages are in plain British English, as CONTRIBUTING asks. */
class EnglishTest {
  /** This test and its helpers name the words. */
  private static final Path HERE = Path.of("test/src/test/java/org/sinopia/test/text");

  /** The table of CONTRIBUTING that names the words too. */
  private static final String WHAT_TO_AVOID = "| not | but |";

  /** Words of a spelling that is not ours; names of other programs and commands are not. */
  private static final Pattern SPELLING =
      word(
          "colors?|colored|coloring|centers?|centered|grays?|behaviors?|neighbors?|neighboring"
              + "|favors?|honors?|labeled|labeling|modeled|modeling|canceled|catalogs?|fibers?"
              + "|millimeters?|analyz\\w+|(?:normal|optim|initial|organ|recogn|regular|quant"
              + "|discret|minim|maxim|summar|token|serial|parameter|factor|vector|special|util"
              + "|real|general|visual|character)iz(?:e[sd]?|ing|ers?|ations?)");

  /** Titles of papers, as they are printed. */
  private static final String TITLE = "\"The CIEDE2000 color-difference";

  /** Turns of phrase that CONTRIBUTING rules out, with what to write. */
  private static final List<Rule> STYLE =
      List.of(
          new Rule("(?:^|[.;:] )What [a-z][^?]*$", "begin with the thing: not 'What it reads'"),
          new Rule("^Of [a-z][^,]*[.]$", "begin with the thing: not 'Of two models.'"),
          new Rule(word("of (?:its|their|his|one's) own"), "own, separate, another, new"),
          new Rule(word("anew"), "again"),
          new Rule(word("so many"), "name the number, or: a number of"),
          new Rule(word("to be had"), "available"),
          new Rule(word("who(?:so)?ever"), "name who it is: the caller, a reader"),
          new Rule(word("cannot bear"), "does not allow"),
          new Rule(word("hung|strangers?"), "shown; unknown"),
          new Rule(
              "(?i)\\bbehind (?:them|each|its|the (?:last|end|tensor|border|diagonal|class))\\b",
              "after"));

  private static final Pattern CONSTANT = Pattern.compile("\\b(?:MOST|LEAST)_\\w+");

  /** A turn of phrase that is ruled out. */
  private record Rule(Pattern pattern, String instead) {
    Rule(String regex, String instead) {
      this(Pattern.compile(regex), instead);
    }
  }

  private static Pattern word(String regex) {
    return Pattern.compile("\\b(?:" + regex + ")\\b", Pattern.CASE_INSENSITIVE);
  }

  private static List<Passage> passages() throws IOException {
    return Passage.all().stream()
        .filter(passage -> !passage.file().startsWith(HERE))
        .filter(passage -> !passage.file().startsWith("bench/results"))
        .filter(passage -> !passage.text().startsWith(WHAT_TO_AVOID))
        .toList();
  }

  @Test
  void spellingIsBritish() throws IOException {
    List<String> found = new ArrayList<>();
    for (Passage passage : passages()) {
      Matcher matcher = SPELLING.matcher(passage.text().replace(TITLE, ""));
      while (matcher.find()) {
        found.add(said(passage, matcher.group()));
      }
    }
    assertNone(found);
  }

  @Test
  void phrasesArePlain() throws IOException {
    List<String> found = new ArrayList<>();
    for (Passage passage : passages()) {
      for (String sentence : passage.text().split("(?<=[.?:;]) (?=[A-Z])", -1)) {
        for (Rule rule : STYLE) {
          if (rule.pattern.matcher(sentence).find()) {
            found.add(said(passage, sentence) + " [instead: " + rule.instead + "]");
          }
        }
      }
    }
    assertNone(found);
  }

  @Test
  void boundsAreCalledMinAndMax() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path file : Passage.files()) {
      if (file.toString().matches(".*\\.(?:java|cu|cuh)") && !file.startsWith(HERE)) {
        Matcher matcher = CONSTANT.matcher(new SourceText(file, Passage.read(file)).code());
        while (matcher.find()) {
          found.add(file + ": " + matcher.group());
        }
      }
    }
    assertNone(found);
  }

  @Test
  void aWordOfTheWrongSpellingOrStyleIsSeen() {
    String source =
        "/** What it reads. */ int MOST_ROWS; // the color of\n// its own\nf(\"made anew here\");";
    SourceText text = new SourceText(Path.of("A.java"), source);
    List<Passage> passages = text.passages();
    assertEquals(
        List.of("What it reads.", "the color of its own", "made anew here"),
        passages.stream().map(Passage::text).toList());
    assertEquals(List.of(1, 1, 3), passages.stream().map(Passage::line).toList());
    assertEquals(true, CONSTANT.matcher(text.code()).find());
    assertEquals(true, SPELLING.matcher(passages.get(1).text()).find());
    for (Passage passage : passages) {
      assertEquals(
          true, STYLE.stream().anyMatch(rule -> rule.pattern.matcher(passage.text()).find()));
    }
  }

  private static String said(Passage passage, String what) {
    return passage.file() + ":" + passage.line() + ": " + what;
  }

  private static void assertNone(List<String> found) {
    assertEquals("", String.join("\n", found.stream().distinct().toList()));
  }
}
