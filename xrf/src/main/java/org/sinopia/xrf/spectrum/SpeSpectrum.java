package org.sinopia.xrf.spectrum;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sinopia.xrf.cube.store.EnergyField;

/**
 * SPE text: {@code $DATA:} with the first and last channel and then the counts, and the energy, in
 * keV unless a unit follows, as a polynomial of the channel under {@code $MCA_CAL:} (number of
 * coefficients, then these) or {@code $ENER_FIT:} (two coefficients). Without either it is not
 * calibrated.
 */
final class SpeSpectrum {

  private static final Pattern UNIT = Pattern.compile("(?i)\\s+k?eV\\s*$");

  private SpeSpectrum() {}

  static MeasuredSpectrum read(SpectrumText text) throws IOException {
    int data = text.find("$DATA:", 0);
    if (data < 0 || data + 1 >= text.lines().size()) {
      throw text.problem("no $DATA:, expected SPE text");
    }
    double[] range = text.numbers(data + 1);
    if (range.length != 2 || !(range[1] >= range[0]) || range[1] >= MeasuredSpectrum.MAX_CHANNELS) {
      throw text.problem(
          data + 1, "expected first and last channel, below " + MeasuredSpectrum.MAX_CHANNELS);
    }
    int next = text.find("$", data + 1);
    double[] counts = text.counts(data + 2, next < 0 ? text.lines().size() : next);
    int channels = (int) (range[1] - range[0]) + 1;
    if (counts.length != channels) {
      throw text.problem(
          data, "%d counts, expected %d of the range".formatted(counts.length, channels));
    }
    int calibration = calibrationLine(text);
    String unit = calibration < 0 ? "" : unit(text.lines().get(calibration));
    boolean saysUnit = EnergyField.kevPer(unit) > 0;
    double scale = saysUnit ? EnergyField.kevPer(unit) : 1;
    double[] coefficients =
        calibration < 0 ? new double[0] : coefficients(text, calibration, unit.length());
    if (coefficients.length == 0) {
      return MeasuredSpectrum.uncalibrated(
          counts, "no energy calibration, expected $MCA_CAL: or $ENER_FIT:");
    }
    double[] energies = new double[channels];
    for (int i = 0; i < channels; i++) {
      double channel = range[0] + i;
      for (int k = coefficients.length - 1; k >= 0; k--) {
        energies[i] = energies[i] * channel + coefficients[k];
      }
      energies[i] *= scale;
    }
    return MeasuredSpectrum.ofFile(energies, saysUnit, counts);
  }

  /** The line of the coefficients; −1 if the file has none. */
  private static int calibrationLine(SpectrumText text) {
    int polynomial = text.find("$MCA_CAL:", 0);
    int line = polynomial >= 0 ? polynomial + 2 : text.find("$ENER_FIT:", 0) + 1;
    return line == 0 || line >= text.lines().size() ? -1 : line;
  }

  /** The unit that may follow the coefficients. */
  private static String unit(String line) {
    Matcher matcher = UNIT.matcher(line);
    return matcher.find() ? matcher.group() : "";
  }

  private static double[] coefficients(SpectrumText text, int line, int unitLength)
      throws IOException {
    String all = text.lines().get(line);
    double[] coefficients = SpectrumText.numbersOrNull(all.substring(0, all.length() - unitLength));
    if (coefficients == null || coefficients.length < 2) {
      throw text.problem(line, "expected at least two calibration coefficients in keV");
    }
    return coefficients;
  }
}
