package org.sinopia.xrf.paint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sinopia.xrf.instrument.Instruments;
import org.sinopia.xrf.physics.Element;
import org.sinopia.xrf.picture.Picture;
import org.sinopia.xrf.pigment.PigmentLibrary;

class TellingElementsTest {

  private static final Element CALCIUM = Element.of("Ca");
  private static final Element LEAD = Element.of("Pb");

  /** A light and a dark half. */
  private static PaintedSurface halves(long seed) {
    float[] planes = new float[3 * 256];
    for (int i = 0; i < planes.length; i++) {
      planes[i] = i % 16 < 8 ? 0.95f : 0.08f;
    }
    SurfaceConfig config =
        new SurfaceConfig(
            PigmentLibrary.builtin(),
            Optional.of("renaissance"),
            Optional.of(GroundKind.CHALK),
            64,
            4,
            1);
    return SurfacePainter.paint(Picture.of(16, 16, planes), config, seed);
  }

  private static double largestShare(PaintedSurface surface, Element element) {
    return surface.stacks().stream()
        .flatMap(stack -> surface.coatsOf(stack).stream())
        .mapToDouble(coat -> coat.recipe().composition().fraction(element))
        .max()
        .orElse(0);
  }

  @Test
  void calciumOfTheGroundTellsNothingThoughPaintHidesIt() {
    PaintedSurface surface = halves(4);
    assertTrue(largestShare(surface, CALCIUM) < 0.02, "only traces in the paint");
    assertTrue(largestShare(surface, LEAD) > 0.3, "lead white");
    ScannedSurface scan = new ScannedSurface(surface, Instruments.GENERIC.withCounts(400));
    List<Element> told = TellingElements.of(scan, 3);
    assertEquals(LEAD, told.getFirst());
    assertFalse(told.contains(CALCIUM), told.toString());
  }
}
