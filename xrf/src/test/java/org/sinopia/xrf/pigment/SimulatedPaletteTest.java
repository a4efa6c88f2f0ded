package org.sinopia.xrf.pigment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.colour.Ciede2000;
import org.sinopia.xrf.physics.atom.Element;
import org.sinopia.xrf.spectrum.Spectrum;

class SimulatedPaletteTest {

  private static Palette palette;

  @BeforeAll
  static void simulate() {
    palette = SimulatedPalette.DEFAULT.palette(EnergyAxis.DEFAULT);
  }

  private static double peak(Spectrum spectrum, String symbol, String family) {
    double kev = Element.of(symbol).lineKev(family);
    double sum = 0;
    for (int i = spectrum.axis().binOf(kev - 0.12); i <= spectrum.axis().binOf(kev + 0.12); i++) {
      sum += spectrum.probability(i);
    }
    return sum;
  }

  @Test
  void theTwelvePigmentsAreThere() {
    assertEquals(
        List.of(
            "red ochre",
            "cinnabar",
            "cobalt blue",
            "smalt",
            "gold ochre",
            "dark ochre",
            "aegirine",
            "green earth",
            "caput mortuum",
            "ivory black",
            "carbon black",
            "titanium white"),
        palette.pigments().stream().map(Pigment::name).toList());
    for (Pigment pigment : palette.pigments()) {
      assertEquals(1, Arrays.stream(pigment.spectrum().probabilities()).sum(), 1e-12);
    }
    for (PaintRecipe recipe : SimulatedPalette.DEFAULT.recipes()) {
      assertTrue(recipe.note().length() > 40, recipe.name());
    }
  }

  @Test
  void noTwoPigmentsLookOrShineAlike() {
    for (Pigment a : palette.pigments()) {
      for (Pigment b : palette.pigments()) {
        if (!a.equals(b)) {
          assertTrue(
              Ciede2000.difference(a.colour().toLab(), b.colour().toLab()) > 5,
              a.name() + " and " + b.name());
          double distance = 0;
          for (int i = 0; i < palette.axis().bins(); i++) {
            distance += Math.abs(a.spectrum().probability(i) - b.spectrum().probability(i));
          }
          assertTrue(distance > 0.05, a.name() + " and " + b.name() + ": " + distance);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "red ochre,Fe,Ka",
    "cinnabar,Hg,La",
    "cobalt blue,Co,Ka",
    "smalt,Co,Ka",
    "gold ochre,Fe,Ka",
    "dark ochre,Mn,Ka",
    "aegirine,Fe,Ka",
    "green earth,K,Ka",
    "caput mortuum,Fe,Ka",
    "ivory black,P,Ka",
    "titanium white,Ti,Ka"
  })
  void keyElementsShineAboveTheBareGround(String name, String symbol, String family) {
    Spectrum bare = SimulatedPalette.DEFAULT.spectrum(EnergyAxis.DEFAULT, List.of());
    double painted = peak(palette.pigment(name).spectrum(), symbol, family);
    assertTrue(painted > 2 * peak(bare, symbol, family), name + ": " + painted);
  }

  @Test
  void coatsHideWhatLiesBelow() {
    SimulatedPalette source = SimulatedPalette.DEFAULT;
    Spectrum over = source.spectrum(EnergyAxis.DEFAULT, List.of("titanium white", "cinnabar"));
    Spectrum alone = palette.pigment("cinnabar").spectrum();
    Spectrum white = palette.pigment("titanium white").spectrum();
    assertTrue(peak(over, "Hg", "La") < peak(alone, "Hg", "La"));
    assertTrue(peak(over, "Hg", "La") > 5 * peak(white, "Hg", "La"));
    assertTrue(peak(over, "Ti", "Ka") > 10 * peak(alone, "Ti", "Ka"));
    assertThrows(
        IllegalArgumentException.class,
        () -> source.spectrum(EnergyAxis.DEFAULT, List.of("beige")));
  }

  @Test
  void leadWhiteGroundShinesThrough() {
    Palette oil = SimulatedPalette.DEFAULT.over(Ground.LEAD_WHITE).palette(EnergyAxis.DEFAULT);
    Spectrum black = oil.pigment("carbon black").spectrum();
    assertTrue(peak(black, "Pb", "La") > 20 * peak(black, "Fe", "Ka"));
    assertNotEquals(black, palette.pigment("carbon black").spectrum());
  }

  @Test
  void coarserAxesAreRebinned() {
    EnergyAxis coarse = new EnergyAxis(128, 0.5, 38.5);
    Spectrum fine = palette.pigment("cinnabar").spectrum();
    double[] sums = new double[128];
    for (int i = 0; i < 512; i++) {
      sums[i / 4] += fine.probability(i);
    }
    assertArrayEquals(sums, fine.rebinned(coarse).probabilities(), 1e-12);
  }

  @Test
  void peaksAreNamed() {
    assertTrue(
        names("cinnabar").containsAll(List.of("Hg La", "Hg Lb", "Hg Lg1", "Ca Ka", "Mo Ka")));
    assertTrue(names("cobalt blue").containsAll(List.of("Al Ka", "Ar Ka", "Co Ka", "Co Kb")));
    assertTrue(names("titanium white").containsAll(List.of("Ti Ka", "Ti Kb", "Zn Ka")));
    assertTrue(names("ivory black").containsAll(List.of("P Ka", "Ca Ka", "Ca Kb")));
    assertTrue(names("smalt").containsAll(List.of("Si Ka", "K Ka", "Co Ka", "As Ka")));
    assertTrue(names("carbon black").contains("Ca Ka esc"));
  }

  @Test
  void linesOfLeadAreNotNamedAsSiliconOrZirconium() {
    // Its M zeta lies near Si Kb, and its L gamma 4 at Zr Ka.
    Palette oil = SimulatedPalette.DEFAULT.over(Ground.LEAD_WHITE).palette(EnergyAxis.DEFAULT);
    List<String> lead =
        PeakLabel.of(oil.pigment("carbon black").spectrum()).stream().map(PeakLabel::name).toList();
    assertTrue(lead.containsAll(List.of("Pb La", "Pb Lb", "Pb Lg1")), lead.toString());
    assertTrue(lead.stream().noneMatch(name -> name.matches("(Si|Zr) K.*")), lead.toString());
  }

  private static List<String> names(String pigment) {
    return PeakLabel.of(palette.pigment(pigment).spectrum()).stream().map(PeakLabel::name).toList();
  }

  @Test
  void thePlotIsAPictureWithItsColours(@TempDir Path folder) throws IOException {
    Path png = folder.resolve("palette.png");
    PalettePlot.write(palette, PigmentLibrary.builtin().palette("etruscan"), png);
    BufferedImage image = Objects.requireNonNull(ImageIO.read(png.toFile()));
    assertEquals(3 * PalettePlot.PANEL_WIDTH, image.getWidth());
    assertEquals(4 * PalettePlot.PANEL_HEIGHT, image.getHeight());
    for (Pigment pigment : palette.pigments()) {
      int wanted = pigment.colour().rgb24();
      long found =
          Arrays.stream(
                  image.getRGB(
                      0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth()))
              .filter(rgb -> (rgb & 0xffffff) == wanted)
              .count();
      assertTrue(found > 2000, pigment.name() + ": " + found + " pixels");
    }
  }
}
