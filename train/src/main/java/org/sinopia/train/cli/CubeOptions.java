package org.sinopia.train.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.sinopia.xrf.cube.Calibration;
import org.sinopia.xrf.cube.CubeSelection;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.format.CubeFile;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How a command opens a cube: which part of the file, on which energy axis. */
final class CubeOptions {
  @Option(
      names = "--calibration",
      paramLabel = "OFFSET,GAIN[,QUADRATIC]",
      description =
          "Energy axis in keV: channel i (from 0) is at OFFSET + GAIN i + QUADRATIC i^2; overrides the file's.")
  private String calibration;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /**
   * Opens a cube as the options say, and prints its warnings, one line each, on standard error.
   *
   * @throws IllegalArgumentException if an option is wrong or does not fit the cube
   * @throws org.sinopia.xrf.cube.CubeFormatException if the file is not a whole, supported cube
   */
  DataCube open(Path file) throws IOException {
    DataCube cube = CubeFile.open(file, CubeSelection.DEFAULT);
    try {
      DataCube wanted = calibrated(cube);
      for (String warning : wanted.warnings()) {
        command
            .commandLine()
            .getErr()
            .println(command.qualifiedName() + ": " + file + ": " + warning);
      }
      return wanted;
    } catch (IllegalArgumentException e) {
      cube.close();
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    } catch (RuntimeException e) {
      cube.close();
      throw e;
    }
  }

  private DataCube calibrated(DataCube cube) {
    return calibration == null ? cube : calibration().applyTo(cube);
  }

  private Calibration calibration() {
    String[] parts = calibration.split(",", -1);
    try {
      double[] numbers =
          Arrays.stream(parts).map(String::strip).mapToDouble(Double::parseDouble).toArray();
      if (numbers.length == 2 || numbers.length == 3) {
        return new Calibration(numbers[0], numbers[1], numbers.length == 3 ? numbers[2] : 0);
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(expected(), e);
    }
    throw new IllegalArgumentException(expected());
  }

  private String expected() {
    return "--calibration: "
        + calibration
        + ", expected OFFSET,GAIN or OFFSET,GAIN,QUADRATIC in keV";
  }
}
