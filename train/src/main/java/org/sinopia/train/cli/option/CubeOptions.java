package org.sinopia.train.cli.option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.CubeSelection;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.LiveCube;
import org.sinopia.xrf.cube.Tile;
import org.sinopia.xrf.cube.format.CubeFile;
import org.sinopia.xrf.cube.geometry.CroppedCube;
import org.sinopia.xrf.cube.geometry.DeskewedCube;
import org.sinopia.xrf.cube.geometry.RowShift;
import org.sinopia.xrf.cube.geometry.TurnedCube;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * How a command opens a cube: which part of the file, on which energy axis, in which orientation.
 * The scan is first deskewed, then rotated, flipped and cropped.
 */
public final class CubeOptions {
  @Option(
      names = "--dataset",
      paramLabel = "/PATH",
      description = "Dataset of an HDF5 file, or array of an NPZ file, if it holds several.")
  private String dataset;

  @Option(
      names = "--detector",
      paramLabel = "N",
      description = "One detector, from 0; by default all are summed.")
  private Integer detector;

  @Option(
      names = "--columns",
      paramLabel = "N",
      description = "Pixels in a row, for a folder of spectra.")
  private Integer columns;

  @Option(
      names = "--serpentine",
      description = "Every other row of a folder of spectra was measured backwards.")
  private boolean serpentine;

  @Mixin private CalibrationOption axis;

  @Option(
      names = "--rotate",
      paramLabel = "DEGREES",
      description = "Turns the scan clockwise by 90, 180 or 270.")
  private Integer degrees;

  @Option(
      names = "--flip",
      paramLabel = "DIRECTION",
      description = "Mirrors the scan: horizontal (left and right) or vertical (top and bottom).")
  private String flip;

  @Option(
      names = "--crop",
      paramLabel = "ROW,COLUMN,HEIGHT,WIDTH",
      description = "A rectangle of the turned scan; row and column of its first pixel, from 0.")
  private String crop;

  @Option(
      names = "--deskew",
      description =
          "Moves odd rows back by the shift against even ones that their correlation shows.")
  private boolean deskew;

  @Option(
      names = "--correct-dead-time",
      description = "Multiplies counts by real time over live time, where the file has both.")
  private boolean deadTime;

  /**
   * The shifts of the files opened so far: a scan that is opened again is not measured and reported
   * again.
   */
  private final Map<Path, RowShift> shifts = new HashMap<>();

  private final Set<String> said = new HashSet<>();

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /**
   * Opens a cube as the options say, and prints its warnings, one line each, on standard error.
   *
   * @throws IllegalArgumentException if an option is wrong or does not fit the cube
   * @throws org.sinopia.xrf.cube.CubeFormatException if the file is not a whole, supported cube
   */
  public synchronized DataCube open(Path file) throws IOException {
    axis.check();
    CubeSelection selection =
        new CubeSelection(
            Optional.ofNullable(dataset),
            detector == null ? OptionalInt.empty() : OptionalInt.of(detector),
            columns == null ? OptionalInt.empty() : OptionalInt.of(columns),
            serpentine,
            axis.isGiven());
    DataCube cube = CubeFile.open(file, selection);
    try {
      for (String warning : cube.warnings()) {
        say(file, warning);
      }
      return turned(
          file, axis.applyTo(file, deadTime ? live(file, cube) : cube, line -> say(file, line)));
    } catch (IllegalArgumentException e) {
      cube.close();
      throw named(file, e);
    } catch (IOException | RuntimeException e) {
      cube.close();
      throw e;
    }
  }

  /** Says that a scan without an energy axis is taken to be on the model's. */
  public void warnIfUncalibrated(Path file, CubeHeader header) {
    if (header.energy().isEmpty()) {
      say(
          file,
          "not calibrated: its %d bins are taken for those of the model; --calibration or --calibrate sets their energies"
              .formatted(header.bins()));
    }
  }

  /** A complaint about a cube that names its file. */
  public IllegalArgumentException named(Path file, IllegalArgumentException e) {
    String message = String.valueOf(e.getMessage());
    return message.startsWith(file + ":")
        ? e
        : new IllegalArgumentException(file + ": " + message, e);
  }

  private void say(Path file, String line) {
    String whole = command.qualifiedName() + ": " + file + ": " + line;
    if (said.add(whole)) {
      command.commandLine().getErr().println(whole);
    }
  }

  private DataCube live(Path file, DataCube cube) {
    DataCube live = LiveCube.of(cube);
    cube.deadTime()
        .ifPresent(
            dead ->
                say(
                    file,
                    String.format(
                        Locale.ROOT,
                        "dead time: %.2f %% in the mean%s",
                        100 * dead.meanShare(),
                        dead.unknown() == 0
                            ? ""
                            : "; %d pixels without times are missing".formatted(dead.unknown()))));
    return live;
  }

  private DataCube turned(Path file, DataCube cube) throws IOException {
    DataCube result = cube;
    if (deskew) {
      RowShift shift = shifts.get(file);
      if (shift == null) {
        shift = RowShift.estimate(cube);
        shifts.put(file, shift);
      }
      say(
          file,
          String.format(
              Locale.ROOT,
              "deskew: odd rows are shifted by %.2f pixels; correlation %.4f, before %.4f",
              shift.columns(),
              shift.correlation(),
              shift.before()));
      result = DeskewedCube.of(result, shift.columns());
    }
    result = degrees == null ? result : TurnedCube.rotated(result, degrees);
    if (flip != null) {
      result =
          switch (flip.toLowerCase(Locale.ROOT)) {
            case "horizontal", "h", "left-right" -> TurnedCube.mirrored(result, true);
            case "vertical", "v", "top-bottom" -> TurnedCube.mirrored(result, false);
            default ->
                throw new IllegalArgumentException(
                    "--flip: " + flip + ", expected horizontal or vertical");
          };
    }
    return crop == null ? result : CroppedCube.of(result, area());
  }

  private Tile area() {
    Optional<double[]> numbers = CalibrationOption.numbers(crop);
    boolean whole =
        numbers.isPresent()
            && numbers.get().length == 4
            && Arrays.stream(numbers.get()).allMatch(n -> n >= 0 && n == (int) n)
            && numbers.get()[2] >= 1
            && numbers.get()[3] >= 1;
    if (!whole) {
      throw new IllegalArgumentException(
          "--crop: " + crop + ", expected ROW,COLUMN,HEIGHT,WIDTH in whole pixels");
    }
    List<Integer> sizes = Arrays.stream(numbers.get()).mapToObj(n -> (int) n).toList();
    return new Tile(sizes.get(0), sizes.get(1), sizes.get(2), sizes.get(3));
  }
}
