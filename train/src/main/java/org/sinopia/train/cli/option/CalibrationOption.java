package org.sinopia.train.cli.option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.sinopia.xrf.cube.Calibration;
import org.sinopia.xrf.cube.CubeSummary;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.LineCalibration;
import org.sinopia.xrf.cube.calibration.AutoCalibration;
import org.sinopia.xrf.physics.atom.Element;
import picocli.CommandLine.Option;

/** The energy axis of a cube by numbers or by lines, in place of the file's. */
final class CalibrationOption {
  @Option(
      names = "--calibration",
      paramLabel = "OFFSET,GAIN[,QUADRATIC]",
      description =
          "Energy axis in keV: channel i (from 0) is at OFFSET + GAIN i + QUADRATIC i^2; overrides the file's.")
  private String calibration;

  @Option(
      names = "--calibrate",
      paramLabel = "EL:LINE@CHANNEL,...|auto",
      description =
          "Fits the energy axis to two or more lines, such as Ca:Ka@369,Pb:La@1055, or finds them itself (auto); overrides the file's.")
  private String lines;

  /** A file that is opened again is not measured and reported again. */
  private final Map<Path, LineCalibration> fits = new HashMap<>();

  /** True if the options set an axis. */
  boolean isGiven() {
    return calibration != null || lines != null;
  }

  void check() {
    if (calibration != null && lines != null) {
      throw new IllegalArgumentException(
          "--calibration, --calibrate: each sets the energy axis, expected one of them");
    }
  }

  /** A cube on the axis that the options set, if they set one. */
  DataCube applyTo(Path file, DataCube cube, Consumer<String> say) throws IOException {
    if (calibration != null) {
      return calibration().applyTo(cube);
    }
    if (lines == null) {
      return cube;
    }
    LineCalibration fit = fits.get(file);
    if (fit == null) {
      fit = fit(cube, say);
      fits.put(file, fit);
    }
    return fit.calibration().applyTo(cube);
  }

  private LineCalibration fit(DataCube cube, Consumer<String> say) throws IOException {
    LineCalibration fit;
    if (lines.strip().equalsIgnoreCase("auto")) {
      AutoCalibration found = AutoCalibration.of(CubeSummary.of(cube).sumSpectrum());
      say.accept(found.summary());
      fit = found.fit();
    } else {
      fit =
          LineCalibration.fit(
              Arrays.stream(lines.split(",", -1)).map(CalibrationOption::point).toList());
    }
    fit.residuals().forEach(say);
    say.accept(
        String.format(
            Locale.ROOT,
            "calibrated: offset %.5f keV, gain %.7f keV per channel",
            fit.calibration().offsetKev(),
            fit.calibration().gainKev()));
    return fit;
  }

  private Calibration calibration() {
    Optional<double[]> numbers = numbers(calibration);
    int count = numbers.map(values -> values.length).orElse(0);
    if (count != 2 && count != 3) {
      throw new IllegalArgumentException(
          "--calibration: "
              + calibration
              + ", expected OFFSET,GAIN or OFFSET,GAIN,QUADRATIC in keV");
    }
    double[] values = numbers.orElseThrow();
    return new Calibration(values[0], values[1], count == 3 ? values[2] : 0);
  }

  /** Numbers apart by commas. */
  static Optional<double[]> numbers(String text) {
    try {
      return Optional.of(
          Arrays.stream(text.split(",", -1))
              .map(String::strip)
              .mapToDouble(Double::parseDouble)
              .toArray());
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }

  /** A line as in Ca:Ka@369. */
  private static LineCalibration.Point point(String text) {
    String[] parts = text.strip().split("[:@]", -1);
    Optional<double[]> channel = parts.length == 3 ? numbers(parts[2]) : Optional.empty();
    boolean whole =
        channel.isPresent()
            && channel.get().length == 1
            && channel.get()[0] >= 0
            && Double.isFinite(channel.get()[0])
            && Element.isSymbol(parts[0].strip());
    if (!whole) {
      throw new IllegalArgumentException(
          "--calibrate: " + text + ", expected element, line and channel as in Ca:Ka@369");
    }
    double energy = Element.of(parts[0].strip()).lineKev(parts[1].strip());
    return new LineCalibration.Point(
        parts[0].strip() + " " + parts[1].strip(), energy, channel.get()[0]);
  }
}
