package org.sinopia.train.adapt;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.instrument.Channels;
import org.sinopia.xrf.instrument.Instrument;
import org.sinopia.xrf.instrument.Optics;
import org.sinopia.xrf.physics.Spectrometer;
import org.sinopia.xrf.physics.matter.Composition;
import org.sinopia.xrf.physics.matter.Layer;
import org.sinopia.xrf.physics.matter.Specimen;

/**
 * The high end of a scan's sum spectrum, where nothing but the tube's continuum is left, scattered
 * by the painting: it ends at the tube's voltage (Duane and Hunt 1915). Because few photons arrive
 * there, the whole tail is compared with that of simulated spectra rather than its last count
 * looked for: voltages, optics and specimens are tried, each with a free amplitude, and the least
 * deviance of Poisson's counts decides.
 */
final class Continuum {
  private static final double BIN_KEV = 0.25;
  private static final double[] COARSE_KV = {15, 20, 25, 30, 35, 40, 45, 50, 55};
  private static final double[] FINER_KV = {2.5, 1.25, 0.6};
  private static final double MIN_COUNTS = 200;
  private static final double MAX_KEV = 58;

  /** Deviance of a simulation of a percent off is not evidence of anything. */
  private static final double MODEL_ERROR = 0.05;

  private static final List<Optics> OPTICS =
      List.of(
          InstrumentGuess.PINHOLE,
          new Optics(Optics.Kind.POLYCAPILLARY, 12, 3, 1e-3),
          new Optics(Optics.Kind.POLYCAPILLARY, 20, 3, 1e-3));
  private static final List<Specimen> SPECIMENS =
      List.of(
          Instrument.REFERENCE,
          Specimen.of(
              new Layer(Composition.ofFormula("CaCO3"), 1.6, 300),
              new Layer(Composition.ofFormula("C6H10O5"), 0.6, Double.POSITIVE_INFINITY)));

  private final double fromKev;
  private final int bins;
  private final double[] counts;
  private final boolean[] used;

  /**
   * The best fit.
   *
   * @param kilovolts the tube's voltage
   * @param optics what forms its beam
   * @param counts that the comparison is of
   * @param endKev energy above which less than a thousandth of them lie
   */
  record Found(double kilovolts, Optics optics, double counts, double endKev) {}

  private record Tried(double kilovolts, int optics, int specimen, double deviance) {}

  /**
   * The tail of a sum spectrum.
   *
   * @param axis its axis
   * @param sum counts of all pixels
   * @param fromKev where the tail begins: above all strong lines
   * @param lines energies of lines in it, which are left out
   * @param widthKev full width at half maximum of these
   */
  Continuum(EnergyAxis axis, double[] sum, double fromKev, List<Double> lines, double widthKev) {
    this.fromKev = fromKev;
    double toKev = Math.min(axis.toKev() - axis.widthKev(), MAX_KEV);
    this.bins = Math.max(0, (int) ((toKev - fromKev) / BIN_KEV));
    this.counts = new double[bins];
    this.used = new boolean[bins];
    for (int i = 0; i < sum.length; i++) {
      // Channels narrower than a bin go to it whole; wider ones are spread evenly.
      double low = (axis.edgeKev(i) - fromKev) / BIN_KEV;
      double high = (axis.edgeKev(i + 1) - fromKev) / BIN_KEV;
      for (int b = Math.max(0, (int) Math.floor(low)); b < Math.min(bins, high); b++) {
        double share = (Math.min(high, b + 1) - Math.max(low, b)) / (high - low);
        counts[b] += Math.max(0, share) * Math.max(0, sum[i]);
      }
    }
    for (int b = 0; b < bins; b++) {
      double centre = fromKev + (b + 0.5) * BIN_KEV;
      used[b] = lines.stream().allMatch(line -> Math.abs(line - centre) > 2.5 * widthKev);
    }
  }

  /** Counts that can be compared. */
  double total() {
    double total = 0;
    for (int b = 0; b < bins; b++) {
      total += used[b] ? counts[b] : 0;
    }
    return total;
  }

  /** Whether there are enough to compare. */
  boolean isEnough() {
    return total() >= MIN_COUNTS;
  }

  /** Energy above which less than a thousandth of the tail's counts lie, in keV. */
  double endKev() {
    double beyond = 0;
    double faint = 1e-3 * total();
    int b = bins;
    while (b > 0 && beyond <= faint) {
      b--;
      beyond += used[b] ? counts[b] : 0;
    }
    return fromKev + (b + 1) * BIN_KEV;
  }

  /**
   * Compares.
   *
   * @param at an instrument of a voltage and optics
   */
  Found fit(BiFunction<Double, Optics, Instrument> at) {
    List<Tried> coarse = new ArrayList<>();
    for (double kv : COARSE_KV) {
      for (int o = 0; o < OPTICS.size(); o++) {
        for (int s = 0; s < SPECIMENS.size(); s++) {
          coarse.add(new Tried(kv, o, s, 0));
        }
      }
    }
    Tried best = best(coarse, at);
    for (double step : FINER_KV) {
      Tried here = best;
      best =
          best(
              List.of(
                  here,
                  new Tried(here.kilovolts - step, here.optics, here.specimen, 0),
                  new Tried(here.kilovolts + step, here.optics, here.specimen, 0)),
              at);
    }
    return new Found(best.kilovolts, OPTICS.get(best.optics), total(), endKev());
  }

  private Tried best(List<Tried> tries, BiFunction<Double, Optics, Instrument> at) {
    return tries.parallelStream()
        .map(
            t ->
                new Tried(
                    t.kilovolts,
                    t.optics,
                    t.specimen,
                    deviance(
                        at.apply(t.kilovolts, OPTICS.get(t.optics)), SPECIMENS.get(t.specimen))))
        .toList()
        .stream()
        .min(Comparator.comparingDouble(Tried::deviance))
        .orElseThrow();
  }

  private double deviance(Instrument instrument, Specimen specimen) {
    int below = (int) Math.round(fromKev / BIN_KEV);
    Instrument coarse =
        InstrumentGuess.scatterOnly(
            instrument, new Channels(below + bins, fromKev - (below - 0.5) * BIN_KEV, BIN_KEV));
    Spectrometer spectrometer = coarse.spectrometer();
    // No line of these specimens lies in the tail, so none is computed.
    double[] whole =
        spectrometer.spectrum(spectrometer.tube().beam(), List.of(), specimen, coarse.energyAxis());
    double[] expected = IntStream.range(0, bins).mapToDouble(b -> whole[below + b]).toArray();
    double all = 0;
    for (int b = 0; b < bins; b++) {
      all += used[b] ? expected[b] : 0;
    }
    double scale = all > 0 ? total() / all : 0;
    double deviance = 0;
    for (int b = 0; b < bins; b++) {
      if (used[b]) {
        double mean = scale * expected[b];
        double difference = counts[b] - mean;
        double error = MODEL_ERROR * mean;
        deviance += difference * difference / (Math.max(1, mean) + error * error);
      }
    }
    return deviance;
  }
}
