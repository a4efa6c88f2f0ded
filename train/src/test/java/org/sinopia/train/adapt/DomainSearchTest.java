package org.sinopia.train.adapt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sinopia.train.data.SyntheticPainting;
import org.sinopia.train.data.spectra.ScanMoments;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.cube.CubeStream;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.instrument.Instruments;
import org.sinopia.xrf.instrument.Tube;
import org.sinopia.xrf.paint.GroundKind;
import org.sinopia.xrf.pigment.LibraryPigment;
import org.sinopia.xrf.pigment.PigmentLibrary;

class DomainSearchTest {
  private static final EnergyAxis AXIS = new EnergyAxis(256, 0.5, 38.5);
  private static final PigmentLibrary LIBRARY = PigmentLibrary.builtin();

  private static List<DomainSearch.Tried> search(SyntheticPainting painting, AdaptConfig config)
      throws IOException {
    DataCube cube = painting.cube();
    List<float[]> pixels = new ArrayList<>();
    ScanMoments.Sum sum = new ScanMoments.Sum(AXIS.bins());
    CubeStream.forEachSpectrum(
        cube.on(AXIS),
        (row, column, counts) -> {
          float[] spectrum = new float[counts.length];
          for (int b = 0; b < counts.length; b++) {
            spectrum[b] = (float) counts[b];
          }
          sum.add(spectrum, 0);
          pixels.add(spectrum);
        });
    ScanLook look =
        ScanLook.of(
            cube,
            LIBRARY,
            new ScanLook.Known(Optional.of(Instruments.GENERIC), Optional.of("modern")));
    DomainSearch.Wanted wanted =
        new DomainSearch.Wanted(look, sum.moments(), pixels, AXIS, Optional.empty(), true);
    return new DomainSearch(wanted, LIBRARY, config).best();
  }

  private static AdaptConfig trying(int trials, int kept) {
    return new AdaptConfig(8, 44, 1, 20, trials, kept, 64, AlignConfig.Domain.NONE, 1);
  }

  @Test
  void groundAndTellingPigmentsOfAPaintingAreFound() throws IOException {
    SyntheticPainting painting =
        SmallScan.of(Instruments.GENERIC, "modern", GroundKind.LEAD_WHITE, 24, 3000, 4);
    List<DomainSearch.Tried> best = search(painting, trying(128, 6));
    assertEquals(6, best.size());
    for (int i = 1; i < best.size(); i++) {
      assertTrue(best.get(i).likelihood() <= best.get(i - 1).likelihood());
    }
    SimulatedDomain domain = new SimulatedDomain(best, AXIS, trying(128, 6));
    Tube tube = Instruments.GENERIC.tube();
    assertEquals(
        String.format(Locale.ROOT, "%s 6; %2$.0f to %2$.0f kV", tube.anode(), tube.kilovolts()),
        domain.tube().value());
    assertEquals(tube, domain.instrument().tube());
    long white = best.stream().filter(t -> t.draw().ground() == GroundKind.LEAD_WHITE).count();
    assertEquals(GroundKind.LEAD_WHITE, best.getFirst().draw().ground());
    assertTrue(white >= 4, white + " of 6 on lead white, by chance 1");
    SyntheticPainting.Paint paint = (SyntheticPainting.Paint) painting.origin();
    List<String> truth =
        paint.scan().surface().materials().pigments().stream().map(LibraryPigment::name).toList();
    double found = 0;
    double drawn = 0;
    for (DomainSearch.Tried tried : best) {
      List<LibraryPigment> palette = tried.draw().palette();
      found += palette.stream().filter(pigment -> truth.contains(pigment.name())).count();
      drawn += palette.size();
    }
    double byChance = (double) truth.size() / LIBRARY.palette("modern").size();
    assertTrue(
        found / drawn > byChance + 0.15,
        found / drawn + " of the pigments found are there, by chance " + byChance);
  }

  @Test
  void furtherRoundsExplainBetterAndTheSameSeedFindsTheSame() throws IOException {
    SyntheticPainting painting =
        SmallScan.of(Instruments.GENERIC, "modern", GroundKind.CHALK, 20, 1000, 5);
    List<DomainSearch.Tried> best = search(painting, trying(12, 3));
    assertTrue(
        best.stream().anyMatch(tried -> tried.number() >= 12),
        "a draw of a further round is among the best");
    List<DomainSearch.Tried> again = search(painting, trying(12, 3));
    for (int i = 0; i < best.size(); i++) {
      assertEquals(best.get(i).number(), again.get(i).number());
      assertEquals(best.get(i).likelihood(), again.get(i).likelihood());
    }
  }
}
