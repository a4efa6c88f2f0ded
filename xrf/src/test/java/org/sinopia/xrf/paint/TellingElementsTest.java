package org.sinopia.xrf.paint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sinopia.xrf.instrument.Instruments;
import org.sinopia.xrf.physics.atom.Element;

class TellingElementsTest {

  private static final Element CALCIUM = Element.of("Ca");
  private static final Element LEAD = Element.of("Pb");

  private static double largestShare(PaintedSurface surface, Element element) {
    return surface.stacks().stream()
        .flatMap(stack -> surface.coatsOf(stack).stream())
        .mapToDouble(coat -> coat.recipe().composition().fraction(element))
        .max()
        .orElse(0);
  }

  @Test
  void calciumOfTheGroundTellsNothingThoughPaintHidesIt() {
    PaintedSurface surface = PaintedSurfaceTest.twoColours("renaissance", 4);
    assertTrue(largestShare(surface, CALCIUM) < 0.02, "only traces in the paint");
    assertTrue(largestShare(surface, LEAD) > 0.3, "lead white");
    ScannedSurface scan = new ScannedSurface(surface, Instruments.GENERIC.withCounts(400));
    List<Element> told = TellingElements.of(scan, 3);
    assertEquals(LEAD, told.getFirst());
    assertFalse(told.contains(CALCIUM), told.toString());
  }
}
