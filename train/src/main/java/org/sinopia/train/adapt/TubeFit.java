package org.sinopia.train.adapt;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.sinopia.xrf.instrument.Filter;
import org.sinopia.xrf.instrument.Instrument;
import org.sinopia.xrf.instrument.Optics;
import org.sinopia.xrf.physics.Spectrometer;
import org.sinopia.xrf.physics.matter.Composition;
import org.sinopia.xrf.physics.matter.Layer;
import org.sinopia.xrf.physics.matter.Specimen;

/**
 * Which tube makes the end of a scan's sum spectrum. Because few photons arrive there, the whole
 * end is compared with simulated ones rather than its last count looked for: anodes, voltages,
 * optics, filters and angles are tried, scattered by two specimens, and the least deviance decides.
 */
final class TubeFit {
  /** Anodes that are tried. */
  static final List<String> ANODES = List.of("Rh", "Mo", "Pd", "Ag", "W", "Cr");

  private static final double[] COARSE_KV = {15, 20, 25, 30, 35, 40, 45, 50, 55};
  private static final double[] FINER_KV = {2.5, 1.25, 0.6};
  private static final double USUAL_SCATTER_DEG = 105;
  private static final double[] SCATTER_DEG = {85, 95, 105, 115, 125, 140, 160};
  private static final List<Optics> OPTICS =
      List.of(
          InstrumentGuess.PINHOLE,
          new Optics(Optics.Kind.POLYCAPILLARY, 12, 3, 1e-3),
          new Optics(Optics.Kind.POLYCAPILLARY, 20, 3, 1e-3));
  private static final List<List<Filter>> FILTERS =
      List.of(
          List.of(),
          List.of(new Filter("Al", 200)),
          List.of(new Filter("Rh", 50)),
          List.of(new Filter("Ag", 50)));
  private static final List<Specimen> SPECIMENS =
      List.of(
          Instrument.REFERENCE,
          Specimen.of(
              new Layer(Composition.ofFormula("CaCO3"), 1.6, 300),
              new Layer(Composition.ofFormula("C6H10O5"), 0.6, Double.POSITIVE_INFINITY)));

  private final Continuum end;
  private final Function<Tried, Instrument> at;

  /**
   * Compares with an end.
   *
   * @param at an instrument with a tube
   */
  TubeFit(Continuum end, Function<Tried, Instrument> at) {
    this.end = end;
    this.at = at;
  }

  /**
   * A tube that was compared with the scan's.
   *
   * @param anode symbol of its element
   * @param kilovolts its voltage
   * @param optics what forms its beam
   * @param filters in its beam
   * @param scatterDeg angle between beam and detector
   * @param deviance from the scan
   * @param pileUp share of the counts that are pile-up by this comparison
   */
  record Tried(
      String anode,
      double kilovolts,
      Optics optics,
      List<Filter> filters,
      double scatterDeg,
      double deviance,
      double pileUp) {
    private Tried(
        String anode, double kilovolts, Optics optics, List<Filter> filters, double scatterDeg) {
      this(anode, kilovolts, optics, filters, scatterDeg, 0, 0);
    }

    /** The same with another anode. */
    Tried withAnode(String other) {
      return new Tried(other, kilovolts, optics, filters, scatterDeg, deviance, pileUp);
    }

    /** A tube as usual, where nothing tells it. */
    static Tried usual(String anode, double kilovolts, OptionalDouble scatterDeg) {
      return new Tried(
          anode,
          kilovolts,
          InstrumentGuess.PINHOLE,
          List.of(),
          scatterDeg.orElse(USUAL_SCATTER_DEG));
    }
  }

  /** The best tube of each anode, the best first. */
  List<Tried> best() {
    List<Tried> coarse = new ArrayList<>();
    for (String anode : ANODES) {
      for (double kv : COARSE_KV) {
        for (Optics optics : OPTICS) {
          coarse.add(new Tried(anode, kv, optics, List.of(), USUAL_SCATTER_DEG));
        }
      }
    }
    List<Tried> best = best(coarse);
    List<Tried> filtered = new ArrayList<>();
    for (Tried tube : best) {
      for (Optics optics : OPTICS) {
        for (List<Filter> filters : FILTERS) {
          filtered.add(new Tried(tube.anode, tube.kilovolts, optics, filters, tube.scatterDeg));
        }
      }
    }
    best = best(filtered);
    List<Tried> turned = new ArrayList<>();
    for (Tried here : best) {
      for (double degrees : SCATTER_DEG) {
        turned.add(new Tried(here.anode, here.kilovolts, here.optics, here.filters, degrees));
      }
    }
    best = best(turned);
    for (double step : FINER_KV) {
      List<Tried> finer = new ArrayList<>(best);
      for (Tried here : best) {
        for (int side = -1; side <= 1; side += 2) {
          finer.add(
              new Tried(
                  here.anode,
                  here.kilovolts + side * step,
                  here.optics,
                  here.filters,
                  here.scatterDeg));
        }
      }
      best = best(finer);
    }
    return best;
  }

  /** The best of each anode. */
  private List<Tried> best(List<Tried> tries) {
    List<Tried> compared = tries.parallelStream().map(this::compared).toList();
    return ANODES.stream()
        .map(
            anode ->
                compared.stream()
                    .filter(t -> t.anode.equals(anode))
                    .min(Comparator.comparingDouble(Tried::deviance))
                    .orElseThrow())
        .sorted(Comparator.comparingDouble(Tried::deviance))
        .toList();
  }

  private Tried compared(Tried tube) {
    Instrument coarse = InstrumentGuess.scatterOnly(at.apply(tube), end.channels());
    Spectrometer spectrometer = coarse.spectrometer();
    Continuum.Compared compared =
        end.with(
            SPECIMENS.stream()
                // Lines of these specimens do not lie there, so none is computed.
                .map(
                    specimen ->
                        spectrometer.spectrum(
                            spectrometer.tube().beam(), List.of(), specimen, coarse.energyAxis()))
                .toList());
    return new Tried(
        tube.anode,
        tube.kilovolts,
        tube.optics,
        tube.filters,
        tube.scatterDeg,
        compared.deviance(),
        compared.pileUp());
  }
}
