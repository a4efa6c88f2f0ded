package org.sinopia.tensor.cpu.attention;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.sinopia.tensor.cpu.attention.AttentionHeads.K;
import static org.sinopia.tensor.cpu.attention.AttentionHeads.LOG2_E;
import static org.sinopia.tensor.cpu.attention.AttentionHeads.Q;
import static org.sinopia.tensor.cpu.attention.AttentionHeads.QUERIES;
import static org.sinopia.tensor.cpu.attention.AttentionHeads.ROW;
import static org.sinopia.tensor.cpu.attention.AttentionHeads.V;
import static org.sinopia.tensor.cpu.products.RegisterTile.WIDTH;
import static org.sinopia.tensor.cpu.simd.FloatVectors.COUNT;
import static org.sinopia.tensor.cpu.simd.FloatVectors.FLOATS;
import static org.sinopia.tensor.cpu.simd.FloatVectors.LOGICAL;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import org.sinopia.tensor.cpu.loops.Workers;
import org.sinopia.tensor.cpu.products.TileProduct;
import org.sinopia.tensor.cpu.simd.FloatVectors;
import org.sinopia.tensor.cpu.simd.Scratch;
import org.sinopia.tensor.op.AttentionOp;

/**
 * Attention's backward: for each tile of queries (one per lane) and tile of keys, the scores again,
 * the weights from the log-sum-exp, and five products in all. A piece of work is one head, whose
 * gradients of K and V grow in the thread's own memory, tile by tile in order.
 *
 * <p>The temperature's gradient is Σ_ij ds_ij·s_ij. The slopes of a query add up to 0, so it does
 * not matter what is taken off its scores, unless delta has an error, which each of them would then
 * count with. So log p_ij stands for s_ij, and the mean slope, which should be 0, is taken off.
 */
final class AttentionBackward {
  /** Keys in a tile of scores: three tiles of 48×64 scores take 36 KiB of a 48 KiB L1. */
  private static final int KEYS = 48;

  private final AttentionHeads heads;
  private final MemorySegment out;
  private final MemorySegment logSumExp;
  private final MemorySegment gradOut;
  private final MemorySegment gradQkv;
  private final MemorySegment gradTheta;
  private final int thetas;

  /** Room for tokens in rows of panels. */
  private final int tokens;

  private final int keyPanels = 0;
  private final int valuePanels;
  private final int keyRows;
  private final int gradKeys;
  private final int gradValues;
  private final int queryColumns;
  private final int gradColumns;
  private final int queryRows;
  private final int gradRows;
  private final int outRows;
  private final int gradQueries;
  private final int weights;
  private final int gradScores;
  private final int delta;
  private final int logSums;
  private final int sums;
  private final int kept;
  private final int scores;
  private final int slopeSums;
  private final int size;

  AttentionBackward(AttentionOp.LocalityAttentionBackward op) {
    this.heads =
        new AttentionHeads(
            op.qkv(), op.heads(), op.logTemperature(), op.maskSelf(), op.dropout(), KEYS);
    this.out = op.out().memory();
    this.logSumExp = op.logSumExp().memory();
    this.gradOut = op.gradOut().memory();
    this.gradQkv = op.gradQkv().memory();
    this.gradTheta = op.gradLogTemperature().memory();
    this.thetas = op.gradLogTemperature().elements();
    this.tokens = heads.paddedTokens();
    int panels = tokens * heads.d;
    int rows = tokens * heads.padded;
    int tileColumns = heads.d * QUERIES;
    int tileRows = heads.padded * QUERIES;
    this.valuePanels = keyPanels + panels;
    this.keyRows = valuePanels + panels;
    this.gradKeys = keyRows + rows;
    this.gradValues = gradKeys + rows;
    this.queryColumns = gradValues + rows;
    this.gradColumns = queryColumns + tileColumns;
    this.queryRows = gradColumns + tileColumns;
    this.gradRows = queryRows + tileRows;
    this.outRows = gradRows + tileRows;
    this.gradQueries = outRows + tileRows;
    this.scores = gradQueries + tileRows;
    this.weights = scores + QUERIES;
    this.gradScores = weights + QUERIES;
    this.kept = scores + KEYS * ROW;
    this.delta = kept + KEYS * ROW;
    this.logSums = delta + QUERIES;
    this.sums = logSums + QUERIES;
    this.slopeSums = sums + QUERIES;
    this.size = slopeSums + 3 * QUERIES;
  }

  void run(Workers workers) {
    int pieces = heads.batch * heads.heads;
    MemorySegment partial = Scratch.bytes(1, (long) pieces * Double.BYTES);
    workers.run(pieces, piece -> partial.setAtIndex(JAVA_DOUBLE, piece, head(piece)));
    for (int t = 0; t < thetas; t++) {
      double sum = 0;
      for (int piece = t; piece < pieces; piece += thetas) {
        sum += partial.getAtIndex(JAVA_DOUBLE, piece);
      }
      gradTheta.setAtIndex(JAVA_FLOAT, t, (float) sum);
    }
  }

  /** All gradients of one head; returns its temperature's. */
  private double head(int piece) {
    int sample = piece / heads.heads;
    int head = piece % heads.heads;
    float[] scratch = Scratch.floats(0, size);
    heads.rows(V, sample, head, scratch, keyRows);
    heads.keyColumns(scratch, keyRows, scratch, valuePanels);
    heads.rows(K, sample, head, scratch, keyRows);
    heads.keyColumns(scratch, keyRows, scratch, keyPanels);
    Arrays.fill(scratch, gradKeys, gradKeys + 2 * tokens * heads.padded, 0);
    double gradTheta = 0;
    for (int tile = 0; tile < heads.tiles; tile++) {
      gradTheta += tile(sample, head, tile, scratch);
    }
    unpack(K, sample, head, scratch, gradKeys);
    unpack(V, sample, head, scratch, gradValues);
    return gradTheta;
  }

  private void unpack(int part, int sample, int head, float[] scratch, int from) {
    int to = heads.at(part, sample, head, 0);
    heads.unpack(scratch, from, tokens, heads.tokens, 1, gradQkv, to, heads.row());
  }

  private double tile(int sample, int head, int tile, float[] scratch) {
    int queries = heads.queries(tile);
    float temperature = heads.temperature(head);
    int outAt = heads.outAt(sample, head, tile * QUERIES);
    heads.queryRows(sample, head, tile, temperature, scratch, queryRows);
    heads.columns(scratch, queryRows, queries, LOG2_E, scratch, queryColumns);
    heads.rows(gradOut, outAt, heads.outRow(), queries, 1, scratch, gradRows, QUERIES);
    heads.columns(scratch, gradRows, queries, 1, scratch, gradColumns);
    heads.rows(out, outAt, heads.outRow(), queries, 1, scratch, outRows, QUERIES);
    rowStatistics(sample, head, tile, scratch);
    Arrays.fill(scratch, slopeSums, slopeSums + 3 * QUERIES, 0);
    for (int key = 0; key < heads.tokens; key += KEYS) {
      int keys = Math.min(KEYS, heads.tokens - key);
      scoresOf(keys, scratch, keyPanels + key * heads.d, queryColumns, scores);
      scoresOf(keys, scratch, valuePanels + key * heads.d, gradColumns, gradScores);
      heads.mask(tile, key, keys, scratch, scores);
      boolean drops = heads.dropout.active();
      if (drops) {
        AttentionDropout.factors(heads, sample, head, tile, key, keys, scratch, kept);
        AttentionWeights.multiply(scratch, keys, gradScores, kept);
      }
      AttentionWeights.powers(scratch, keys, scores, logSums, weights, sums);
      AttentionWeights.differentiate(
          scratch, keys, gradScores, weights, delta, scores, logSums, slopeSums);
      if (drops) {
        AttentionWeights.multiply(scratch, keys, weights, kept);
      }
      int rows = key * WIDTH;
      TileProduct.columns(
          queries,
          scratch,
          gradScores,
          ROW,
          scratch,
          keyRows + rows,
          tokens * WIDTH,
          keys,
          scratch,
          gradQueries,
          QUERIES * WIDTH,
          WIDTH,
          heads.vectors,
          key == 0);
      gradOfKeys(keys, queries, scratch, gradScores, queryRows, gradKeys + rows);
      gradOfKeys(keys, queries, scratch, weights, gradRows, gradValues + rows);
    }
    int to = heads.at(Q, sample, head, tile * QUERIES);
    heads.unpack(scratch, gradQueries, QUERIES, queries, temperature, gradQkv, to, heads.row());
    return slopeOfTheta(queries, scratch);
  }

  /** The weights of a query add up to 1, so its mean slope is the sum of its slopes. */
  private double slopeOfTheta(int queries, float[] scratch) {
    double slope = 0;
    for (int i = slopeSums; i < slopeSums + queries; i++) {
      slope += scratch[i + 2 * QUERIES] - (double) scratch[i] * scratch[i + QUERIES];
    }
    return slope / LOG2_E;
  }

  private void scoresOf(int keys, float[] scratch, int panels, int columns, int to) {
    TileProduct.columns(
        keys,
        scratch,
        panels,
        KEYS,
        scratch,
        columns,
        WIDTH * heads.d,
        heads.d,
        scratch,
        to,
        WIDTH,
        ROW,
        QUERIES / COUNT,
        true);
  }

  private void gradOfKeys(int keys, int queries, float[] scratch, int tile, int rows, int grad) {
    TileProduct.rows(
        keys,
        scratch,
        tile,
        scratch,
        rows,
        QUERIES * WIDTH,
        queries,
        scratch,
        grad,
        tokens * WIDTH,
        heads.vectors);
  }

  /**
   * Per query gradOut·out and the log-sum-exp; +∞ for one that attends to nothing, or that is not
   * there, so that its weights are 0.
   */
  private void rowStatistics(int sample, int head, int tile, float[] scratch) {
    int queries = heads.queries(tile);
    int row = (sample * heads.heads + head) * heads.tokens + tile * QUERIES;
    Arrays.fill(scratch, delta, delta + QUERIES, 0);
    Arrays.fill(scratch, logSums, logSums + QUERIES, Float.POSITIVE_INFINITY);
    for (int i = 0; i < queries; i++) {
      float sum = logSumExp.getAtIndex(JAVA_FLOAT, row + i);
      scratch[logSums + i] =
          sum == Float.NEGATIVE_INFINITY ? Float.POSITIVE_INFINITY : sum * LOG2_E;
      scratch[delta + i] = dot(scratch, gradRows + i * WIDTH, outRows + i * WIDTH);
    }
  }

  /**
   * A product summed over 16 logical lanes, as {@link FloatVectors#sum(long, int)}; rows are zero
   * beyond d.
   */
  private float dot(float[] scratch, int a, int b) {
    FloatVector sum = lanes(scratch, a, b, 0);
    if (COUNT == 8) {
      sum = sum.add(lanes(scratch, a, b, 8));
    }
    if (COUNT == 4) {
      FloatVector even = sum.add(lanes(scratch, a, b, 8));
      sum = even.add(lanes(scratch, a, b, 4).add(lanes(scratch, a, b, 12)));
    }
    return FloatVectors.sum(sum);
  }

  private FloatVector lanes(float[] scratch, int a, int b, int from) {
    FloatVector sum = FloatVector.zero(FLOATS);
    for (int c = from; c < heads.padded; c += LOGICAL) {
      int at = AttentionHeads.place(0, c, QUERIES);
      FloatVector x = FloatVector.fromArray(FLOATS, scratch, a + at);
      sum = x.fma(FloatVector.fromArray(FLOATS, scratch, b + at), sum);
    }
    return sum;
  }
}
