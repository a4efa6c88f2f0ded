package org.sinopia.nn.layer;

import java.util.List;
import org.sinopia.autograd.Binary;
import org.sinopia.autograd.Reshape;
import org.sinopia.autograd.Tape;
import org.sinopia.autograd.Variable;
import org.sinopia.nn.ConfigField;
import org.sinopia.nn.Initialiser;
import org.sinopia.nn.Module;
import org.sinopia.nn.Weight;
import org.sinopia.tensor.ShapeMismatchException;
import org.sinopia.tensor.Tensor;

/** Tells tokens where they are: adds to each of [B, rows·columns, d] a vector of its place. */
public abstract sealed class Positions extends Module {
  /** The kinds there are. */
  public enum Kind {
    /** Fixed two-dimensional sines and cosines, for pictures of any size. */
    SIN_COS,
    /** One learnable vector for each place of a fixed grid. */
    LEARNED,
    /** None: attention cannot tell places apart. */
    NONE;

    /**
     * Checks the width of tokens.
     *
     * @throws IllegalArgumentException if tokens of {@code dim} features cannot have these
     *     positions
     */
    public void check(int dim) {
      ConfigField.require(
          this != SIN_COS || (dim % 4 == 0 && dim >= 8),
          "dim is " + dim + ", expected a multiple of 4 from 8 for sin_cos positions");
    }

    /**
     * Positions of this kind.
     *
     * @param size height and width of the pictures, for which alone learned positions serve
     */
    public Positions make(List<Integer> size, int patch, int dim) {
      return switch (this) {
        case SIN_COS -> new SinCos(dim);
        case LEARNED ->
            new Learned(Math.ceilDiv(size.get(0), patch), Math.ceilDiv(size.get(1), patch), dim);
        case NONE -> new None();
      };
    }
  }

  private Positions() {}

  /** Tokens, row by row, with their places told. */
  public abstract Variable forward(Variable tokens, int rows, int columns);

  /** Nothing is added. */
  public static final class None extends Positions {
    @Override
    public Variable forward(Variable tokens, int rows, int columns) {
      return tokens;
    }
  }

  /** A learnable {@code pos}, [rows·columns, d]; tokens of another grid are refused. */
  public static final class Learned extends Positions {
    private final int rows;
    private final int columns;
    private final Weight pos;

    /** For a grid of fixed size. */
    public Learned(int rows, int columns, int d) {
      this.rows = rows;
      this.columns = columns;
      pos = weight("pos", new Initialiser.TruncatedNormal(0.02), rows * columns, d);
    }

    @Override
    public Variable forward(Variable tokens, int rows, int columns) {
      if (rows != this.rows || columns != this.columns) {
        throw new ShapeMismatchException(
            "learned positions: "
                + rows
                + " x "
                + columns
                + " tokens, the model was made for "
                + this.rows
                + " x "
                + this.columns
                + "; the field positions offers sin_cos for any size");
      }
      return Binary.add(tokens, pos.on(tokens.tape()));
    }
  }

  /**
   * With ω_i = 10000^(−i/(d/4−1)), i = 0 … d/4−1, for column x and row y: [sin xω, cos xω, sin yω,
   * cos yω], each of d/4 features.
   *
   * <p>Columns and rows are separate tables, zero in the other's half, so that any grid is two
   * slices of them and their values are computed once.
   */
  public static final class SinCos extends Positions {
    private final int d;
    private Tensor columnTable;
    private Tensor rowTable;

    /** For tokens of {@code d} features, a multiple of 4 and at least 8. */
    public SinCos(int d) {
      this.d = d;
    }

    @Override
    public Variable forward(Variable tokens, int rows, int columns) {
      Tape tape = tokens.tape();
      grow(Math.max(rows, columns));
      int batch = tokens.shape().extent(0);
      Variable grid = Reshape.of(tokens, batch, rows, columns, d);
      Variable told = Binary.add(grid, tape.constant(columnTable.slice(0, columns)));
      Variable both = Binary.add(told, tape.constant(rowTable.slice(0, rows).reshape(rows, 1, d)));
      return Reshape.of(both, batch, rows * columns, d);
    }

    private synchronized void grow(int extent) {
      int known = columnTable == null ? 0 : columnTable.shape().extent(0);
      if (extent > known) {
        int wanted = Math.max(extent, 2 * known);
        columnTable = memory().of(table(wanted, 0), wanted, d);
        rowTable = memory().of(table(wanted, d / 2), wanted, d);
      }
    }

    private double[] table(int extent, int from) {
      int quarter = d / 4;
      double[] values = new double[extent * d];
      for (int x = 0; x < extent; x++) {
        for (int i = 0; i < quarter; i++) {
          double angle = x * StrictMath.pow(10_000, -i / (quarter - 1.0));
          values[x * d + from + i] = StrictMath.sin(angle);
          values[x * d + from + quarter + i] = StrictMath.cos(angle);
        }
      }
      return values;
    }
  }
}
