package org.sinopia.xrf.spectrum;

import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.sinopia.xrf.cube.store.EnergyField;

/**
 * EMSA/MAS spectral data, ISO 22029: a heading of {@code #KEYWORD : value} lines, then counts
 * ({@code DATATYPE} Y) or pairs of energy and counts (XY), up to {@code #ENDOFDATA}. Energies are
 * in the unit that {@code XUNITS} names in any words, eV or keV; with any other it is not
 * calibrated.
 */
final class EmsaSpectrum {

  private EmsaSpectrum() {}

  static MeasuredSpectrum read(SpectrumText text) throws IOException {
    int start = text.find("#SPECTRUM", 0);
    int end = start < 0 ? -1 : text.find("#ENDOFDATA", start);
    if (start < 0 || end < 0) {
      throw text.problem(
          "no %s, expected EMSA/MAS".formatted(start < 0 ? "#SPECTRUM" : "#ENDOFDATA"));
    }
    Map<String, String> heading = heading(text, start);
    double[] numbers = text.counts(start + 1, end);
    double points = number(text, heading, "NPOINTS");
    boolean pairs =
        switch (required(text, heading, "DATATYPE").toUpperCase(Locale.ROOT)) {
          case "XY" -> true;
          case "Y" -> false;
          default ->
              throw text.problem(
                  "DATATYPE is '%s', expected Y or XY".formatted(heading.get("DATATYPE")));
        };
    double unit = EnergyField.kevPer(required(text, heading, "XUNITS"));
    int present = pairs ? numbers.length / 2 : numbers.length;
    // Published examples of the standard itself hold a point more than they announce.
    if (!(points >= 2) || present < points || (pairs && numbers.length % 2 != 0)) {
      throw text.problem(
          "%d numbers of type %s, expected those of NPOINTS = %s"
              .formatted(numbers.length, heading.get("DATATYPE"), heading.get("NPOINTS")));
    }
    double[] energies = new double[present];
    double[] counts = new double[present];
    for (int i = 0; i < present; i++) {
      energies[i] = pairs ? unit * numbers[2 * i] : 0;
      counts[i] = pairs ? numbers[2 * i + 1] : numbers[i];
    }
    if (unit == 0) {
      return MeasuredSpectrum.uncalibrated(
          counts, "XUNITS is '%s', expected eV or keV".formatted(heading.get("XUNITS")));
    }
    return pairs
        ? MeasuredSpectrum.ofFile(energies, true, counts)
        : MeasuredSpectrum.calibrated(
            unit * number(text, heading, "OFFSET"),
            unit * number(text, heading, "XPERCHAN"),
            true,
            counts);
  }

  private static Map<String, String> heading(SpectrumText text, int end) {
    Map<String, String> heading = new HashMap<>();
    for (String line : text.lines().subList(0, end)) {
      int colon = line.indexOf(':');
      if (line.startsWith("#") && colon > 0) {
        // A unit may follow the keyword, as in "#BEAMKV   -kV:".
        String keyword = line.substring(1, colon).strip().toUpperCase(Locale.ROOT);
        int blank = keyword.indexOf(' ');
        heading.putIfAbsent(
            blank < 0 ? keyword : keyword.substring(0, blank), line.substring(colon + 1).strip());
      }
    }
    return heading;
  }

  private static String required(SpectrumText text, Map<String, String> heading, String keyword)
      throws IOException {
    String value = heading.get(keyword);
    if (value == null) {
      throw text.problem("no #" + keyword + ", expected by EMSA/MAS");
    }
    return value;
  }

  private static double number(SpectrumText text, Map<String, String> heading, String keyword)
      throws IOException {
    String value = required(text, heading, keyword);
    double[] found = SpectrumText.numbersOrNull(value);
    if (found == null || found.length != 1) {
      throw text.problem("#%s is '%s', expected a number".formatted(keyword, value));
    }
    return found[0];
  }
}
