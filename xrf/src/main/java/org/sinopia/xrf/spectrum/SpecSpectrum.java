package org.sinopia.xrf.spectrum;

import java.io.IOException;
import java.util.Arrays;

/**
 * The spectrum of a SPEC file: {@code #@CHANN} with the number of channels and the first and last
 * one, {@code #@CALIB} with a, b, c of energy = a + b·channel + c·channel² in keV, and counts after
 * {@code @A}, on lines that end with a backslash where they go on. Without {@code #@CALIB} it is
 * not calibrated. A file of several spectra is refused.
 */
final class SpecSpectrum {

  private SpecSpectrum() {}

  /** Whether a file holds such a spectrum. */
  static boolean isOne(SpectrumText text) {
    return text.find("@A ", 0) >= 0;
  }

  static MeasuredSpectrum read(SpectrumText text) throws IOException {
    int start = text.find("@A ", 0);
    if (text.find("@A ", start + 1) > 0) {
      long spectra = text.lines().stream().filter(line -> line.strip().startsWith("@A ")).count();
      throw text.problem("%d spectra (@A), expected one to a file".formatted(spectra));
    }
    double[] calibration = numbers(text, "#@CALIB");
    double[] channels = numbers(text, "#@CHANN");
    double first = channels.length > 1 ? channels[1] : 0;
    StringBuilder all = new StringBuilder();
    int line = start;
    String part = text.lines().get(line).strip().substring(2);
    while (part.endsWith("\\") && line + 1 < text.lines().size()) {
      all.append(part, 0, part.length() - 1).append(' ');
      line++;
      part = text.lines().get(line).strip();
    }
    double[] counts = SpectrumText.numbersOrNull(all.append(part).toString());
    if (counts == null || counts.length < 2) {
      throw text.problem(start, "expected counts after @A");
    }
    if (calibration.length < 2 || calibration.length > 3) {
      return MeasuredSpectrum.uncalibrated(counts, "no energy calibration, expected #@CALIB a b c");
    }
    double c = calibration.length == 3 ? calibration[2] : 0;
    double[] energies = new double[counts.length];
    Arrays.setAll(
        energies,
        i -> {
          double channel = first + i;
          return calibration[0] + channel * (calibration[1] + channel * c);
        });
    return MeasuredSpectrum.ofFile(energies, false, counts);
  }

  private static double[] numbers(SpectrumText text, String keyword) {
    int line = text.find(keyword, 0);
    double[] found =
        line < 0
            ? null
            : SpectrumText.numbersOrNull(
                text.lines().get(line).strip().substring(keyword.length()));
    return found == null ? new double[0] : found;
  }
}
