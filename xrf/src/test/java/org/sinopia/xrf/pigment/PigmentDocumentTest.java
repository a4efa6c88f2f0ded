package org.sinopia.xrf.pigment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Keeps the table of {@code docs/pigments.md} equal to the library. Run with {@code
 * -Dsinopia.write=true} to write it again after a change of the library.
 */
class PigmentDocumentTest {
  private static final Path DOCUMENT = Path.of("docs", "pigments.md");
  private static final String BEGIN = "<!-- pigments: begin -->\n";
  private static final String END = "<!-- pigments: end -->";

  @Test
  void theTableIsThatOfTheLibrary() throws IOException {
    String text = Files.readString(DOCUMENT);
    int begin = text.indexOf(BEGIN) + BEGIN.length();
    int end = text.indexOf(END);
    if (Boolean.getBoolean("sinopia.write")) {
      Files.writeString(DOCUMENT, text.substring(0, begin) + table() + text.substring(end));
      text = Files.readString(DOCUMENT);
      end = text.indexOf(END);
    }
    assertEquals(table(), text.substring(begin, end));
  }

  private static String table() {
    return PigmentLibrary.builtin().pigments().stream()
        .map(PigmentDocumentTest::row)
        .collect(
            Collectors.joining(
                "\n",
                """
                | pigment | masstone | strength | made of (parts by mass) | g/cm³ | in use | source |
                | --- | --- | ---: | --- | ---: | --- | --- |
                """,
                "\n"));
  }

  private static String row(LibraryPigment pigment) {
    String names =
        pigment.aliases().isEmpty()
            ? "**%s**".formatted(pigment.name())
            : "**%s** (%s)".formatted(pigment.name(), String.join(", ", pigment.aliases()));
    String masses =
        pigment.masses().entrySet().stream()
            .sorted((a, b) -> Double.compare(b.getValue(), a.getValue()))
            .map(part -> "%s %s".formatted(part.getKey(), number(part.getValue())))
            .collect(Collectors.joining(", "));
    return "| %s | `%s` | %s | %s | %s | %s | %s |"
        .formatted(
            names,
            pigment.masstone().toHex(),
            number(pigment.optics().strength()),
            masses,
            number(pigment.densityGcm3()),
            years(pigment.years()),
            pigment.source());
  }

  private static String years(LibraryPigment.Years years) {
    String from = years.from() < 0 ? -years.from() + " BC" : String.valueOf(years.from());
    return from + "–" + years.to().map(String::valueOf).orElse("");
  }

  private static String number(double value) {
    String text = String.format(Locale.ROOT, "%.2f", value);
    return text.replaceAll("\\.?0+$", "");
  }
}
