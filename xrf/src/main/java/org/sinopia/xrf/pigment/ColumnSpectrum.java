package org.sinopia.xrf.pigment;

import java.io.IOException;
import java.util.Arrays;

/**
 * Two columns of text: energy in keV and counts. Lines before the first that holds numbers are a
 * heading; lines that begin with {@code #} are remarks.
 */
final class ColumnSpectrum {

  private ColumnSpectrum() {}

  static MeasuredSpectrum read(SpectrumText text) throws IOException {
    double[] energies = new double[1024];
    double[] counts = new double[1024];
    int count = 0;
    for (int i = 0; i < text.lines().size(); i++) {
      String line = text.lines().get(i).strip();
      boolean heading = count == 0 && SpectrumText.numbersOrNull(line) == null;
      if (line.isEmpty() || line.startsWith("#") || heading) {
        continue;
      }
      double[] pair = text.numbers(i);
      if (pair.length != 2) {
        throw text.problem(i, "%d numbers, expected energy and counts".formatted(pair.length));
      }
      if (count == MeasuredSpectrum.MAX_CHANNELS) {
        throw text.problem(i, "more than %d channels".formatted(count));
      }
      if (count == energies.length) {
        energies = Arrays.copyOf(energies, 2 * count);
        counts = Arrays.copyOf(counts, 2 * count);
      }
      energies[count] = pair[0];
      counts[count++] = pair[1];
    }
    return new MeasuredSpectrum(Arrays.copyOf(energies, count), Arrays.copyOf(counts, count));
  }
}
