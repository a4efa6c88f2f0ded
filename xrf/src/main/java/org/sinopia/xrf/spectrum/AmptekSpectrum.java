package org.sinopia.xrf.spectrum;

import java.io.IOException;
import org.apache.commons.math3.stat.regression.SimpleRegression;
import org.sinopia.xrf.cube.store.EnergyField;

/**
 * Amptek's {@code .mca} text: counts between {@code <<DATA>>} and {@code <<END>>}, and under {@code
 * <<CALIBRATION>>} pairs of channel and energy, through which the least-squares line is taken.
 * Energies are in keV unless {@code LABEL} says eV. Without such pairs it is not calibrated.
 */
final class AmptekSpectrum {

  private AmptekSpectrum() {}

  static MeasuredSpectrum read(SpectrumText text) throws IOException {
    int calibration = text.find("<<CALIBRATION>>", 0);
    int data = text.find("<<DATA>>", 0);
    if (data < 0) {
      throw text.problem("no <<DATA>>, expected Amptek's .mca");
    }
    int end = text.find("<<END>>", data);
    if (end < 0) {
      throw text.problem("no <<END>> after <<DATA>>: the file is cut short");
    }
    double[] counts = text.counts(data + 1, end);
    if (calibration < 0) {
      return MeasuredSpectrum.uncalibrated(counts, "no <<CALIBRATION>>, expected Amptek's .mca");
    }
    SimpleRegression line = new SimpleRegression();
    String label = "";
    for (int i = calibration + 1; i < text.lines().size(); i++) {
      double[] pair = SpectrumText.numbersOrNull(text.lines().get(i));
      if (text.lines().get(i).startsWith("<<")) {
        break;
      }
      if (text.lines().get(i).startsWith("LABEL")) {
        label = text.lines().get(i).substring("LABEL".length());
      }
      if (pair != null && pair.length == 2) {
        line.addData(pair[0], pair[1]);
      }
    }
    double gain = line.getSlope();
    if (!(gain > 0)) {
      return MeasuredSpectrum.uncalibrated(
          counts,
          "line %d: %d pairs of channel and energy, expected at least two that rise"
              .formatted(calibration + 1, line.getN()));
    }
    double unit = EnergyField.kevPer(label);
    double scale = unit == 0 ? 1 : unit;
    return MeasuredSpectrum.calibrated(scale * line.getIntercept(), scale * gain, unit > 0, counts);
  }
}
