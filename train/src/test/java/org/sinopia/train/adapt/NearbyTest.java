package org.sinopia.train.adapt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.sinopia.xrf.RandomStream;
import org.sinopia.xrf.instrument.Instrument;
import org.sinopia.xrf.instrument.Instruments;
import org.sinopia.xrf.paint.Binder;
import org.sinopia.xrf.paint.GroundKind;
import org.sinopia.xrf.paint.Materials;
import org.sinopia.xrf.pigment.LibraryPigment;
import org.sinopia.xrf.pigment.PigmentLibrary;
import org.sinopia.xrf.recipe.PigmentRole;

class NearbyTest {
  private static final PigmentLibrary LIBRARY = PigmentLibrary.builtin();

  private static NearbyMaterials materials(Optional<GroundKind> ground, long seed) {
    return new NearbyMaterials(LIBRARY, ground, new RandomStream(seed, 3, 0));
  }

  @Property(tries = 60)
  void aPainterAlwaysHasAWhiteAndPigmentsThatTheBinderStands(
      @ForAll @IntRange(min = 0, max = 1_000_000) int seed) {
    List<String> eras = List.of("medieval", "renaissance", "baroque", "nineteenth", "modern");
    NearbyMaterials near = materials(Optional.empty(), seed);
    Materials now = near.any(eras.get(seed % eras.size()));
    for (int step = 0; step < 20; step++) {
      now = near.from(now);
      List<LibraryPigment> palette = now.pigments();
      assertTrue(palette.size() >= 3 && palette.size() <= 12, palette.size() + " pigments");
      assertEquals(palette.size(), new HashSet<>(palette).size(), "each once");
      if (now.binder() == Binder.LIME) {
        assertTrue(palette.stream().allMatch(p -> p.limeVolume() > 0));
      }
      assertTrue(palette.stream().anyMatch(p -> PigmentRole.of(p) == PigmentRole.WHITE));
    }
  }

  @Example
  void aGroundThatIsKnownStays() {
    NearbyMaterials near = materials(Optional.of(GroundKind.BOLE), 4);
    Materials now = near.any("baroque");
    for (int step = 0; step < 30; step++) {
      assertEquals(GroundKind.BOLE, now.ground());
      now = near.from(now);
    }
  }

  @Example
  void stepsReachOtherGroundsAndPigments() {
    NearbyMaterials near = materials(Optional.empty(), 5);
    Materials first = near.any("renaissance");
    Set<GroundKind> grounds = new HashSet<>();
    Set<LibraryPigment> pigments = new HashSet<>();
    Materials now = first;
    for (int step = 0; step < 200; step++) {
      now = near.from(now);
      grounds.add(now.ground());
      pigments.addAll(now.pigments());
    }
    assertTrue(grounds.size() >= 4, grounds.toString());
    assertTrue(pigments.size() >= 20, pigments.size() + " pigments");
  }

  @Property(tries = 60)
  void anyNumberOfStepsLeavesAnInstrumentThatCanBe(
      @ForAll @IntRange(min = 0, max = 1_000_000) int seed) {
    Instrument estimated = Instruments.GENERIC;
    Instrument now = NearbyInstrument.any(estimated, seed);
    assertEquals(estimated.axis(), now.axis());
    assertEquals(estimated.detector().fwhmEv(), now.detector().fwhmEv());
    NearbyInstrument near = new NearbyInstrument(new RandomStream(seed, 4, 0));
    for (int step = 0; step < 40; step++) {
      // Its constructor refuses values that no instrument has.
      Instrument next = near.from(now);
      assertEquals(estimated.axis(), next.axis());
      now = next;
    }
    assertNotEquals(estimated.tube(), now.tube());
  }
}
