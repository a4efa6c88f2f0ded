package org.sinopia.xrf.cube.hdf5;

import io.jhdf.exceptions.UnsupportedHdfException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.sinopia.xrf.cube.CubeFormatException;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.CubeSelection;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.DeadTime;
import org.sinopia.xrf.cube.SampleType;
import org.sinopia.xrf.cube.store.DetectorSum;
import org.sinopia.xrf.cube.store.HeaderFields;

/**
 * Opens the cube of an HDF5 file: see {@link Hdf5Candidates}, {@link Hdf5Layout}, {@link
 * Hdf5Energy}. jHDF reads the file if it can; otherwise the HDF5 library does, in a separate
 * process ({@link LibraryContents}).
 */
public final class Hdf5File {

  /** Name of the dataset (height, width, bins) in files of this project and of ganX. */
  static final String CUBE = "img";

  /** Name of the dataset of bin middles, in keV. */
  static final String ENERGY = "energy";

  private Hdf5File() {}

  /**
   * Opens a cube.
   *
   * @param selection which dataset and detector, if the file holds several
   * @throws CubeFormatException if there is no cube, or several
   */
  public static DataCube open(Path path, CubeSelection selection) throws IOException {
    try {
      return open(path, selection, JhdfContents.open(path));
    } catch (CubeFormatException e) {
      throw e;
    } catch (JhdfContents.UnsupportedContentsException
        | RuntimeException
        | StackOverflowError
        | OutOfMemoryError
        | AssertionError e) {
      // jHDF reports damage by many unchecked types, and allocates what damage demands.
      if (isUnsupported(e)) {
        return withLibrary(path, selection, e);
      }
      throw new CubeFormatException(path, "HDF5", "damaged: " + reason(e), e);
    }
  }

  private static boolean isUnsupported(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnsupportedHdfException
          || cause instanceof JhdfContents.UnsupportedContentsException) {
        return true;
      }
    }
    return false;
  }

  private static DataCube withLibrary(Path path, CubeSelection selection, Throwable first)
      throws IOException {
    try {
      return open(path, selection, LibraryContents.open(path));
    } catch (CubeFormatException e) {
      throw e;
    } catch (IOException e) {
      throw new CubeFormatException(
          path,
          "HDF5",
          first instanceof JhdfContents.UnsupportedContentsException
              ? reason(e)
              : "damaged or unsupported: %s; %s".formatted(reason(first), reason(e)),
          e);
    }
  }

  static String reason(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
  }

  private static DataCube open(Path path, CubeSelection selection, Hdf5Contents contents)
      throws IOException {
    try {
      List<String> warnings = new ArrayList<>();
      Hdf5Object dataset = new Hdf5Candidates(path, contents.objects()).choose(selection);
      SampleType type =
          dataset
              .type()
              .orElseThrow(
                  () ->
                      new CubeFormatException(
                          path,
                          dataset.path(),
                          "expected whole numbers of 1, 2, 4 or 8 bytes or floats of 4 or 8"));
      Hdf5Axes axes = new Hdf5Layout(path, contents.objects(), dataset, warnings).axes(selection);
      long[] sizes = dataset.sizes();
      CubeHeader shape =
          HeaderFields.header(
              path,
              dataset.path(),
              axes.row() < 0 ? 1 : sizes[axes.row()],
              sizes[axes.column()],
              sizes[axes.bin()],
              axes.selected().size() > 1 ? DetectorSum.type(type) : type);
      CubeHeader header =
          shape.with(Optional.empty(), attributes(contents.objects().get("/"), dataset));
      DataCube cube = new Hdf5Cube(contents, contents.array(dataset), axes, header);
      DataCube calibrated =
          selection.uncalibrated()
              ? cube
              : calibrated(path, contents, dataset, warnings, cube, axes.bin());
      int summed = summedByPyxrf(contents, dataset);
      if (summed > 1 && selection.detector().isEmpty()) {
        warnings.add(
            dataset.path() + ": the sum of " + summed + " detectors; --detector N selects one");
      }
      Optional<DeadTime> deadTime = new Hdf5Times(contents, dataset).of(header, warnings);
      DataCube annotated = calibrated.annotated(warnings, Math.max(summed, axes.detectors()));
      return deadTime.isEmpty() ? annotated : annotated.timed(deadTime.get());
    } catch (IOException | RuntimeException | Error e) {
      contents.close();
      throw e;
    }
  }

  /** The cube on the axis beside the dataset, by whichever of its paths has one. */
  private static DataCube calibrated(
      Path path,
      Hdf5Contents contents,
      Hdf5Object dataset,
      List<String> warnings,
      DataCube cube,
      int bin)
      throws IOException {
    DataCube first = new Hdf5Energy(path, contents, dataset, warnings).applyTo(cube, bin);
    if (first.header().energy().isPresent() || !warnings.isEmpty()) {
      return first;
    }
    for (Hdf5Object other : List.copyOf(contents.objects().values())) {
      if (other.identity().equals(dataset.identity()) && !other.path().equals(dataset.path())) {
        DataCube result = new Hdf5Energy(path, contents, other, warnings).applyTo(cube, bin);
        if (result.header().energy().isPresent()) {
          return result;
        }
      }
    }
    return first;
  }

  /** PyXRF keeps each detector beside their sum. */
  private static int summedByPyxrf(Hdf5Contents contents, Hdf5Object dataset) {
    return dataset.path().matches("/xrfmap/det(sum|\\d+)/counts")
        ? (int)
            contents.objects().keySet().stream()
                .filter(name -> name.matches("/xrfmap/det\\d+/counts"))
                .count()
        : 1;
  }

  /** Scalar attributes of the root and of the dataset, whose own win. */
  private static Map<String, Object> attributes(Hdf5Object root, Hdf5Object dataset) {
    Map<String, Object> attributes = new TreeMap<>();
    for (Hdf5Object object : new Hdf5Object[] {root, dataset}) {
      if (object == null) {
        continue;
      }
      object
          .attributes()
          .forEach(
              (name, value) -> {
                switch (value) {
                  case String text -> attributes.put(name, text);
                  case Long whole -> attributes.put(name, whole);
                  case double[] numbers when numbers.length == 1 ->
                      attributes.put(name, numbers[0]);
                  default -> {}
                }
              });
    }
    return attributes;
  }
}
