package org.sinopia.xrf.paint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.colour.Ciede2000;
import org.sinopia.xrf.colour.Reflectance;
import org.sinopia.xrf.colour.Srgb;
import org.sinopia.xrf.instrument.Instrument;
import org.sinopia.xrf.instrument.Instruments;
import org.sinopia.xrf.instrument.SpectrumTable;
import org.sinopia.xrf.painting.Genre;
import org.sinopia.xrf.painting.Painter;
import org.sinopia.xrf.physics.matter.Layer;
import org.sinopia.xrf.picture.Picture;
import org.sinopia.xrf.pigment.PigmentLibrary;
import org.sinopia.xrf.recipe.PigmentRole;

class PaintedSurfaceTest {
  private static final Picture PICTURE = Painter.paint(Genre.LANDSCAPE, 48, 64, 3);

  private static SurfaceConfig config(String era, GroundKind ground, int stacks) {
    return new SurfaceConfig(
        PigmentLibrary.builtin(), Optional.of(era), Optional.of(ground), 20, 256, stacks);
  }

  private static PaintedSurface painted(long seed) {
    return SurfacePainter.paint(PICTURE, config("nineteenth", GroundKind.LEAD_WHITE, 1500), seed);
  }

  /** The first surface of some seeds that has something. */
  private static PaintedSurface paintedWith(Predicate<PaintedSurface> wanted) {
    return paintedWith(PaintedSurfaceTest::painted, wanted);
  }

  private static PaintedSurface paintedWith(
      LongFunction<PaintedSurface> painter, Predicate<PaintedSurface> wanted) {
    return LongStream.range(1, 40).mapToObj(painter).filter(wanted).findFirst().orElseThrow();
  }

  private static Srgb pixel(Picture picture, int at) {
    int pixels = picture.height() * picture.width();
    return new Srgb(
        picture.planes()[at], picture.planes()[pixels + at], picture.planes()[2 * pixels + at]);
  }

  @Test
  void theTruthLooksLikeThePicture() {
    PaintedSurface surface = paintedWith(s -> !s.stacks().contains(Stack.LOST));
    Regions strokes = Regions.of(PICTURE, 20);
    double painted = medianDifference(strokes, surface, 0);
    double elsewhere = medianDifference(strokes, surface, 24 * 64 + 32);
    assertTrue(painted < elsewhere / 2, painted + " at a pixel, " + elsewhere + " elsewhere");
  }

  /** Median ΔE00 between the strokes wanted and the truth some pixels further on. */
  private static double medianDifference(Regions strokes, PaintedSurface surface, int distance) {
    int pixels = 48 * 64;
    return IntStream.range(0, pixels)
        .mapToDouble(
            at ->
                Ciede2000.difference(
                    strokes.colours()[strokes.labels()[at]],
                    pixel(surface.truth(), (at + distance) % pixels).toLab()))
        .sorted()
        .skip(pixels / 2)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theSameSeedPaintsTheSameAndAnotherAnother() {
    assertArrayEquals(painted(4).truth().planes(), painted(4).truth().planes());
    assertArrayEquals(painted(4).stackOf(), painted(4).stackOf());
    assertFalse(Arrays.equals(painted(4).truth().planes(), painted(5).truth().planes()));
  }

  @Test
  void aStackIsSeenThroughItsCoatsFromTheGroundUp() {
    float[] red = new float[3 * 256];
    Arrays.fill(red, 0.2f);
    Arrays.fill(red, 0, 256, 0.65f);
    Picture picture = Picture.of(16, 16, red);
    PaintedSurface surface =
        paintedWith(
            seed -> SurfacePainter.paint(picture, config("baroque", GroundKind.CHALK, 99), seed),
            s -> s.stacks().stream().anyMatch(Stack::glazed));
    Stack stack = surface.stacks().stream().filter(Stack::glazed).findFirst().orElseThrow();
    Reflectance seen = surface.materials().ground().reflectance();
    for (Coat coat : surface.coatsOf(stack)) {
      seen = coat.recipe().optics().film(coat.thicknessUm(), coat.pigmentVolume(), seen);
    }
    if (surface.materials().varnish().isPresent()) {
      seen = surface.materials().varnish().get().over(seen);
    }
    Srgb colour = surface.colour(surface.stacks().indexOf(stack));
    assertEquals(Math.clamp(seen.toSrgb().r(), 0.0, 1.0), colour.r(), 1e-12);
    assertEquals(Math.clamp(seen.toSrgb().b(), 0.0, 1.0), colour.b(), 1e-12);
  }

  @Test
  void lostPaintShowsTheGround() {
    PaintedSurface surface = paintedWith(s -> s.stacks().contains(Stack.LOST));
    int lost = surface.stacks().indexOf(Stack.LOST);
    assertTrue(Arrays.stream(surface.stackOf()).anyMatch(stack -> stack == lost));
    Reflectance ground = surface.materials().ground().reflectance();
    Reflectance seen =
        surface.materials().varnish().map(varnish -> varnish.over(ground)).orElse(ground);
    assertEquals(seen.toSrgb().g(), surface.colour(lost).g(), 1e-12);
    assertEquals(PaintedSurface.GROUND, surface.dominant(lost));
    assertEquals(
        surface.materials().ground().layers().size()
            + (surface.materials().varnish().isPresent() ? 1 : 0),
        surface.specimen(lost).layers().size());
  }

  @Test
  void retouchingIsDoneInModernPigments() {
    PaintedSurface surface = paintedWith(s -> !s.retouches().isEmpty());
    Set<String> modern = new HashSet<>();
    PigmentLibrary.builtin().palette("modern").forEach(pigment -> modern.add(pigment.name()));
    surface
        .retouches()
        .forEach(
            recipe ->
                recipe.parts().forEach(part -> assertTrue(modern.contains(part.pigment().name()))));
    assertTrue(surface.stacks().stream().anyMatch(stack -> stack.retouch() != Stack.NONE));
  }

  @Test
  void aHiddenPictureLiesUnderThePaint() {
    Picture hidden = Painter.paint(Genre.PORTRAIT, 48, 64, 9);
    PaintedSurface surface =
        SurfacePainter.paintOver(PICTURE, hidden, config("baroque", GroundKind.BOLE, 100_000), 2);
    Stack stack =
        surface.stacks().stream().filter(s -> s.recipe() != Stack.NONE).findFirst().orElseThrow();
    List<Coat> coats = surface.coatsOf(stack);
    assertEquals(surface.hidden().get(stack.hidden()), coats.getFirst().recipe());
    assertEquals(surface.recipes().get(stack.recipe()), coats.get(1).recipe());
    List<Layer> layers = surface.specimen(surface.stacks().indexOf(stack)).layers();
    int varnish = surface.materials().varnish().isPresent() ? 1 : 0;
    int glaze = stack.glazed() ? 1 : 0;
    assertEquals(coats.getFirst().layer(), layers.get(varnish + glaze + 1));
    Picture small = Painter.paint(Genre.PORTRAIT, 24, 64, 9);
    assertThrows(
        IllegalArgumentException.class,
        () -> SurfacePainter.paintOver(PICTURE, small, SurfaceConfig.DEFAULT, 2));
  }

  @Test
  void materialsKeepToTheirRanges() {
    for (long seed = 0; seed < 200; seed++) {
      Materials materials = Materials.draw(SurfaceConfig.DEFAULT, seed);
      assertTrue(materials.medianUm() >= 15 && materials.medianUm() <= 40);
      int pigments = materials.pigments().size();
      assertTrue(pigments >= 3 && pigments <= 13, pigments + " pigments");
      assertTrue(
          materials.pigments().stream().anyMatch(p -> PigmentRole.of(p) == PigmentRole.WHITE),
          "no white: " + materials.era());
      if (materials.binder() == Binder.LIME) {
        assertEquals(GroundKind.PLASTER, materials.ground());
        assertTrue(materials.pigments().stream().allMatch(p -> p.limeVolume() > 0));
      }
    }
  }

  @Test
  void thicknessIsLogNormalAboutItsMedian() {
    PaintedSurface surface = paintedWith(s -> !s.stacks().contains(Stack.LOST));
    ThicknessClasses classes = surface.thicknesses();
    double sum = 0;
    double squares = 0;
    for (int stack : surface.stackOf()) {
      double deviation =
          Math.log(classes.um(surface.stacks().get(stack).thickness()) / classes.medianUm());
      sum += deviation;
      squares += deviation * deviation;
    }
    double mean = sum / surface.stackOf().length;
    double spread = Math.sqrt(squares / surface.stackOf().length - mean * mean);
    // A smooth field has few independent values in so small a picture.
    assertEquals(0, mean / classes.spread(), 0.6);
    assertEquals(1, spread / classes.spread(), 0.4);
  }

  @Test
  void fewerClassesOfThicknessKeepTheStacksFew() {
    PaintedSurface surface =
        SurfacePainter.paint(PICTURE, config("nineteenth", GroundKind.CHALK, 120), 8);
    assertTrue(surface.stacks().size() <= 120 || surface.thicknesses().count() == 1);
    assertTrue(surface.thicknesses().count() < 6);
  }

  @Test
  void strokesAreConnectedAndOfAboutTheSizeAskedFor() {
    Regions regions = Regions.of(PICTURE, 20);
    int[] labels = regions.labels();
    assertEquals(48 * 64 / 20.0, regions.count(), 48 * 64 / 20.0 * 0.5);
    boolean[] seen = new boolean[regions.count()];
    boolean[] done = new boolean[labels.length];
    int[] queue = new int[labels.length];
    for (int start = 0; start < labels.length; start++) {
      if (done[start]) {
        continue;
      }
      assertFalse(seen[labels[start]], "stroke " + labels[start] + " is in two pieces");
      seen[labels[start]] = true;
      int filled = 1;
      queue[0] = start;
      done[start] = true;
      for (int i = 0; i < filled; i++) {
        for (int to : new int[] {queue[i] - 1, queue[i] + 1, queue[i] - 64, queue[i] + 64}) {
          boolean beside = to >= 0 && to < labels.length && Math.abs(to % 64 - queue[i] % 64) <= 1;
          if (beside && !done[to] && labels[to] == labels[start]) {
            done[to] = true;
            queue[filled++] = to;
          }
        }
      }
    }
  }

  @Test
  void unknownErasAndGroundsAreNamedWithTheKnownOnes() {
    String era =
        assertThrows(IllegalArgumentException.class, () -> config("rococo", GroundKind.CHALK, 100))
            .getMessage();
    assertTrue(era.contains("'rococo'") && era.contains("baroque"), era);
    String ground =
        assertThrows(IllegalArgumentException.class, () -> GroundKind.of("slate")).getMessage();
    assertEquals(
        "unknown ground 'slate' (known: plaster, chalk, gesso, lead-white, bole, bare)", ground);
    assertEquals(GroundKind.LEAD_WHITE, GroundKind.of("Lead white"));
  }

  @Test
  void theManifestRebuildsTheTruth(@TempDir Path folder) throws IOException {
    // Few stacks, as each needs a spectrum.
    PaintedSurface surface = twoColours();
    ScannedSurface scan = new ScannedSurface(surface, Instruments.GENERIC.withCounts(400));
    PaintManifest.write(scan, "a.jpg", folder, "a");
    JsonNode manifest = new JsonMapper().readTree(folder.resolve("a-paint.json").toFile());
    BufferedImage map = ImageIO.read(folder.resolve("a-stacks.png").toFile());
    BufferedImage recipes = ImageIO.read(folder.resolve("a-recipes.png").toFile());
    for (int at = 0; at < 16 * 16; at++) {
      int place = map.getRaster().getSample(at % 16, at / 16, 0);
      JsonNode stack = manifest.at("/stacks/" + place);
      assertEquals(pixel(surface.truth(), at).toHex(), stack.get("colour").asText());
      int recipe = recipes.getRaster().getSample(at % 16, at / 16, 0);
      assertEquals(stack.get("recipe").isNull() ? 0 : stack.get("recipe").asInt() + 1, recipe);
    }
    assertEquals("a.jpg", manifest.get("original").asText());
    assertEquals("generic", manifest.at("/instrument/name").asText());
    double share = 0;
    for (JsonNode part : manifest.at("/recipes/0/pigments")) {
      share += part.get("volume").asDouble();
    }
    assertEquals(1, share, 1e-9);
  }

  private static PaintedSurface twoColours() {
    return twoColours("baroque", 1);
  }

  /** A light and a dark half on chalk. */
  static PaintedSurface twoColours(String era, long seed) {
    float[] planes = new float[3 * 256];
    for (int i = 0; i < planes.length; i++) {
      planes[i] = i % 16 < 8 ? 0.95f : 0.08f;
    }
    SurfaceConfig config =
        new SurfaceConfig(
            PigmentLibrary.builtin(), Optional.of(era), Optional.of(GroundKind.CHALK), 64, 4, 1);
    return SurfacePainter.paint(Picture.of(16, 16, planes), config, seed);
  }

  @Test
  void whitePaintEmitsMoreThanBlackPaintAndTheMeanIsTheInstruments() {
    PaintedSurface surface = twoColours();
    ScannedSurface scan = new ScannedSurface(surface, Instruments.GENERIC.withCounts(700));
    double[] sums = new double[2];
    for (int at = 0; at < 256; at++) {
      sums[at % 16 < 8 ? 0 : 1] += Arrays.stream(scan.expected(surface.stackOf()[at])).sum() / 128;
    }
    assertEquals(700, (sums[0] + sums[1]) / 2, 1e-6);
    assertEquals(700, scan.meanCounts(), 1e-6);
    assertTrue(sums[0] > 1.2 * sums[1], sums[0] + " and " + sums[1]);
    EnergyAxis axis = scan.axis();
    assertEquals(Instruments.GENERIC.energyAxis(), axis);
  }

  @Test
  void anotherPaintingIsScannedAtTheSameDwellTime() {
    PaintedSurface surface = twoColours();
    Instrument instrument = Instruments.GENERIC.withCounts(700);
    SpectrumTable table = new SpectrumTable(instrument);
    ScannedSurface scan = new ScannedSurface(surface, instrument, table, 20);
    float[] white = new float[3 * 256];
    Arrays.fill(white, 0.95f);
    PaintedSurface other =
        SurfacePainter.paint(Picture.of(16, 16, white), surface.config(), surface.seed());
    ScannedSurface another = scan.another(other, table);
    assertTrue(another.meanCounts() > 750, another.meanCounts() + " counts of white paint");
    double dwell = sum(scan.expected(0)) / sum(below(20, table.expected(surface.specimen(0))));
    double others = sum(another.expected(0)) / sum(below(20, table.expected(other.specimen(0))));
    // The table takes elements together, so one stack alone differs in its ninth digit.
    assertEquals(1, others / dwell, 1e-6);
  }

  private static double sum(double[] spectrum) {
    return Arrays.stream(spectrum).sum();
  }

  private static double[] below(double keV, double[] spectrum) {
    EnergyAxis axis = Instruments.GENERIC.energyAxis();
    double[] below = spectrum.clone();
    for (int bin = 0; bin < below.length; bin++) {
      below[bin] = axis.edgeKev(bin + 1) <= keV ? below[bin] : 0;
    }
    return below;
  }
}
