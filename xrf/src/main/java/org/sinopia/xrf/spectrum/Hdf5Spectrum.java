package org.sinopia.xrf.spectrum;

import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.api.Node;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * ganX's spectra: an HDF5 file with one-dimensional numeric datasets {@code x}, keV, and {@code y},
 * counts.
 */
final class Hdf5Spectrum {

  private Hdf5Spectrum() {}

  static MeasuredSpectrum read(Path path) throws IOException {
    try (HdfFile file = new HdfFile(path)) {
      return new MeasuredSpectrum(column(path, file, "x"), column(path, file, "y"));
    } catch (RuntimeException e) {
      // jHDF meets a damaged file with whatever its decoding runs into: underflow, arithmetic, bad
      // indices.
      throw new SpectrumFormatException(path + ": not a readable HDF5 file: " + firstLine(e), e);
    }
  }

  private static double[] column(Path path, HdfFile file, String name) throws IOException {
    Node node = file.getChild(name);
    if (!(node instanceof Dataset dataset)) {
      throw new SpectrumFormatException(
          "%s: no dataset '%s', expected x and y".formatted(path, name));
    }
    int[] shape = dataset.getDimensions();
    boolean vector = shape.length == 1 && shape[0] > 0 && shape[0] <= MeasuredSpectrum.MAX_CHANNELS;
    if (!vector || dataset.getDataType().getSize() > Double.BYTES) {
      throw new SpectrumFormatException(
          "%s: dataset '%s' is not one row of at most %d numbers"
              .formatted(path, name, MeasuredSpectrum.MAX_CHANNELS));
    }
    double[] values = numbers(dataset.getData());
    if (values.length != shape[0]) {
      throw new SpectrumFormatException(
          "%s: dataset '%s' is not of integers or floating-point numbers".formatted(path, name));
    }
    return values;
  }

  private static double[] numbers(Object data) {
    return switch (data) {
      case double[] v -> v;
      case float[] v -> IntStream.range(0, v.length).mapToDouble(i -> v[i]).toArray();
      case long[] v -> Arrays.stream(v).asDoubleStream().toArray();
      case int[] v -> Arrays.stream(v).asDoubleStream().toArray();
      case short[] v -> IntStream.range(0, v.length).mapToDouble(i -> v[i]).toArray();
      case byte[] v -> IntStream.range(0, v.length).mapToDouble(i -> v[i]).toArray();
      default -> new double[0];
    };
  }

  private static String firstLine(RuntimeException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
