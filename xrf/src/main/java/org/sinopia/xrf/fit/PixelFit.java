package org.sinopia.xrf.fit;

import java.util.Arrays;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.FitOp;
import org.sinopia.tensor.op.MatrixOp;

/**
 * Many spectra of one scan fitted with the same components: non-negative least squares with the
 * Poisson weights of the scan's mean spectrum, so that all pixels share one Gram matrix. Pixels
 * whose spectra differ from the mean lose some precision, not accuracy: the fit is linear where no
 * amplitude is 0.
 *
 * <p>Standard errors are those of the linear estimator a = G⁻¹·D·W·y that allows negative
 * amplitudes: the variance of a_k is Σ_b L_kb²·y_b for Poisson counts y and L = G⁻¹·D·W.
 */
final class PixelFit implements AutoCloseable {

  private static final int SWEEPS = 400;
  private static final double TOLERANCE = 5e-3;

  /** A floor under the mean spectrum, as a share of its mean: rare lines lie in empty bins. */
  private static final double FLOOR = 0.05;

  private final Scope scope;
  private final int components;
  private final double[] scales;
  private final Tensor projector;
  private final Tensor gram;
  private final Tensor inverse;
  private final Tensor variances;

  /**
   * Prepares the fit.
   *
   * @param columns the components' shapes, one row each
   * @param expected the mean spectrum of a pixel
   * @param doubt standard deviation of what the shapes get wrong in each bin of it
   * @param device where it is computed
   */
  PixelFit(double[][] columns, double[] expected, double[] doubt, Device device) {
    this.components = columns.length;
    this.scope = Scope.open(device);
    int bins = expected.length;
    double floor = FLOOR * Arrays.stream(expected).average().orElse(1);
    double[] weights = new double[bins];
    for (int b = 0; b < bins; b++) {
      weights[b] = 1 / (Math.max(expected[b], floor) + doubt[b] * doubt[b]);
    }
    // Each column is scaled to a norm of 1, which keeps single precision from losing the faint.
    this.scales = new double[components];
    double[] projections = new double[components * bins];
    for (int k = 0; k < components; k++) {
      double norm = 0;
      for (int b = 0; b < bins; b++) {
        norm = Math.fma(weights[b] * columns[k][b], columns[k][b], norm);
      }
      scales[k] = norm > 0 ? 1 / Math.sqrt(norm) : 0;
      for (int b = 0; b < bins; b++) {
        projections[k * bins + b] = weights[b] * columns[k][b] * scales[k];
      }
    }
    double[] products = new double[components * components];
    RealMatrix matrix = new Array2DRowRealMatrix(components, components);
    for (int i = 0; i < components; i++) {
      for (int j = 0; j < components; j++) {
        double sum = 0;
        for (int b = 0; b < bins; b++) {
          sum = Math.fma(projections[i * bins + b], columns[j][b] * scales[j], sum);
        }
        products[i * components + j] = sum;
        // Columns that are nearly the same leave a matrix that only rounding makes singular.
        matrix.setEntry(i, j, i == j ? (sum > 0 ? sum : 1) + 1e-9 : sum);
      }
    }
    double[] inverted = flat(symmetricInverse(matrix));
    double[] squares = new double[components * bins];
    for (int k = 0; k < components; k++) {
      for (int b = 0; b < bins; b++) {
        double estimator = 0;
        for (int j = 0; j < components; j++) {
          estimator = Math.fma(inverted[k * components + j], projections[j * bins + b], estimator);
        }
        squares[k * bins + b] = estimator * estimator;
      }
    }
    this.projector = scope.of(projections, components, bins);
    this.gram = scope.of(products, components, components);
    this.inverse = scope.of(inverted, components, components);
    this.variances = scope.of(squares, components, bins);
  }

  private static RealMatrix symmetricInverse(RealMatrix matrix) {
    RealMatrix symmetric = matrix.add(matrix.transpose()).scalarMultiply(0.5);
    return new CholeskyDecomposition(symmetric, 1e-9, 1e-14).getSolver().getInverse();
  }

  private static double[] flat(RealMatrix matrix) {
    return Arrays.stream(matrix.getData()).flatMapToDouble(Arrays::stream).toArray();
  }

  /**
   * Fits spectra.
   *
   * @param counts [pixels, bins], pixel by pixel
   * @return amplitudes [pixels, components]
   */
  float[] amplitudes(float[] counts) {
    int bins = projector.shape().extent(1);
    int pixels = counts.length / bins;
    try (Scope inner = Scope.open(scope.device())) {
      Tensor y = inner.of(counts, pixels, bins);
      Tensor projected = inner.empty(pixels, components);
      MatrixOp.Gemm.linear(y, projector, null, projected).run();
      Tensor start = inner.empty(pixels, components);
      MatrixOp.Gemm.linear(projected, inverse, null, start).run();
      Tensor fitted = inner.empty(pixels, components);
      new FitOp.NonNegativeLeastSquares(gram, projected, start, SWEEPS, TOLERANCE, fitted).run();
      return scaled(fitted.toFloats());
    }
  }

  /**
   * Standard errors of the amplitudes; see the class's comment.
   *
   * @param counts [pixels, bins], pixel by pixel
   * @return errors [pixels, components]
   */
  float[] errors(float[] counts) {
    int bins = projector.shape().extent(1);
    int pixels = counts.length / bins;
    try (Scope inner = Scope.open(scope.device())) {
      Tensor y = inner.of(counts, pixels, bins);
      Tensor squares = inner.empty(pixels, components);
      MatrixOp.Gemm.linear(y, variances, null, squares).run();
      float[] errors = squares.toFloats();
      for (int i = 0; i < errors.length; i++) {
        errors[i] = (float) Math.sqrt(Math.max(0, errors[i]));
      }
      return scaled(errors);
    }
  }

  private float[] scaled(float[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (values[i] * scales[i % components]);
    }
    return values;
  }

  @Override
  public void close() {
    scope.close();
  }
}
