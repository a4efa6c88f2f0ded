package org.sinopia.train.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.sinopia.nn.Safetensors;
import org.sinopia.nn.SafetensorsException;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.train.data.spectra.ScanMoments;

/**
 * The plane of the principal components of training scans' mean spectra. A scan is foreign as a
 * whole if its mean spectrum lies further off that plane than those of all but a hundredth of such
 * scans do, which the plane was laid through without them (the residual Q of Jackson and Mudholkar
 * 1979, "Control procedures for residuals associated with principal component analysis").
 * Immutable.
 */
public final class ScanSubspace {
  /** Fewer scans than this do not tell what is usual. */
  public static final int FEWEST = 200;

  private static final int COMPONENTS = 64;
  private static final int FOLDS = 5;
  private static final double USUAL_SHARE = 0.99;
  private static final String MEAN = "mean";
  private static final String BASIS = "basis";
  private static final String USUAL = "usual_residual";

  private final float[] mean;
  private final float[] basis;
  private final double usual;

  private ScanSubspace(float[] mean, float[] basis, double usual) {
    this.mean = mean;
    this.basis = basis;
    this.usual = usual;
  }

  /**
   * Lays a plane through spectra.
   *
   * @param spectra √(mean / Σ mean) of each scan, at least {@value #FEWEST}, all of one length
   * @param pictures for each the number of the picture that was scanned, from 0: what is usual is
   *     told of pictures that the plane was laid through without
   */
  public static ScanSubspace of(List<float[]> spectra, int[] pictures) {
    double[] residuals = new double[spectra.size()];
    for (int fold = 0; fold < FOLDS; fold++) {
      List<float[]> others = new ArrayList<>();
      for (int i = 0; i < residuals.length; i++) {
        if (pictures[i] % FOLDS != fold) {
          others.add(spectra.get(i));
        }
      }
      ScanSubspace without = through(others, 1);
      for (int i = 0; i < residuals.length; i++) {
        if (pictures[i] % FOLDS == fold) {
          residuals[i] = without.residual(spectra.get(i));
        }
      }
    }
    Arrays.sort(residuals);
    int rank = (int) Math.ceil((residuals.length + 1) * USUAL_SHARE);
    double usual = residuals[Math.min(rank, residuals.length) - 1];
    return through(spectra, Math.max(usual, Float.MIN_NORMAL));
  }

  private static ScanSubspace through(List<float[]> spectra, double usual) {
    int bins = spectra.getFirst().length;
    double[] mean = new double[bins];
    for (float[] spectrum : spectra) {
      for (int b = 0; b < bins; b++) {
        mean[b] += spectrum[b] / spectra.size();
      }
    }
    double[][] rows = new double[spectra.size()][bins];
    for (int i = 0; i < rows.length; i++) {
      for (int b = 0; b < bins; b++) {
        rows[i][b] = spectra.get(i)[b] - mean[b];
      }
    }
    RealMatrix deviations = new Array2DRowRealMatrix(rows, false);
    EigenDecomposition eigen = new EigenDecomposition(deviations.transpose().multiply(deviations));
    int components = Math.min(COMPONENTS, Math.min(bins / 4, spectra.size() / 2));
    float[] basis = new float[components * bins];
    for (int c = 0; c < components; c++) {
      for (int b = 0; b < bins; b++) {
        basis[c * bins + b] = (float) eigen.getV().getEntry(b, c);
      }
    }
    float[] centre = new float[bins];
    for (int b = 0; b < bins; b++) {
      centre[b] = (float) mean[b];
    }
    return new ScanSubspace(centre, basis, usual);
  }

  /** How foreign a scan is as a whole; above 1 it is. */
  public double novelty(ScanMoments scan) {
    return residual(scan.spectrum()) / usual;
  }

  /** Squared distance from the plane. */
  private double residual(float[] spectrum) {
    int bins = mean.length;
    double[] left = new double[bins];
    for (int b = 0; b < bins; b++) {
      left[b] = (double) spectrum[b] - mean[b];
    }
    for (int from = 0; from < basis.length; from += bins) {
      double along = 0;
      for (int b = 0; b < bins; b++) {
        along = Math.fma(left[b], basis[from + b], along);
      }
      for (int b = 0; b < bins; b++) {
        left[b] = Math.fma(-along, basis[from + b], left[b]);
      }
    }
    double squares = 0;
    for (double x : left) {
      squares = Math.fma(x, x, squares);
    }
    return squares;
  }

  /** Writes a file in safetensors. */
  void write(Path file) throws IOException {
    try (Scope scope = Scope.open(Device.cpu())) {
      SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
      tensors.put(MEAN, scope.of(mean, mean.length));
      tensors.put(BASIS, scope.of(basis, basis.length / mean.length, mean.length));
      Safetensors.write(file, Map.of(USUAL, Double.toString(usual)), tensors);
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @param bins that the spectra must have
   * @throws SafetensorsException naming the file, if it is damaged or of other spectra
   */
  static ScanSubspace read(Path file, int bins) throws IOException {
    try (Safetensors stored = Safetensors.open(file);
        Scope scope = Scope.open(Device.cpu())) {
      float[] mean = stored.read(MEAN, scope).toFloats();
      Tensor basis = stored.read(BASIS, scope);
      double usual = number(stored.metadata().getOrDefault(USUAL, ""));
      stored.requireFinite(MEAN);
      stored.requireFinite(BASIS);
      if (!(usual > 0)) {
        throw new SafetensorsException(file + ": " + USUAL + ": expected a number above 0");
      }
      if (mean.length != bins || basis.shape().rank() != 2 || basis.shape().extent(1) != bins) {
        throw new SafetensorsException(
            file + ": mean and basis of other shapes, expected spectra of " + bins + " bins");
      }
      return new ScanSubspace(mean, basis.toFloats(), usual);
    }
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
