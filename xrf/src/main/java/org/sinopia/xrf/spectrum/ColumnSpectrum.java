package org.sinopia.xrf.spectrum;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import org.sinopia.xrf.cube.store.EnergyField;

/**
 * Two columns of text: energy in keV and counts. Lines before the first that holds numbers are a
 * heading, which may say eV instead; lines that begin with {@code #} are remarks. Channel numbers
 * are no energies: under a heading that names channels, where numbers count from 0 or 1 in ones,
 * and where there is only one column, the spectrum is not calibrated.
 */
final class ColumnSpectrum {

  private ColumnSpectrum() {}

  static MeasuredSpectrum read(SpectrumText text) throws IOException {
    double[] energies = new double[1024];
    double[] counts = new double[1024];
    int count = 0;
    boolean single = false;
    StringBuilder headings = new StringBuilder();
    for (int i = 0; i < text.lines().size(); i++) {
      String line = text.lines().get(i).strip();
      boolean heading = count == 0 && SpectrumText.numbersOrNull(line) == null;
      if (heading) {
        headings.append(' ').append(line.toLowerCase(Locale.ROOT));
      }
      if (line.isEmpty() || line.startsWith("#") || heading) {
        continue;
      }
      double[] pair = text.numbers(i);
      if (pair.length != 2 && (pair.length != 1 || (count > 0 && !single))) {
        throw text.problem(i, "%d numbers, expected energy and counts".formatted(pair.length));
      }
      if (count > 0 && single && pair.length != 1) {
        throw text.problem(i, "%d numbers, expected one as before".formatted(pair.length));
      }
      single = pair.length == 1;
      if (count == MeasuredSpectrum.MAX_CHANNELS) {
        throw text.problem(i, "more than %d channels".formatted(count));
      }
      if (count == energies.length) {
        energies = Arrays.copyOf(energies, 2 * count);
        counts = Arrays.copyOf(counts, 2 * count);
      }
      energies[count] = pair[0];
      counts[count++] = pair[pair.length - 1];
    }
    boolean said = EnergyField.kevPer(headings.toString()) > 0;
    boolean channels = headings.toString().matches(".*\\b(channels?|chan|ch)\\b.*");
    boolean named = headings.toString().contains("energ");
    if (single) {
      return MeasuredSpectrum.uncalibrated(
          Arrays.copyOf(counts, count), "one column, expected energies in keV and counts");
    }
    if (!said && (channels || (!named && areChannels(energies, count)))) {
      return MeasuredSpectrum.uncalibrated(
          Arrays.copyOf(counts, count),
          "the first column holds channel numbers, expected energies in keV (a heading may say so)");
    }
    double unit = said ? EnergyField.kevPer(headings.toString()) : 1;
    for (int i = 0; i < count; i++) {
      energies[i] *= unit;
    }
    return MeasuredSpectrum.ofFile(
        Arrays.copyOf(energies, count), said, Arrays.copyOf(counts, count));
  }

  /** Whether the numbers count up in ones from 0 or 1, which no spectrum in keV does. */
  private static boolean areChannels(double[] energies, int count) {
    if (count < 3 || (energies[0] != 0 && energies[0] != 1)) {
      return false;
    }
    for (int i = 1; i < count; i++) {
      if (energies[i] - energies[i - 1] != 1) {
        return false;
      }
    }
    return true;
  }
}
