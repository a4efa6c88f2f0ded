package org.sinopia.xrf.physics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.physics.apparatus.Detector;
import org.sinopia.xrf.physics.apparatus.Geometry;
import org.sinopia.xrf.physics.apparatus.PeakShape;
import org.sinopia.xrf.physics.apparatus.XrayTube;
import org.sinopia.xrf.physics.atom.EmissionLine;
import org.sinopia.xrf.physics.matter.BerylliumWindow;
import org.sinopia.xrf.physics.matter.Composition;
import org.sinopia.xrf.physics.matter.Layer;
import org.sinopia.xrf.physics.matter.Polycapillary;
import org.sinopia.xrf.physics.matter.Specimen;

class SpectrometerTest {

  private static final EnergyAxis FINE = new EnergyAxis(7_600, 0.5, 38.5);

  private static double counts(double[] spectrum, EnergyAxis axis, double from, double to) {
    double sum = 0;
    for (int i = axis.binOf(from); i <= axis.binOf(to); i++) {
      sum += spectrum[i];
    }
    return sum;
  }

  private static double highest(double[] spectrum, EnergyAxis axis, double from, double to) {
    int best = axis.binOf(from);
    for (int i = best; i <= axis.binOf(to); i++) {
      if (spectrum[i] > spectrum[best]) {
        best = i;
      }
    }
    return axis.centreKev(best);
  }

  /** √(60² + 2.3548²·0.115·3.65·5895) = 131.6 eV. */
  @Test
  void peakWidthFollowsFano() {
    assertEquals(0.1316, Detector.DEFAULT.fwhmKev(5.895), 1e-4);
  }

  @Test
  void countsOfAPeakAreThoseOfItsPhotons() {
    double[] spectrum = new double[FINE.bins()];
    Detector.DEFAULT.addPhotons(6.4, 1000, 0, FINE, spectrum);
    assertEquals(1000 * Detector.DEFAULT.efficiency(6.4), Arrays.stream(spectrum).sum(), 1e-4);
    assertEquals(6.4, highest(spectrum, FINE, 6, 7), FINE.widthKev());
    // Silicon escape: 6.40 − 1.74 keV, some tenths of a percent of the parent.
    assertEquals(6.4 - 1.74, highest(spectrum, FINE, 4, 5), FINE.widthKev());
    double share = counts(spectrum, FINE, 4, 5) / Arrays.stream(spectrum).sum();
    assertEquals(Detector.DEFAULT.escapeShare(6.4), share, 1e-6);
    assertTrue(share > 0.003 && share < 0.01, "escape " + share);
  }

  @ParameterizedTest
  @CsvSource({"Fe,6.404", "Cu,8.048", "Ti,4.511", "Pb,10.551"})
  void pureTargetsPeakAtTheirStrongestLine(String symbol, double kev) {
    Spectrometer sharp =
        Spectrometer.DEFAULT.withDetector(
            new Detector(
                5, 1e-3, 3.65, 450, List.of(new BerylliumWindow(12.5)), 1, PeakShape.GAUSSIAN));
    Specimen specimen = Specimen.of(Layer.ofElement(symbol, 100));
    assertEquals(kev, highest(sharp.spectrum(specimen, FINE), FINE, kev - 0.5, kev + 0.5), 0.005);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Cr", "Mo", "Rh", "W", "Ag", "Pd"})
  void everyAnodeShowsItsOwnLinesAndNothingAboveTheVoltage(String anode) {
    XrayTube tube = XrayTube.DEFAULT.withAnode(anode).withKilovolts(35);
    EmissionLine strongest =
        tube.anode().lines().stream()
            .filter(line -> line.energyKev() > 5)
            .max((a, b) -> Double.compare(tube.characteristic(a), tube.characteristic(b)))
            .orElseThrow();
    assertEquals(anode.equals("W") ? "La1" : "Ka1", strongest.siegbahn());
    assertTrue(tube.characteristic(strongest) > 0.3 * tube.continuum(strongest.energyKev()));
    assertEquals(0, tube.continuum(35), 0);
    assertTrue(tube.continuum(34.9) > 0);
    assertTrue(tube.beam().endpointKev() < 35);
  }

  @Test
  void filtersWeakenTheBeamByBeersLaw() {
    Layer aluminium = Layer.ofElement("Al", 100);
    XrayTube open = XrayTube.DEFAULT.withAbsorbers();
    XrayTube filtered = XrayTube.DEFAULT.withAbsorbers(aluminium);
    assertEquals(
        Math.exp(-Composition.ofFormula("Al").attenuation(15) * 2.6989 * 0.01),
        filtered.continuum(15) / open.continuum(15),
        1e-12);
  }

  @Test
  void airBringsArgonAndTakesSoftLines() {
    Spectrometer air = Spectrometer.DEFAULT;
    Spectrometer vacuum =
        new Spectrometer(air.tube(), air.geometry(), Optional.empty(), air.detector(), 0.015, 0, 0);
    Specimen gypsum = Specimen.of(new Layer(Composition.ofFormula("CaSO4·2H2O"), 2.3, 1000));
    double[] inAir = air.spectrum(gypsum, FINE);
    double[] inVacuum = vacuum.spectrum(gypsum, FINE);
    double softer = counts(inAir, FINE, 2.2, 2.4) / counts(inVacuum, FINE, 2.2, 2.4);
    double harder = counts(inAir, FINE, 3.6, 3.8) / counts(inVacuum, FINE, 3.6, 3.8);
    assertTrue(softer < harder && harder < 1, softer + " " + harder);
    Specimen quartz = Specimen.of(new Layer(Composition.ofFormula("SiO2"), 2.65, 1000));
    assertEquals(2.957, highest(air.spectrum(quartz, FINE), FINE, 2.8, 3.1), 0.01);
  }

  @Test
  void pileUpMovesCountsToTheSumPeak() {
    Specimen iron = Specimen.of(Layer.ofElement("Fe", 100));
    EnergyAxis axis = new EnergyAxis(1024, 0.5, 38.5);
    double[] without = Spectrometer.DEFAULT.spectrum(iron, axis);
    double[] with = Spectrometer.DEFAULT.withPileUp(0.1).spectrum(iron, axis);
    assertEquals(0.9 * counts(without, axis, 6.3, 6.5) / counts(with, axis, 6.3, 6.5), 1, 1e-3);
    assertEquals(12.8, highest(with, axis, 12.3, 13.3), 0.05);
    assertTrue(counts(with, axis, 12.6, 13) > 2 * counts(without, axis, 12.6, 13));
    double total = Arrays.stream(without).sum();
    assertTrue(Arrays.stream(with).sum() <= total * (1 + 1e-12));
    assertTrue(Arrays.stream(with).sum() > 0.98 * total);
  }

  @Test
  void bremsstrahlungAddsItsShareOfCounts() {
    Specimen iron = Specimen.of(Layer.ofElement("Fe", 100));
    Spectrometer s = Spectrometer.DEFAULT;
    Spectrometer bare =
        new Spectrometer(
            s.tube(), s.geometry(), s.gap(), s.detector(), s.comptonBroadening(), 0, 0);
    assertEquals(
        1.03 * Arrays.stream(bare.spectrum(iron, FINE)).sum(),
        Arrays.stream(s.spectrum(iron, FINE)).sum(),
        1e-6 * Arrays.stream(bare.spectrum(iron, FINE)).sum());
  }

  @Test
  void badInstrumentsAreNamed() {
    assertThrows(IllegalArgumentException.class, () -> XrayTube.DEFAULT.withKilovolts(60.1));
    assertThrows(IllegalArgumentException.class, () -> XrayTube.DEFAULT.withAnode("Qq"));
    assertThrows(IllegalArgumentException.class, () -> Detector.DEFAULT.withFwhmEv(100, 5895));
    assertThrows(IllegalArgumentException.class, () -> new PeakShape(0.6, 0.1, 0));
    assertThrows(IllegalArgumentException.class, () -> new Polycapillary(0, 2));
    assertThrows(IllegalArgumentException.class, () -> new Geometry(0, 45));
    assertThrows(IllegalArgumentException.class, () -> Detector.DEFAULT.withNoiseEv(-1));
    assertThrows(IllegalArgumentException.class, () -> Spectrometer.DEFAULT.withPileUp(0.6));
    assertThrows(IllegalArgumentException.class, () -> Layer.ofElement("Fe", 0));
    assertThrows(IllegalArgumentException.class, () -> new Specimen(List.of()));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            Specimen.of(Layer.ofElement("Fe", Double.POSITIVE_INFINITY), Layer.ofElement("Cu", 1)));
  }
}
