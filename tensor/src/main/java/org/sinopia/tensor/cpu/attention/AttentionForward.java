package org.sinopia.tensor.cpu.attention;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.sinopia.tensor.cpu.attention.AttentionHeads.K;
import static org.sinopia.tensor.cpu.attention.AttentionHeads.LOG2_E;
import static org.sinopia.tensor.cpu.attention.AttentionHeads.QUERIES;
import static org.sinopia.tensor.cpu.attention.AttentionHeads.ROW;
import static org.sinopia.tensor.cpu.attention.AttentionHeads.V;
import static org.sinopia.tensor.cpu.products.RegisterTile.WIDTH;
import static org.sinopia.tensor.cpu.simd.FloatVectors.COUNT;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.sinopia.tensor.cpu.loops.Workers;
import org.sinopia.tensor.cpu.products.TileProduct;
import org.sinopia.tensor.cpu.simd.Scratch;
import org.sinopia.tensor.op.AttentionOp;

/**
 * Attention's forward: tiles of queries, one query per lane, against tiles of keys, with the
 * running softmax of Milakov and Gimelshein 2018 (arXiv 1805.02867) and Dao et al. 2022 (arXiv
 * 2205.14135, algorithm 1). One query per lane means that maxima, sums and rescaling need no
 * exchange between lanes, and that scores come out already in the form in which the second product
 * takes its scalars.
 *
 * <p>Per thread: K and V of one head, packed, and one tile of everything else. A piece of work is
 * some tiles of one head; it shares nothing with another.
 */
final class AttentionForward {
  /**
   * Keys in a tile of scores. A tile of 64×64 scores takes 16 KiB, with its keys, values and
   * queries 40 KiB at 32 features: it stays in a 48 KiB L1 from its making to its use.
   */
  private static final int KEYS = 64;

  /** Tiles of queries in a piece, over which packing K and V pays off. */
  private static final int TILES = 8;

  private final AttentionHeads heads;
  private final MemorySegment out;
  private final MemorySegment logSumExp;
  private final int pieces;

  private final int keyPanels = 0;
  private final int valueRows;
  private final int queryColumns;
  private final int scores;
  private final int kept;
  private final int result;
  private final int greatest;
  private final int sum;
  private final int shrink;
  private final int gained;
  private final int size;

  AttentionForward(AttentionOp.LocalityAttention op) {
    this.heads =
        new AttentionHeads(
            op.qkv(), op.heads(), op.logTemperature(), op.maskSelf(), op.dropout(), KEYS);
    this.out = op.out().memory();
    this.logSumExp = op.logSumExp().memory();
    this.pieces = (heads.tiles + TILES - 1) / TILES;
    this.valueRows = keyPanels + heads.paddedTokens() * heads.d;
    this.queryColumns = valueRows + heads.paddedTokens() * heads.padded;
    this.scores = queryColumns + heads.d * QUERIES;
    this.kept = scores + QUERIES;
    this.result = scores + KEYS * ROW;
    this.greatest = result + QUERIES * heads.padded;
    this.sum = greatest + QUERIES;
    this.shrink = sum + QUERIES;
    this.gained = shrink + QUERIES;
    this.size = gained + QUERIES;
  }

  void run(Workers workers) {
    workers.run(heads.batch * heads.heads * pieces, this::piece);
  }

  private void piece(int piece) {
    int sample = piece / pieces / heads.heads;
    int head = piece / pieces % heads.heads;
    int first = piece % pieces * TILES;
    float[] scratch = Scratch.floats(0, size);
    heads.rows(K, sample, head, scratch, valueRows);
    heads.keyColumns(scratch, valueRows, scratch, keyPanels);
    heads.rows(V, sample, head, scratch, valueRows);
    for (int tile = first; tile < Math.min(first + TILES, heads.tiles); tile++) {
      tile(sample, head, tile, scratch);
    }
  }

  private void tile(int sample, int head, int tile, float[] scratch) {
    int queries = heads.queries(tile);
    heads.queryRows(sample, head, tile, heads.temperature(head), scratch, result);
    heads.columns(scratch, result, queries, LOG2_E, scratch, queryColumns);
    Arrays.fill(scratch, greatest, greatest + QUERIES, -Float.MAX_VALUE);
    Arrays.fill(scratch, sum, sum + QUERIES, 0);
    for (int key = 0; key < heads.tokens; key += KEYS) {
      int keys = Math.min(KEYS, heads.tokens - key);
      TileProduct.columns(
          keys,
          scratch,
          keyPanels + key * heads.d,
          KEYS,
          scratch,
          queryColumns,
          WIDTH * heads.d,
          heads.d,
          scratch,
          scores,
          WIDTH,
          ROW,
          QUERIES / COUNT,
          true);
      heads.mask(tile, key, keys, scratch, scores);
      System.arraycopy(scratch, greatest, scratch, shrink, QUERIES);
      AttentionWeights.raise(scratch, keys, scores, greatest);
      AttentionWeights.powers(scratch, keys, scores, greatest, scores, gained);
      // When the greatest score rises, the earlier sums and results shrink; the sums of a tile of
      // one row are that row. The greatest starts at the least finite number, so that a
      // row of -infinity gives weights of 0.
      AttentionWeights.powers(scratch, 1, shrink, greatest, shrink, shrink);
      AttentionWeights.shrinkAndAdd(scratch, sum, shrink, gained);
      if (heads.dropout.active()) {
        AttentionDropout.factors(heads, sample, head, tile, key, keys, scratch, kept);
        AttentionWeights.multiply(scratch, keys, scores, kept);
      }
      if (key > 0) {
        heads.scaleRows(scratch, result, queries, scratch, shrink);
      }
      TileProduct.columns(
          queries,
          scratch,
          scores,
          ROW,
          scratch,
          valueRows + key * WIDTH,
          heads.paddedTokens() * WIDTH,
          keys,
          scratch,
          result,
          QUERIES * WIDTH,
          WIDTH,
          heads.vectors,
          key == 0);
    }
    finish(sample, head, tile, scratch);
  }

  /** Divides by the sums; a query that attends to nothing gets zeros. */
  private void finish(int sample, int head, int tile, float[] scratch) {
    int queries = heads.queries(tile);
    int row = (sample * heads.heads + head) * heads.tokens + tile * QUERIES;
    AttentionWeights.logSums(scratch, sum, greatest, gained);
    for (int i = 0; i < queries; i++) {
      float total = scratch[sum + i];
      logSumExp.setAtIndex(JAVA_FLOAT, row + i, scratch[gained + i]);
      scratch[shrink + i] = total == 0 ? 0 : 1 / total;
    }
    heads.scaleRows(scratch, result, queries, scratch, shrink);
    int outAt = heads.outAt(sample, head, tile * QUERIES);
    heads.unpack(scratch, result, QUERIES, queries, 1, out, outAt, heads.outRow());
  }
}
