package org.sinopia.train.adapt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sinopia.train.data.PaintedScans;
import org.sinopia.train.data.SyntheticPainting;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.instrument.Channels;
import org.sinopia.xrf.instrument.DetectorHead;
import org.sinopia.xrf.instrument.Instrument;
import org.sinopia.xrf.instrument.Instruments;
import org.sinopia.xrf.instrument.Tube;
import org.sinopia.xrf.paint.GroundKind;
import org.sinopia.xrf.paint.SurfaceConfig;
import org.sinopia.xrf.painting.Painter;
import org.sinopia.xrf.physics.atom.Element;
import org.sinopia.xrf.pigment.LibraryPigment;
import org.sinopia.xrf.pigment.PigmentLibrary;
import org.sinopia.xrf.recipe.PigmentRole;

class ScanLookTest {
  private static final ScanLook.Known NOTHING =
      new ScanLook.Known(Optional.empty(), Optional.empty());

  private static SortedSet<Element> elements(String symbols) {
    return Pattern.compile(" ")
        .splitAsStream(symbols)
        .map(Element::of)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @ParameterizedTest
  @ValueSource(strings = {"generic", "elio"})
  void anodeVoltageWidthAndCountsOfAKnownInstrumentAreFound(String name) throws IOException {
    Instrument scanner = Instruments.of(name);
    SyntheticPainting painting =
        SmallScan.of(scanner, "renaissance", GroundKind.LEAD_WHITE, 32, 4000, 5);
    ScanLook look = ScanLook.of(painting.cube(), PigmentLibrary.builtin(), NOTHING);
    assertEquals(
        scanner.tube().anode(), look.instrument().tube().anode(), look.estimates()::toString);
    assertEquals(
        scanner.tube().kilovolts(),
        look.instrument().tube().kilovolts(),
        0.1 * scanner.tube().kilovolts(),
        look.estimates()::toString);
    assertEquals(
        scanner.detector().fwhmEv(),
        look.instrument().detector().fwhmEv(),
        0.15 * scanner.detector().fwhmEv(),
        look.estimates()::toString);
    assertEquals(4000, look.instrument().exposure().counts(), 200);
    assertTrue(look.pigments().possible().contains("lead white"), look.estimates()::toString);
  }

  /**
   * Photons that pile up lie above the end of the continuum, and that end is not a line of an anode
   * that the voltage cannot excite.
   */
  @ParameterizedTest
  @CsvSource({"Mo, 24.5, 0.005", "Rh, 24, 0.008", "Cr, 34, 0.003", "W, 30, 0.002", "Pd, 40, 0.001"})
  void voltageIsFoundUnderPileUpAndWithFewLinesOfTheTube(
      String anode, double kilovolts, double pileUp) throws IOException {
    Instrument generic = Instruments.GENERIC;
    DetectorHead head = generic.detector();
    Instrument scanner =
        new Instrument(
            "tested",
            new Tube(anode, kilovolts, 50, List.of()),
            InstrumentGuess.PINHOLE,
            generic.angles(),
            generic.path(),
            new DetectorHead(
                head.areaMm2(),
                head.distanceMm(),
                head.thicknessUm(),
                head.windowUm(),
                head.fwhmEv(),
                head.escapeOfIron(),
                head.tail(),
                head.tailKev(),
                head.shelf(),
                0.2,
                pileUp),
            generic.axis(),
            generic.exposure(),
            generic.background(),
            0);
    SyntheticPainting painting =
        SmallScan.of(scanner, "renaissance", GroundKind.CHALK, 32, 10_000, 6);
    ScanLook look = ScanLook.of(painting.cube(), PigmentLibrary.builtin(), NOTHING);
    assertEquals(
        kilovolts,
        look.instrument().tube().kilovolts(),
        0.08 * kilovolts,
        look.estimates()::toString);
    if (!anode.equals("Rh")) {
      assertEquals(anode, look.instrument().tube().anode(), look.estimates()::toString);
    }
  }

  @Test
  void countsThatBreakOffAreNotTheEndOfTheContinuum() throws IOException {
    Instrument generic = Instruments.GENERIC;
    Instrument scanner =
        new Instrument(
            "short",
            new Tube("Rh", 46, 50, List.of()),
            InstrumentGuess.PINHOLE,
            generic.angles(),
            generic.path(),
            generic.detector(),
            new Channels(1024, 0, 30.0 / 1024),
            generic.exposure(),
            generic.background(),
            0);
    SyntheticPainting painting =
        new PaintedScans(
                SurfaceConfig.DEFAULT,
                Optional.of(scanner),
                Optional.of(new EnergyAxis(512, 0.5, 38.5)),
                Optional.of(10_000.0),
                6)
            .of("short", "short", Painter.paint(32, 32, 6));
    ScanLook look = ScanLook.of(painting.cube(), PigmentLibrary.builtin(), NOTHING);
    assertEquals(46, look.instrument().tube().kilovolts(), 4, look.estimates()::toString);
    assertEquals("Rh", look.instrument().tube().anode(), look.estimates()::toString);
    assertTrue(
        look.estimates().stream().anyMatch(e -> e.evidence().contains("recorded ends at 29.")),
        look.estimates()::toString);
  }

  @Test
  void aPigmentIsPossibleIfItsHeavyElementsAreThereAndPossibleAnywayIfItHasNone() {
    FoundPigments found =
        FoundPigments.of(
            PigmentLibrary.builtin(), elements("Pb Hg Fe Ca Cu Sn"), Set.of(), elements("Rh"));
    assertTrue(found.possible().contains("vermilion"));
    assertTrue(found.possible().contains("azurite"));
    assertTrue(found.unseen().contains("madder lake"));
    assertTrue(found.unseen().contains("carbon black"));
    assertFalse(found.possible().contains("titanium white"), "no titanium");
    assertFalse(found.possible().contains("cobalt blue"), "no cobalt");
    assertFalse(found.possible().contains("gold leaf"), "leaf is not mixed");
    assertTrue(
        found.alike().stream().anyMatch(g -> g.contains("vermilion") && g.contains("cinnabar")));
    assertFalse(found.eras().contains("modern"), found.eras().toString());
  }

  @Test
  void titaniumZincAndCadmiumAreOfAModernPalette() {
    FoundPigments found =
        FoundPigments.of(
            PigmentLibrary.builtin(),
            elements("Ti Zn Cd Se Cr Co Fe Pb Ca Ba Al Mn Sn P Cu"),
            Set.of(),
            elements("Rh"));
    assertEquals("modern", found.eras().getFirst());
  }

  @Test
  void aRestrictedLibraryHasAWhiteAndADarkPigmentInEachPalette() {
    PigmentLibrary all = PigmentLibrary.builtin();
    PigmentLibrary library =
        FoundPigments.of(all, elements("Hg"), Set.of(), elements("Rh")).restricted(all);
    for (String era : library.paletteNames()) {
      for (PigmentRole role : new PigmentRole[] {PigmentRole.WHITE, PigmentRole.DARK}) {
        assertTrue(
            library.palette(era).stream().anyMatch(p -> PigmentRole.of(p) == role),
            era + " has " + role);
      }
    }
    assertFalse(
        library.pigments().stream().map(LibraryPigment::name).toList().contains("cobalt blue"));
  }

  @Test
  void anElementThatIsCertainlyThereIsExplainedEvenIfTheEraHasNoPigmentForIt() {
    PigmentLibrary all = PigmentLibrary.builtin();
    PigmentLibrary library =
        FoundPigments.of(
                all,
                elements("Pb Ca Hg Ti Fe Cu Zn Cr"),
                Set.of("Pb", "Ca", "Hg", "Fe", "Cu"),
                elements("Ag"))
            .restricted(all);
    for (String era : library.paletteNames()) {
      assertTrue(
          library.palette(era).stream()
              .anyMatch(p -> p.composition().fraction(Element.of("Cu")) > 0.04),
          era + " has a copper pigment");
    }
  }
}
