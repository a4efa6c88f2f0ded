package org.sinopia.xrf.cube.spectra;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.sinopia.xrf.Rebinning;
import org.sinopia.xrf.cube.CountingTimes;
import org.sinopia.xrf.cube.CubeFormatException;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.CubeSelection;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.DeadTime;
import org.sinopia.xrf.cube.DerivedCube;
import org.sinopia.xrf.cube.SampleType;
import org.sinopia.xrf.cube.Tile;
import org.sinopia.xrf.cube.store.EnergyField;
import org.sinopia.xrf.cube.store.FlatCube;
import org.sinopia.xrf.cube.store.HeaderFields;
import org.sinopia.xrf.cube.store.Interleave;
import org.sinopia.xrf.cube.store.TemporaryCube;
import org.sinopia.xrf.spectrum.MeasuredSpectrum;
import org.sinopia.xrf.spectrum.SpectrumFile;
import org.sinopia.xrf.spectrum.SpectrumFormatException;

/**
 * A folder of spectra, or those whose names fit a pattern, in the order in which they were
 * measured: by name, numbers as numbers, {@code columns} to a row. Spectra of other energies than
 * the first's are moved to its bins; where the files tell no energies, the cube is not calibrated.
 * A single spectrum is a scan of one pixel.
 */
public final class SpectraFolder {

  private static final Set<String> EXTENSIONS = Set.of("mca", "spx", "spe", "txt", "msa", "emsa");

  private static final int MAX_FILES = 1 << 24;

  private SpectraFolder() {}

  /** Whether a path is a folder, a pattern of names, or a single spectrum. */
  public static boolean isOne(Path path) {
    return Files.isDirectory(path)
        || FileSet.isPattern(path)
        || EdfStack.isOne(path)
        || isSpectrum(path);
  }

  private static boolean isSpectrum(Path path) {
    return Files.isRegularFile(path) && EXTENSIONS.contains(FileSet.extension(path));
  }

  /**
   * Opens the spectra as a cube of double-precision samples.
   *
   * @param selection says how many pixels a row has, and whether every other one was measured
   *     backwards
   * @throws CubeFormatException if there are none, the number of columns is not given, or a file is
   *     no spectrum of as many channels as the first
   */
  public static DataCube open(Path path, CubeSelection selection) throws IOException {
    boolean single = isSpectrum(path);
    List<Path> files = single ? List.of(path) : FileSet.list(path, EXTENSIONS);
    if (files.isEmpty() || files.size() > MAX_FILES) {
      throw new CubeFormatException(
          path,
          "spectra",
          files.size() + " files, expected .mca, .spx, .spe, .txt or .msa, one for each pixel");
    }
    if (!single && selection.columns().isEmpty()) {
      throw new CubeFormatException(
          path, "columns", files.size() + " spectra, expected the pixels of a row as --columns N");
    }
    int columns = single ? 1 : selection.columns().getAsInt();
    int rows = Math.ceilDiv(files.size(), columns);
    requireOneKind(path, files);
    boolean uncalibrated = selection.uncalibrated();
    MeasuredSpectrum first = spectrum(files.getFirst(), uncalibrated);
    CubeHeader shape =
        HeaderFields.header(path, "spectra", rows, columns, first.channels(), SampleType.F64)
            .with(Optional.empty(), Map.of());
    List<String> warnings = new ArrayList<>();
    long beyond = (long) rows * columns - files.size();
    if (beyond > 0) {
      warnings.add(
          "%d spectra, %d less than %d rows of %d; the rest of the last row is missing"
              .formatted(files.size(), beyond, rows, columns));
    }
    DataCube cube =
        TemporaryCube.of(
            shape,
            new FlatCube.Layout(0, Interleave.BIP, ByteOrder.nativeOrder()),
            out -> {
              double[] none = new double[first.channels()];
              Arrays.fill(none, Double.NaN);
              for (int row = 0; row < rows; row++) {
                for (int column = 0; column < columns; column++) {
                  long index = index(row, column, columns, selection.serpentine());
                  double[] counts =
                      index < files.size()
                          ? counts(files.get((int) index), first, uncalibrated)
                          : none;
                  out.write(MemorySegment.ofArray(counts).toArray(ValueLayout.JAVA_BYTE));
                }
              }
            });
    try {
      DataCube calibrated =
          uncalibrated ? cube : calibrated(cube, files.getFirst(), first, warnings);
      DataCube placed =
          new Placed(calibrated, files.size(), selection.serpentine()).annotated(warnings, 1);
      Optional<DeadTime> deadTime = deadTime(files, rows, columns, selection.serpentine());
      return deadTime.isEmpty() ? placed : placed.timed(deadTime.get());
    } catch (IOException | RuntimeException e) {
      cube.close();
      throw e;
    }
  }

  private static DataCube calibrated(
      DataCube cube, Path file, MeasuredSpectrum first, List<String> warnings) throws IOException {
    if (!first.isCalibrated()) {
      warnings.add(first.complaint() + "; the cube is not calibrated");
      return cube;
    }
    if (!first.remark().isEmpty()) {
      warnings.add(first.remark());
    }
    double[] energies = new double[first.channels()];
    Arrays.setAll(energies, first::energyKev);
    return new EnergyField(file, "energies", "keV", warnings).applyTo(cube, energies);
  }

  /** The dead time of all spectra, if the first has times; NaN for those that have none. */
  private static Optional<DeadTime> deadTime(
      List<Path> files, int rows, int columns, boolean serpentine) throws IOException {
    if (SpectrumTimes.of(files.getFirst()).isEmpty()) {
      return Optional.empty();
    }
    double[] factors = new double[Math.multiplyExact(rows, columns)];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        long index = index(row, column, columns, serpentine);
        Optional<CountingTimes> times =
            index < files.size() ? SpectrumTimes.of(files.get((int) index)) : Optional.empty();
        factors[row * columns + column] = times.map(CountingTimes::factor).orElse(Double.NaN);
      }
    }
    return Optional.of(DeadTime.of(rows, columns, factors));
  }

  /** The number of a pixel in the order of measurement. */
  private static long index(int row, int column, int columns, boolean serpentine) {
    int along = serpentine && row % 2 == 1 ? columns - 1 - column : column;
    return (long) row * columns + along;
  }

  /** Files of several kinds are scans of several instruments, or one's notes on another's. */
  private static void requireOneKind(Path path, List<Path> files) throws CubeFormatException {
    Map<String, Long> kinds =
        files.stream()
            .collect(
                Collectors.groupingBy(FileSet::extension, TreeMap::new, Collectors.counting()));
    if (kinds.size() > 1) {
      throw new CubeFormatException(
          path,
          "spectra",
          kinds.entrySet().stream()
                  .map(kind -> "%d .%s".formatted(kind.getValue(), kind.getKey()))
                  .collect(Collectors.joining(" and "))
              + ", expected one kind; select it with a pattern such as '%s'"
                  .formatted(
                      (FileSet.isPattern(path) ? path.resolveSibling("x") : path.resolve("x"))
                          .resolveSibling("*." + kinds.keySet().iterator().next())));
    }
  }

  private static MeasuredSpectrum spectrum(Path file, boolean uncalibrated) throws IOException {
    try {
      MeasuredSpectrum spectrum = SpectrumFile.readCounts(file);
      if (spectrum.isNonsense() && !uncalibrated) {
        throw new SpectrumFormatException(file + ": " + spectrum.complaint());
      }
      return spectrum;
    } catch (SpectrumFormatException e) {
      String message = String.valueOf(e.getMessage());
      String start = file + ": ";
      throw new CubeFormatException(
          file,
          "spectrum",
          message.startsWith(start) ? message.substring(start.length()) : message,
          e);
    }
  }

  private static double[] counts(Path file, MeasuredSpectrum first, boolean uncalibrated)
      throws IOException {
    MeasuredSpectrum spectrum = spectrum(file, uncalibrated);
    int channels = first.channels();
    if (spectrum.channels() != channels) {
      throw new CubeFormatException(
          file, "channels", spectrum.channels() + ", expected " + channels + " as the first file");
    }
    if (!uncalibrated && spectrum.isCalibrated() != first.isCalibrated()) {
      throw new CubeFormatException(
          file,
          "energies",
          first.isCalibrated()
              ? spectrum.complaint() + ", as the first file has them"
              : "known, expected none as in the first file");
    }
    double[] counts = new double[channels];
    Arrays.setAll(counts, spectrum::counts);
    if (uncalibrated || !first.isCalibrated()) {
      return counts;
    }
    double width = Math.abs(first.energyKev(1) - first.energyKev(0));
    boolean same =
        Math.abs(spectrum.energyKev(0) - first.energyKev(0)) < width / 100
            && Math.abs(spectrum.energyKev(channels - 1) - first.energyKev(channels - 1))
                < width / 100;
    return same ? counts : Rebinning.fromEdges(spectrum.edgesKev(), first.evenAxis()).apply(counts);
  }

  /** A cube of which only some pixels were measured. */
  private record Placed(DataCube cube, int measured, boolean serpentine) implements DerivedCube {
    @Override
    public CubeHeader header() {
      return cube.header();
    }

    @Override
    public void read(Tile tile, MemorySegment samples) throws IOException {
      cube.read(tile, samples);
    }

    @Override
    public boolean isWritten(int row, int column) {
      return index(row, column, header().width(), serpentine) < measured;
    }
  }
}
