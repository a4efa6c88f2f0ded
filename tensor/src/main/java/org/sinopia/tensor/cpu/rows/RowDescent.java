package org.sinopia.tensor.cpu.rows;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The coordinate descent of {@link org.sinopia.tensor.op.FitOp.NonNegativeLeastSquares} for {@value
 * #ROWS} rows at once, in float64. Numbers are kept column by column, the rows side by side; a row
 * that has ended makes steps of 0 until all have. Not safe for use by several threads.
 */
final class RowDescent {
  /** Rows that descend together: two 512-bit vectors of doubles. */
  static final int ROWS = 16;

  private static final VectorSpecies<Double> DOUBLES =
      DoubleVector.SPECIES_PREFERRED.length() <= ROWS
          ? DoubleVector.SPECIES_PREFERRED
          : DoubleVector.SPECIES_512;

  private final double[] gram;
  private final int columns;
  private final double[] amplitudes;
  private final double[] residuals;
  private final double[] steps = new double[ROWS];
  private final boolean[] moved = new boolean[ROWS];
  private final boolean[] ended = new boolean[ROWS];

  RowDescent(double[] gram, int columns) {
    this.gram = gram;
    this.columns = columns;
    this.amplitudes = new double[columns * ROWS];
    this.residuals = new double[columns * ROWS];
  }

  /** Takes up to {@value #ROWS} rows of projections and starts, both [n, columns]. */
  void load(MemorySegment projections, MemorySegment start, int first, int rows) {
    Arrays.fill(amplitudes, 0);
    Arrays.fill(residuals, 0);
    for (int r = 0; r < rows; r++) {
      for (int j = 0; j < columns; j++) {
        long at = (long) (first + r) * columns + j;
        double a = start.getAtIndex(JAVA_FLOAT, at);
        amplitudes[j * ROWS + r] = a < 0 ? 0 : a;
        residuals[j * ROWS + r] = projections.getAtIndex(JAVA_FLOAT, at);
      }
    }
    for (int r = 0; r < ROWS; r++) {
      ended[r] = r >= rows;
    }
    for (int j = 0; j < columns; j++) {
      System.arraycopy(amplitudes, j * ROWS, steps, 0, ROWS);
      follow(j);
    }
  }

  /** Sweeps until all rows have ended. */
  void descend(int sweeps, double tolerance) {
    boolean moving = true;
    for (int sweep = 0; sweep < sweeps && moving; sweep++) {
      Arrays.fill(moved, false);
      for (int j = 0; j < columns; j++) {
        if (step(j, tolerance * tolerance)) {
          follow(j);
        }
      }
      moving = false;
      for (int r = 0; r < ROWS; r++) {
        ended[r] |= !moved[r];
        moving |= !ended[r];
      }
    }
  }

  /** Moves one column of all rows; false if no row moved. */
  private boolean step(int column, double squaredTolerance) {
    double diagonal = gram[column * columns + column];
    boolean any = false;
    for (int r = 0; r < ROWS; r++) {
      int at = column * ROWS + r;
      double next = diagonal <= 0 ? 0 : amplitudes[at] + residuals[at] / diagonal;
      double step = ended[r] ? 0 : (next < 0 ? 0 : next) - amplitudes[at];
      steps[r] = step;
      amplitudes[at] += step;
      any |= step != 0;
      moved[r] |= !(step * step * diagonal <= squaredTolerance);
    }
    return any;
  }

  /** Takes the steps' part out of all residuals. */
  private void follow(int column) {
    for (int r = 0; r < ROWS; r += DOUBLES.length()) {
      DoubleVector step = DoubleVector.fromArray(DOUBLES, steps, r).neg();
      for (int j = 0; j < columns; j++) {
        int at = j * ROWS + r;
        step.fma(
                DoubleVector.broadcast(DOUBLES, gram[column * columns + j]),
                DoubleVector.fromArray(DOUBLES, residuals, at))
            .intoArray(residuals, at);
      }
    }
  }

  /** Gives the amplitudes of the first {@code rows} rows, [n, columns]. */
  void store(MemorySegment target, int first, int rows) {
    for (int r = 0; r < rows; r++) {
      for (int j = 0; j < columns; j++) {
        target.setAtIndex(
            JAVA_FLOAT, (long) (first + r) * columns + j, (float) amplitudes[j * ROWS + r]);
      }
    }
  }
}
