package org.sinopia.xrf.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.colour.Srgb;
import org.sinopia.xrf.physics.FundamentalParameters;
import org.sinopia.xrf.physics.LineIntensity;
import org.sinopia.xrf.physics.Spectrometer;
import org.sinopia.xrf.physics.apparatus.Beam;
import org.sinopia.xrf.physics.apparatus.XrayTube;
import org.sinopia.xrf.physics.matter.Specimen;
import org.sinopia.xrf.pigment.Ground;
import org.sinopia.xrf.pigment.PaintRecipe;

/** Paints whose spectra are known, over lime plaster. */
enum Paint {
  LEAD_WHITE("Pb3C2O8H2", 6.7, 40),
  ORPIMENT("As2S3", 3.5, 30),
  VIRIDIAN("Cr2O5H4", 3.3, 30),
  BARYTA("BaSO4", 4.4, 30),
  TITANIA("TiO2", 4.1, 30),
  GYPSUM("CaSO4", 2.3, 60),
  VERMILION("HgS", 8.1, 20);

  static final EnergyAxis AXIS = new EnergyAxis(1024, 0, 40.96);
  static final double COUNTS = 1e5;

  private final String formula;
  private final double density;
  private final double micrometres;

  Paint(String formula, double density, double micrometres) {
    this.formula = formula;
    this.density = density;
    this.micrometres = micrometres;
  }

  private Specimen specimen() {
    PaintRecipe recipe =
        new PaintRecipe(
            formula,
            Srgb.ofHex("#808080"),
            "",
            new TreeMap<>(Map.of(formula, 100.0)),
            density,
            micrometres);
    return Ground.LIME_PLASTER.under(List.of(recipe));
  }

  /** The usual spectrometer with another anode and some pile-up. */
  static Spectrometer spectrometer(String anode) {
    return Spectrometer.DEFAULT.withTube(XrayTube.DEFAULT.withAnode(anode)).withPileUp(0.003);
  }

  /** Expected counts of each bin, {@value #COUNTS} in all. */
  double[] expected(String anode) {
    double[] spectrum = spectrometer(anode).spectrum(specimen(), AXIS);
    double total = Arrays.stream(spectrum).sum();
    return Arrays.stream(spectrum).map(value -> value / total * COUNTS).toArray();
  }

  /** The counts among them that are lines of an element's family. */
  double counts(String symbol, char shell, String anode) {
    Spectrometer spectrometer = spectrometer(anode);
    double[] lines = new double[AXIS.bins()];
    Specimen seen = spectrometer.gap().map(specimen()::covered).orElseGet(this::specimen);
    Beam beam = spectrometer.tube().beam();
    for (LineIntensity line :
        FundamentalParameters.fluorescence(seen, beam, spectrometer.geometry())) {
      if (line.line().element().symbol().equals(symbol)
          && line.line().shell().name().charAt(0) == shell) {
        spectrometer.detector().addPhotons(line.line().energyKev(), line.photons(), 0, AXIS, lines);
      }
    }
    double total = Arrays.stream(spectrometer.spectrum(specimen(), AXIS)).sum();
    return (1 - spectrometer.pileUp()) * Arrays.stream(lines).sum() / total * COUNTS;
  }

  /** Pixels of some paints, each as often as the others, with counting noise. */
  static ArrayCube scan(int pixels, String anode, List<Paint> paints) {
    List<double[]> expected = new ArrayList<>();
    paints.forEach(paint -> expected.add(paint.expected(anode)));
    SplittableRandom random = new SplittableRandom(pixels);
    float[][] scan = new float[pixels][];
    for (int p = 0; p < pixels; p++) {
      double[] mean = expected.get(p % paints.size());
      scan[p] = new float[mean.length];
      for (int b = 0; b < mean.length; b++) {
        scan[p][b] = poisson(random, mean[b]);
      }
    }
    return new ArrayCube(AXIS, scan);
  }

  /** Knuth's for small means, the normal limit for large ones. */
  private static int poisson(SplittableRandom random, double mean) {
    if (mean > 60) {
      return (int) Math.max(0, Math.rint(mean + Math.sqrt(mean) * random.nextGaussian()));
    }
    double bound = Math.exp(-mean);
    double product = random.nextDouble();
    int count = 0;
    while (product > bound) {
      product *= random.nextDouble();
      count++;
    }
    return count;
  }
}
