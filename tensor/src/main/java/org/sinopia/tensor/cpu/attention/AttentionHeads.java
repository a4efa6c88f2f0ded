package org.sinopia.tensor.cpu.attention;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.sinopia.tensor.cpu.products.RegisterTile.WIDTH;
import static org.sinopia.tensor.cpu.simd.FloatVectors.COUNT;
import static org.sinopia.tensor.cpu.simd.FloatVectors.FLOATS;
import static org.sinopia.tensor.cpu.simd.SquareTransposition.SIDE;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.cpu.products.PanelCopy;
import org.sinopia.tensor.cpu.products.RegisterTile;
import org.sinopia.tensor.cpu.products.TileProduct;
import org.sinopia.tensor.cpu.simd.FloatVectors;
import org.sinopia.tensor.cpu.simd.Scratch;
import org.sinopia.tensor.cpu.simd.SquareTransposition;
import org.sinopia.tensor.op.Dropout;

/**
 * The parts that attention's forward and backward share: where the heads lie, and the three forms
 * that a head's rows are packed in for {@link TileProduct}. Indices count floats. "Rows of panels"
 * are features in panels of {@link RegisterTile#WIDTH}, [panel][token][WIDTH].
 */
final class AttentionHeads {
  /** Which part of qkv. */
  static final int Q = 0;

  static final int K = 1;
  static final int V = 2;

  /** Queries in a tile of scores, one per lane of some vectors. */
  static final int QUERIES = 64;

  /**
   * Floats from one key's row of a tile of scores to the next, so that {@link RegisterTile#rowsTwo}
   * can read it; rows of three tiles lie side by side.
   */
  static final int ROW = RegisterTile.DEPTH;

  /** Scores are computed times log₂ e, so that weights are powers of 2. */
  static final float LOG2_E = (float) (1 / StrictMath.log(2));

  static final double LN2 = StrictMath.log(2);

  private static final int SQUARE = 1;

  final int batch;
  final int heads;
  final int tokens;
  final int d;

  /** Vectors that hold a token's features. */
  final int vectors;

  /** Features rounded up to whole panels of {@link RegisterTile#WIDTH}; 0 beyond d. */
  final int padded;

  /** Tiles of {@link #QUERIES} in a head. */
  final int tiles;

  /** Keys in a tile of scores. */
  final int keys;

  final boolean maskSelf;
  final Dropout dropout;

  private final MemorySegment qkv;
  private final int row;
  private final MemorySegment theta;
  private final boolean oneTheta;

  /**
   * @param keys in a tile of scores: a multiple of {@link RegisterTile#ROWS} on any machine
   */
  AttentionHeads(Tensor qkv, int heads, Tensor theta, boolean maskSelf, Dropout dropout, int keys) {
    this.keys = keys;
    this.batch = qkv.shape().extent(0);
    this.heads = heads;
    this.tokens = qkv.shape().extent(1);
    this.row = qkv.shape().extent(2);
    this.d = row / (3 * heads);
    this.vectors = Math.ceilDiv(d, COUNT);
    this.padded = Math.ceilDiv(d, WIDTH) * WIDTH;
    this.tiles = Math.ceilDiv(tokens, QUERIES);
    this.qkv = qkv.memory();
    this.theta = theta.memory();
    this.oneTheta = theta.elements() == 1;
    this.maskSelf = maskSelf;
    this.dropout = dropout;
  }

  /** exp(θ) of a head. */
  float temperature(int head) {
    return (float) StrictMath.exp(theta.getAtIndex(JAVA_FLOAT, oneTheta ? 0 : head));
  }

  /** Where in qkv the first feature of a token's q, k or v is. */
  int at(int part, int sample, int head, int token) {
    return (sample * tokens + token) * row + (part * heads + head) * d;
  }

  /** Floats from one token to the next in qkv. */
  int row() {
    return row;
  }

  /** Where the first feature of a token is in [B, N, heads·d]. */
  int outAt(int sample, int head, int token) {
    return ((sample * tokens + token) * heads + head) * d;
  }

  /** Floats from one token to the next in [B, N, heads·d]. */
  int outRow() {
    return heads * d;
  }

  /** Queries in a tile. */
  int queries(int tile) {
    return Math.min(QUERIES, tokens - tile * QUERIES);
  }

  /** The tokens of a head rounded up to whole tiles of keys. */
  int paddedTokens() {
    return Math.ceilDiv(tokens, keys) * keys;
  }

  /** One part of a head as rows of panels, for {@link #paddedTokens}. */
  void rows(int part, int sample, int head, float[] to, int toAt) {
    rows(qkv, at(part, sample, head, 0), row, tokens, 1, to, toAt, paddedTokens());
  }

  /** The queries of a tile times {@code factor}, as rows of panels for {@link #QUERIES}. */
  void queryRows(int sample, int head, int tile, float factor, float[] to, int toAt) {
    int first = at(Q, sample, head, tile * QUERIES);
    rows(qkv, first, row, queries(tile), factor, to, toAt, QUERIES);
  }

  /**
   * Rows of d features from anywhere, times {@code factor}, as rows of panels with room for more.
   */
  void rows(
      MemorySegment from,
      int fromAt,
      int fromRow,
      int count,
      float factor,
      float[] to,
      int toAt,
      int room) {
    long source = FloatVectors.at(from, fromAt, (count - 1L) * fromRow + d);
    PanelCopy.in(source, fromRow, count, d, factor, to, toAt, room * WIDTH);
  }

  /** Rows of panels times {@code factor} as rows of d features anywhere. */
  void unpack(
      float[] from,
      int fromAt,
      int room,
      int count,
      float factor,
      MemorySegment to,
      int toAt,
      int toRow) {
    long target = FloatVectors.at(to, toAt, (count - 1L) * toRow + d);
    int whole = d / COUNT * COUNT;
    VectorMask<Float> rest = FloatVectors.first(d - whole);
    for (int r = 0; r < count; r++) {
      for (int c = 0; c < whole; c += COUNT) {
        FloatVector v = FloatVector.fromArray(FLOATS, from, fromAt + place(r, c, room));
        FloatVectors.store(v.mul(factor), target, r * toRow + c);
      }
      if (whole < d) {
        FloatVector v = FloatVector.fromArray(FLOATS, from, fromAt + place(r, whole, room));
        FloatVectors.store(v.mul(factor), target, r * toRow + whole, rest);
      }
    }
  }

  /** Where a feature is in rows of panels with room for a number of tokens. */
  static int place(int token, int feature, int room) {
    return (feature / WIDTH * room + token) * WIDTH + feature % WIDTH;
  }

  /**
   * A tile's rows of panels times {@code factor}, transposed: panels of queries, [panel][d][WIDTH],
   * 0 where no query is.
   */
  void columns(float[] rows, int at, int count, float factor, float[] to, int toAt) {
    for (int q = 0; q < QUERIES; q += WIDTH) {
      transpose(rows, at + q * WIDTH, QUERIES, count - q, factor, to, toAt + q * d, WIDTH);
    }
  }

  /**
   * All rows of panels of a head, {@link #keys} tokens at a time, each part transposed: [d][keys],
   * 0 where no token is.
   */
  void keyColumns(float[] rows, int at, float[] to, int toAt) {
    for (int token = 0; token < tokens; token += keys) {
      int from = at + token * WIDTH;
      transpose(rows, from, paddedTokens(), tokens - token, 1, to, toAt + token * d, keys);
    }
  }

  private void transpose(
      float[] from, int at, int room, int count, float factor, float[] to, int toAt, int width) {
    float[] square = Scratch.floats(SQUARE, SIDE * SIDE);
    for (int c = 0; c < d; c += WIDTH) {
      SquareTransposition.all(
          from,
          at + c * room,
          WIDTH,
          count,
          Math.min(WIDTH, d - c),
          factor,
          square,
          to,
          toAt + c * width,
          width,
          width);
    }
  }

  /** Masks the score of each token with itself, in a tile of scores [keys][QUERIES]. */
  void mask(int tile, int firstKey, int keys, float[] scores, int at) {
    if (maskSelf) {
      int firstQuery = tile * QUERIES;
      int end = Math.min(firstQuery + queries(tile), firstKey + keys);
      for (int i = Math.max(firstQuery, firstKey); i < end; i++) {
        scores[at + (i - firstKey) * ROW + i - firstQuery] = Float.NEGATIVE_INFINITY;
      }
    }
  }

  /** Multiplies a tile's rows of panels by one number each. */
  void scaleRows(float[] rows, int at, int count, float[] factors, int factorsAt) {
    for (int c = 0; c < padded; c += WIDTH) {
      for (int r = 0; r < count; r++) {
        float factor = factors[factorsAt + r];
        int index = at + place(r, c, QUERIES);
        FloatVector.fromArray(FLOATS, rows, index).mul(factor).intoArray(rows, index);
        FloatVector.fromArray(FLOATS, rows, index + COUNT)
            .mul(factor)
            .intoArray(rows, index + COUNT);
      }
    }
  }
}
