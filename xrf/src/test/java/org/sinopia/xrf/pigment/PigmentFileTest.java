package org.sinopia.xrf.pigment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sinopia.xrf.spectrum.SpectrumFormatException;

class PigmentFileTest {
  private static final String MUMMY =
      """
      {"name": "mummy brown", "aliases": ["caput"], "masstone": "#5a3d2b",
       "masses": {"C18H22": 70, "CaCO3": 20, "NaCl": 10}, "densityGcm3": 1.3,
       "tintingStrength": 0.5, "oilVolume": 0.3, "limeVolume": 0, "thicknessUm": 20,
       "from": 1500, "to": 1964, "note": "Ground mummies.", "source": "own measurements"}""";

  @TempDir private Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("mine.json"), text);
  }

  private static String list(String pigment) {
    return "{\"pigments\": [" + pigment + "]}";
  }

  @Test
  void usersPigmentsJoinTheLibrary() throws IOException {
    PigmentLibrary library =
        PigmentLibrary.builtin()
            .with(
                file(
                    "{\"pigments\": ["
                        + MUMMY
                        + "], \"palettes\": {\"mine\": [\"mummy brown\", \"lead white\"]}}"));
    LibraryPigment mummy = library.pigment("mummy brown");
    assertEquals("#5a3d2b", mummy.masstone().toHex());
    assertEquals(0.5, mummy.optics().scattering(7), 0);
    assertEquals(1.3, mummy.densityGcm3(), 0);
    assertTrue(mummy.years().contains(1900));
    assertFalse(mummy.years().contains(1970));
    assertEquals(2, library.palette("mine").size());
    assertEquals(PigmentLibrary.builtin().pigments().size() + 1, library.palette("all").size());
  }

  @Test
  void theExampleOfTheDocumentationIsRead() throws IOException {
    PigmentLibrary library = PigmentLibrary.builtin().with(Path.of("docs", "workshop.json"));
    assertEquals(12, library.palette("workshop").size());
    assertEquals(4.5, library.pigment("aurum musivum").densityGcm3(), 0);
  }

  @Test
  void aFileMayHavePalettesAlone() throws IOException {
    PigmentLibrary library =
        PigmentLibrary.builtin().with(file("{\"palettes\": {\"grey\": [\"chalk\", \"indigo\"]}}"));
    assertEquals(2, library.palette("grey").size());
    assertEquals(PigmentLibrary.builtin().pigments(), library.pigments());
  }

  @Test
  void aPigmentOfAKnownNameReplacesItInEveryPalette() throws IOException {
    PigmentLibrary library =
        PigmentLibrary.builtin()
            .with(
                file(
                    list(
                        """
                        {"name": "smalt", "masstone": "#808890", "densityGcm3": 2.5,
                         "masses": {"SiO2": 80, "K2O": 15, "CoO": 5}}""")));
    assertEquals(
        "#808890",
        library.palette("baroque").stream()
            .filter(pigment -> pigment.name().equals("smalt"))
            .map(pigment -> pigment.masstone().toHex())
            .collect(Collectors.joining()));
  }

  @Test
  void measuredSpectraAndReflectancesMixWithFormulas() throws IOException {
    Files.writeString(folder.resolve("x.csv"), "0.5,1\n1,4\n1.5,2\n2,0\n");
    String half = IntStream.range(0, 36).mapToObj(i -> "0.5").collect(Collectors.joining(","));
    String two = half.replace("0.5", "2");
    PigmentLibrary library =
        PigmentLibrary.builtin()
            .with(
                file(
                    "{\"pigments\": [{\"name\": \"grey\", \"spectrum\": \"x.csv\", \"reflectance\": ["
                        + half
                        + "]}, {\"name\": \"black\", \"masses\": {\"C\": 1}, \"densityGcm3\": 2,"
                        + " \"absorption\": ["
                        + two
                        + "], \"scattering\": ["
                        + half
                        + "]}]}"));
    LibraryPigment grey = library.pigment("grey");
    assertEquals(4, grey.measured().orElseThrow().channels());
    assertEquals(0.5, grey.optics().opaque().at(9), 1e-12);
    assertEquals("#bcbcbc", grey.masstone().toHex());
    assertThrows(IllegalStateException.class, grey::composition);
    assertEquals(2, library.pigment("black").optics().absorption(0), 0);
    assertEquals(0.5, library.pigment("black").optics().scattering(35), 0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"masstone\": \"#5a3d2b\"|\"masstone\": \"brown\"|masstone: \"brown\", expected a colour",
        "\"masstone\": \"#5a3d2b\"|\"masstone\": 7|masstone: 7, expected a colour",
        "\"masstone\": \"#5a3d2b\",||masstone: missing, expected a colour",
        "\"C18H22\": 70|\"Xx2\": 70|masses: formula 'Xx2'",
        "\"C18H22\": 70|\"C18H22\": -70|masses: -70 of 'C18H22', expected a number above 0",
        "{\"C18H22\": 70, \"CaCO3\": 20, \"NaCl\": 10}|[]|masses: [], expected an object",
        "\"densityGcm3\": 1.3|\"densityGcm3\": 0|densityGcm3: 0.0, expected 0.01 to 30.0",
        "\"densityGcm3\": 1.3|\"densityGcm3\": 1e308|densityGcm3: 1.0E308, expected 0.01 to 30.0",
        "\"thicknessUm\": 20|\"thicknessUm\": 1e-300|thicknessUm: 1.0E-300, expected 0.001 to 10000.0",
        "\"densityGcm3\": 1.3|\"density\": 1.3|unknown field 'density'",
        "\"densityGcm3\": 1.3,||densityGcm3: missing, expected a number",
        "\"tintingStrength\": 0.5|\"tintingStrength\": 0|tintingStrength: 0.0, expected above 0",
        "\"oilVolume\": 0.3|\"oilVolume\": 1.2|oilVolume: 1.2, expected above 0 to 0.95",
        "\"limeVolume\": 0|\"limeVolume\": -1|limeVolume: -1.0, expected 0 to 0.95",
        "\"from\": 1500|\"from\": 1970|to: 1964, expected from 1970",
        "\"from\": 1500|\"from\": \"old\"|from: \"old\", expected a year",
        "[\"caput\"]|\"caput\"|aliases: \"caput\", expected a list of texts",
        "\"note\": \"Ground mummies.\"|\"reflectance\": [0.5]|reflectance: 1 numbers, expected a list of 36",
        "\"note\": \"Ground mummies.\"|\"absorption\": 3|absorption: 3, expected a list of 36",
        "\"note\": \"Ground mummies.\"|\"kind\": \"dye\"|kind: \"dye\", expected pigment, lake or foil",
        "\"note\": \"Ground mummies.\"|\"spectrum\": \"none.csv\"|spectrum: ",
        "\"note\": \"Ground mummies.\"|\"note\": null|note: null, expected a text",
      })
  void errorsNameFilePigmentAndField(String from, String to, String expected) throws IOException {
    String text = MUMMY.replace(from, to == null ? "" : to);
    assertFalse(text.equals(MUMMY));
    String message = refused(list(text));
    assertTrue(message.contains("mine.json: pigment 'mummy brown': " + expected), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]|expected a JSON object",
        "{\"pigments\": []}|pigments: expected a list of at least one",
        "{\"pigments\": [3]}|pigment 1: expected an object",
        "{\"pigments\": [{\"masstone\": \"#000000\"}]}|pigment 1: name: expected a text",
        "{\"pigment\": []}|unknown field 'pigment'",
        "{\"pigm\\nts\": []}|unknown field 'pigm ts'",
        "{|not JSON",
        "{\"palettes\": {}} more|not JSON",
      })
  void errorsOfTheFileItself(String text, String expected) throws IOException {
    String message = refused(text);
    assertTrue(message.contains(expected), message);
  }

  @Test
  void foldersAreCalledFolders() {
    Path here = Path.of("").toAbsolutePath();
    String message =
        assertThrows(SpectrumFormatException.class, () -> PigmentLibrary.builtin().with(here))
            .getMessage();
    assertEquals(here + ": is a folder, expected the JSON of pigments", message);
  }

  @Test
  void palettesOfUnknownPigmentsAreRefused() throws IOException {
    String message =
        refused("{\"pigments\": [" + MUMMY + "], \"palettes\": {\"mine\": [\"beige\"]}}");
    assertTrue(message.endsWith("mine.json: palette 'mine': no pigment 'beige' in the library"));
    assertTrue(
        refused("{\"pigments\": [" + MUMMY + "], \"palettes\": {\"mine\": 3}}")
            .contains("palette 'mine': expected a list"));
    assertTrue(refused(list(MUMMY + "," + MUMMY)).contains("'mummy brown' is in it twice"));
  }

  private String refused(String text) throws IOException {
    Path file = file(text);
    String message =
        assertThrows(SpectrumFormatException.class, () -> PigmentLibrary.builtin().with(file))
            .getMessage();
    assertEquals(1, message.lines().count(), message);
    return message;
  }

  /** Damaged files are read as they are or refused with one line; nothing else is thrown. */
  @Property(tries = 400)
  void damagedFilesAreReadOrRefused(@ForAll long seed) {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder(list(MUMMY));
    String parts = "{}[]\",:-0159.eE#\\nul \n\tABCxyz\u00e9";
    for (int i = 0; i <= random.nextInt(4); i++) {
      int at = random.nextInt(text.length());
      switch (random.nextInt(3)) {
        case 0 -> text.setCharAt(at, parts.charAt(random.nextInt(parts.length())));
        case 1 -> text.insert(at, parts.charAt(random.nextInt(parts.length())));
        default -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(12)));
      }
    }
    byte[] json = text.toString().getBytes(StandardCharsets.UTF_8);
    try {
      PigmentFile file = PigmentFile.parse("mine.json", Path.of("mine.json"), json);
      assertEquals(1, file.pigments().size());
    } catch (SpectrumFormatException e) {
      assertTrue(e.getMessage().startsWith("mine.json: "), e.getMessage());
      assertEquals(1, e.getMessage().lines().count(), e.getMessage());
    } catch (IOException e) {
      throw new AssertionError(text.toString(), e);
    }
  }
}
