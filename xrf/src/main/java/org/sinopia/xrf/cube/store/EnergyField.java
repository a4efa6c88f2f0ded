package org.sinopia.xrf.cube.store;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.cube.Calibration;
import org.sinopia.xrf.cube.CubeFormatException;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.EnergyCalibration;

/**
 * Energies as files give them: a list of bin energies, or an offset and a gain, in keV or eV.
 *
 * @param file named in errors
 * @param field where the energies stand, named in errors and warnings
 * @param unit as the file spells it; empty if it gives none
 * @param warnings receives a line wherever something had to be guessed
 */
public record EnergyField(Path file, String field, String unit, List<String> warnings) {

  private static final double EV_PER_KEV = 1000;

  /** Fewer numbers than this that count up by one may be energies. */
  private static final int FEWEST_CHANNELS = 16;

  /** How many keV one of the unit is: 1, 0.001, or 0 if the unit is none of energy. */
  public static double kevPer(String unit) {
    String plain = unit.toLowerCase(Locale.ROOT);
    if (plain.matches(".*\\bkev\\b.*|.*kilo.?electron.?volts?.*")) {
      return 1;
    } else if (plain.matches(".*\\bev\\b.*|.*\\belectron.?volts?\\b.*")) {
      return 1 / EV_PER_KEV;
    }
    return 0;
  }

  private boolean saysChannels() {
    return unit.toLowerCase(Locale.ROOT).matches("\\W*(channels?|chan|ch|index|pixels?|bins?)\\W*");
  }

  private boolean saysSomethingElse() {
    boolean other = !unit.isBlank() && kevPer(unit) == 0 && !saysChannels();
    if (other) {
      warnings.add(
          "%s: in %s, expected eV or keV; the cube is not calibrated".formatted(field, unit));
    }
    return other;
  }

  /**
   * Whether energies count up by one, as channels do: they are no energies, unless the unit says
   * so.
   */
  private boolean areChannels(double[] energies) {
    if (saysChannels()) {
      return true;
    }
    if (kevPer(unit) > 0 && energies[energies.length - 1] <= Calibration.MAX_KEV) {
      return false;
    }
    if (energies.length < FEWEST_CHANNELS
        || (energies[0] != 0 && energies[0] != 1)
        || kevPer(unit) > 0) {
      return false;
    }
    for (int i = 1; i < energies.length; i++) {
      if (energies[i] - energies[i - 1] != 1) {
        return false;
      }
    }
    return true;
  }

  /** keV per unit for energies of which the last is {@code last}. */
  private double scale(double last) {
    double said = kevPer(unit);
    if (last * (said == 0 ? 1 : said) <= Calibration.MAX_KEV) {
      return said == 0 ? 1 : said;
    }
    warnings.add(
        "%s: reaches %s%s, which can only be eV; read as %s keV"
            .formatted(field, last, said == 0 ? "" : " " + unit, last / EV_PER_KEV));
    return 1 / EV_PER_KEV;
  }

  /**
   * A cube on the axis of a list of energies: bin middles, or edges if there is one more. Uneven
   * bins are moved to an even axis between the outer edges. Channel numbers leave the cube as it
   * is.
   *
   * @throws CubeFormatException if their number is another, they do not rise, or no scanner reaches
   *     them
   */
  public DataCube applyTo(DataCube cube, double[] energies) throws CubeFormatException {
    int bins = cube.header().bins();
    if (energies.length == 0) {
      return cube;
    }
    if (saysSomethingElse()) {
      return cube;
    }
    if (areChannels(energies)) {
      warnings.add(field + ": channel numbers, not energies; the cube is not calibrated");
      return cube;
    }
    if (energies.length != bins && energies.length != bins + 1) {
      throw new CubeFormatException(
          file, field, energies.length + " energies, expected " + bins + " or " + (bins + 1));
    }
    double scale = scale(energies[energies.length - 1]);
    double[] kev = new double[energies.length];
    for (int i = 0; i < kev.length; i++) {
      kev[i] = scale == 1 ? energies[i] : energies[i] / EV_PER_KEV;
      if (!Double.isFinite(kev[i]) || (i > 0 && !(kev[i] > kev[i - 1]))) {
        throw new CubeFormatException(
            file, field, "energy %d is %s, expected a rise".formatted(i, energies[i]));
      }
    }
    if (kev[kev.length - 1] > Calibration.MAX_KEV) {
      throw new CubeFormatException(
          file,
          field,
          "ends at %s, expected at most %.0f keV"
              .formatted(
                  (energies[energies.length - 1] + " " + unit).strip(), Calibration.MAX_KEV));
    }
    double least = Calibration.minEndKev(bins);
    if (least > 0 && kev[kev.length - 1] < least) {
      throw new CubeFormatException(
          file,
          field,
          "ends at %s, %.4g keV, expected at least %.1f keV"
              .formatted(
                  (energies[energies.length - 1] + " " + unit).strip(),
                  kev[kev.length - 1],
                  least));
    }
    if (kev.length < 2) {
      return cube;
    }
    try {
      return cube.calibrated(EnergyCalibration.throughEnergies(bins, kev));
    } catch (IllegalArgumentException _) {
      warnings.add(field + ": bins of uneven width; counts are moved to even ones");
      double[] edges = edges(kev, bins);
      return cube.rebinned(edges, new EnergyAxis(bins, edges[0], edges[bins]));
    }
  }

  private static double[] edges(double[] kev, int bins) {
    if (kev.length == bins + 1) {
      return kev;
    }
    double[] edges = new double[bins + 1];
    for (int i = 1; i < bins; i++) {
      edges[i] = (kev[i - 1] + kev[i]) / 2;
    }
    edges[0] = kev[0] - (edges[1] - kev[0]);
    edges[bins] = kev[bins - 1] + (kev[bins - 1] - edges[bins - 1]);
    return edges;
  }

  /**
   * A cube on the axis offset + gain·i + quadratic·i². An offset of 0 with a gain of 1 counts
   * channels and leaves the cube as it is.
   *
   * @throws CubeFormatException if no scanner has such an axis
   */
  public DataCube applyTo(DataCube cube, double offset, double gain, double quadratic)
      throws CubeFormatException {
    boolean counts = (offset == 0 || offset == 1) && gain == 1 && quadratic == 0;
    if (saysSomethingElse()) {
      return cube;
    }
    if (saysChannels() || (counts && kevPer(unit) == 0)) {
      warnings.add(field + ": channel numbers, not energies; the cube is not calibrated");
      return cube;
    }
    int bins = cube.header().bins();
    double scale = scale(new Calibration(offset, gain, quadratic).kev(bins - 1.0));
    Calibration calibration =
        scale == 1
            ? new Calibration(offset, gain, quadratic)
            : new Calibration(offset / EV_PER_KEV, gain / EV_PER_KEV, quadratic / EV_PER_KEV);
    try {
      return calibration.applyTo(cube);
    } catch (IllegalArgumentException e) {
      throw new CubeFormatException(file, field, e.getMessage(), e);
    }
  }
}
