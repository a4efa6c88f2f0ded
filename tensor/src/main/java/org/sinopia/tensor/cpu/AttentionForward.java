package org.sinopia.tensor.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static jdk.incubator.vector.VectorOperators.GT;
import static org.sinopia.tensor.cpu.AttentionHeads.K;
import static org.sinopia.tensor.cpu.AttentionHeads.KEYS;
import static org.sinopia.tensor.cpu.AttentionHeads.V;
import static org.sinopia.tensor.cpu.Lanes.COUNT;
import static org.sinopia.tensor.cpu.Lanes.all;
import static org.sinopia.tensor.cpu.Lanes.load;
import static org.sinopia.tensor.cpu.Lanes.store;
import static org.sinopia.tensor.cpu.TileProduct.ROWS;
import static org.sinopia.tensor.cpu.TileProduct.WIDTH;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
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
  private final int result;
  private final int greatest;
  private final int sum;
  private final int shrink;
  private final int kept;
  private final long bytes;

  AttentionForward(AttentionOp.LocalityAttention op) {
    this.heads =
        new AttentionHeads(op.qkv(), op.heads(), op.logTemperature(), op.maskSelf(), op.dropout());
    this.out = op.out().memory();
    this.logSumExp = op.logSumExp().memory();
    this.pieces = (heads.tiles + TILES - 1) / TILES;
    this.valueRows = keyPanels + heads.paddedTokens() * heads.d;
    this.queryColumns = valueRows + heads.tokens * heads.padded;
    this.scores = queryColumns + heads.d * WIDTH;
    this.result = scores + KEYS * WIDTH;
    this.greatest = result + WIDTH * heads.padded;
    this.sum = greatest + WIDTH;
    this.shrink = sum + WIDTH;
    this.kept = shrink + WIDTH;
    this.bytes = (long) (kept + KEYS * WIDTH) * Float.BYTES;
  }

  void run(Workers workers) {
    workers.run(heads.batch * heads.heads * pieces, this::piece);
  }

  private void piece(int piece) {
    int sample = piece / pieces / heads.heads;
    int head = piece / pieces % heads.heads;
    int first = piece % pieces * TILES;
    MemorySegment scratch = Scratch.bytes(0, bytes);
    heads.panels(K, sample, head, scratch, keyPanels);
    heads.rows(V, sample, head, scratch, valueRows);
    for (int tile = first; tile < Math.min(first + TILES, heads.tiles); tile++) {
      tile(sample, head, tile, scratch);
    }
  }

  private void tile(int sample, int head, int tile, MemorySegment scratch) {
    int queries = heads.queries(tile);
    heads.queryColumns(sample, head, tile, heads.temperature(head), scratch, queryColumns);
    AttentionHeads.zero(scratch, result, WIDTH * heads.padded);
    for (int x = 0; x < WIDTH; x += COUNT) {
      store(all(-Float.MAX_VALUE), scratch, greatest + x);
      store(all(0), scratch, sum + x);
    }
    for (int key = 0; key < heads.tokens; key += KEYS) {
      int keys = Math.min(KEYS, heads.tokens - key);
      TileProduct.transposed(
          keys,
          scratch,
          keyPanels + key * heads.d,
          ROWS * heads.d,
          ROWS,
          scratch,
          queryColumns,
          WIDTH,
          heads.d,
          scratch,
          scores,
          WIDTH,
          WIDTH / COUNT,
          true);
      heads.mask(tile, key, keys, scratch, scores);
      for (int x = 0; x < WIDTH; x += COUNT) {
        softmax(scratch, keys, x);
      }
      if (heads.dropout.active()) {
        AttentionDropout.factors(heads, sample, head, tile, key, keys, scratch, kept);
        drop(scratch, keys);
      }
      if (key > 0) {
        heads.scaleRows(scratch, result, queries, scratch, shrink);
      }
      TileProduct.transposed(
          queries,
          scratch,
          scores,
          ROWS,
          WIDTH,
          scratch,
          valueRows + key * heads.padded,
          heads.padded,
          keys,
          scratch,
          result,
          heads.padded,
          heads.vectors,
          false);
    }
    finish(sample, head, tile, scratch);
  }

  /**
   * One vector of queries against one tile of keys: scores become exp(score − greatest so far), sum
   * grows by them, and shrink is what earlier results must be multiplied by.
   *
   * <p>The greatest starts at the least finite number, so that a row of −∞ gives weights of 0. A
   * NaN is never the greatest, but becomes a weight.
   */
  private void softmax(MemorySegment scratch, int keys, int x) {
    FloatVector before = load(scratch, greatest + x);
    FloatVector now = before;
    int at = scores + x;
    for (int j = 0; j < keys; j++) {
      FloatVector score = load(scratch, at + j * WIDTH);
      now = now.blend(score, score.compare(GT, now));
    }
    FloatVector factor = VectorMath.exp(before.sub(now));
    FloatVector total = load(scratch, sum + x).mul(factor);
    for (int j = 0; j < keys; j++) {
      FloatVector weight = VectorMath.exp(load(scratch, at + j * WIDTH).sub(now));
      store(weight, scratch, at + j * WIDTH);
      total = total.add(weight);
    }
    store(now, scratch, greatest + x);
    store(total, scratch, sum + x);
    store(factor, scratch, shrink + x);
  }

  private void drop(MemorySegment scratch, int keys) {
    for (int at = 0; at < keys * WIDTH; at += COUNT) {
      store(load(scratch, scores + at).mul(load(scratch, kept + at)), scratch, scores + at);
    }
  }

  /** Divides by the sums; a query that attends to nothing gets zeros. */
  private void finish(int sample, int head, int tile, MemorySegment scratch) {
    int queries = heads.queries(tile);
    int row = (sample * heads.heads + head) * heads.tokens + tile * WIDTH;
    for (int i = 0; i < queries; i++) {
      float total = scratch.getAtIndex(JAVA_FLOAT, sum + i);
      double logTotal = Math.log(total) + scratch.getAtIndex(JAVA_FLOAT, greatest + i);
      logSumExp.setAtIndex(JAVA_FLOAT, row + i, (float) logTotal);
      scratch.setAtIndex(JAVA_FLOAT, shrink + i, total == 0 ? 0 : 1 / total);
    }
    heads.scaleRows(scratch, result, queries, scratch, shrink);
    heads.unpack(
        scratch, result, queries, 1, out, heads.outAt(sample, head, tile * WIDTH), heads.outRow());
  }
}
