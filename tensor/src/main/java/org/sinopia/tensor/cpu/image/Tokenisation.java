package org.sinopia.tensor.cpu.image;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.sinopia.tensor.cpu.loops.WholeRows;
import org.sinopia.tensor.cpu.loops.Workers;
import org.sinopia.tensor.cpu.rows.LayerNormRows;
import org.sinopia.tensor.cpu.simd.FloatVectors;
import org.sinopia.tensor.cpu.simd.Scratch;
import org.sinopia.tensor.op.PatchOp;

/**
 * Shifted patch tokenisation. Forwards each token is gathered into memory that stays in L1,
 * normalised from there and written once. Backwards each row of patches (band) gathers its tokens
 * again and goes back through their normalisation. Its sums for gamma and beta, and what it adds to
 * the pixels that it reaches, are its own; then both are added in the order of the bands, so that
 * no two threads write to one place.
 */
final class Tokenisation {
  private static final int GAMMA = 0;
  private static final int BETA = 1;
  private static final int RAW = 2;
  private static final int TOKEN = 3;
  private static final int GRADIENT = 4;
  private static final int SUMS = 5;
  private static final int MEANS = 6;

  private static final int PACKED = 7;
  private static final int GRAD_BANDS = 0;

  private final Workers workers;
  private final ShiftedPatches patches;
  private final WholeRows row;
  private final LayerNormRows norm;

  private Tokenisation(Workers workers, ShiftedPatches patches, MemorySegment gamma) {
    this.workers = workers;
    this.patches = patches;
    this.row = new WholeRows(patches.features);
    this.norm = new LayerNormRows(row, row.read(gamma, 0, 1, 0, GAMMA));
  }

  static void forward(PatchOp.ShiftedPatchTokens op, Workers workers) {
    ShiftedPatches patches = new ShiftedPatches(op.x(), op.patch(), op.shift());
    new Tokenisation(workers, patches, op.gamma().memory()).forward(op);
  }

  private void forward(PatchOp.ShiftedPatchTokens op) {
    long beta = row.read(op.beta().memory(), 0, 1, 0, BETA);
    workers.run(
        patches.bands,
        band -> {
          long packed = patches.pack(band, PACKED);
          long raw = patches.room(RAW, 1, row.width());
          for (int column = 0; column < patches.across; column++) {
            int token = band * patches.across + column;
            patches.gather(packed, column, raw);
            long mean = FloatVectors.at(op.mean().memory(), token, 1);
            long rstd = FloatVectors.at(op.rstd().memory(), token, 1);
            long target = row.toWrite(op.tokens().memory(), token, 1, TOKEN);
            norm.forward(raw, 1, beta, op.epsilon(), mean, rstd, target);
            row.written(op.tokens().memory(), token, 1, TOKEN);
          }
        });
  }

  static void backward(PatchOp.ShiftedPatchTokensBackward op, Workers workers) {
    ShiftedPatches patches = new ShiftedPatches(op.x(), op.patch(), op.shift());
    new Tokenisation(workers, patches, op.gamma().memory()).backward(op);
  }

  private void backward(PatchOp.ShiftedPatchTokensBackward op) {
    long bytes = 2L * patches.bands * row.width() * Float.BYTES;
    MemorySegment sums = Scratch.bytes(SUMS, bytes).asSlice(0, bytes).fill((byte) 0);
    float[] gradBands =
        op.gradX() == null
            ? null
            : Scratch.floats(GRAD_BANDS, patches.bands * patches.packedSize());
    workers.run(patches.bands, band -> band(op, band, sums, gradBands));
    norm.finish(sums, patches.bands, op.gradGamma().memory(), op.gradBeta().memory());
    if (op.gradX() != null) {
      workers.run(patches.bands, band -> patches.sum(gradBands, band, op.gradX().memory()));
    }
  }

  private void band(
      PatchOp.ShiftedPatchTokensBackward op, int band, MemorySegment sums, float[] gradBands) {
    int width = row.width();
    int tokens = patches.across;
    int from = band * tokens;
    long packed = patches.pack(band, PACKED);
    long raw = patches.room(RAW, tokens, width);
    long gradRaw = patches.room(GRADIENT, tokens, width);
    for (int column = 0; column < tokens; column++) {
      patches.gather(packed, column, raw + (long) column * width * Float.BYTES);
      row.pad(raw, column, 0);
    }
    norm.backward(
        raw,
        tokens,
        FloatVectors.at(op.mean().memory(), from, tokens),
        FloatVectors.at(op.rstd().memory(), from, tokens),
        row.read(op.gradTokens().memory(), from, tokens, 0, TOKEN),
        FloatVectors.at(sums, 2L * band * width, 2L * width),
        FloatVectors.at(Scratch.bytes(MEANS, 2L * tokens * Float.BYTES), 0, 2L * tokens),
        gradBands != null,
        gradRaw);
    if (gradBands != null) {
      int at = band * patches.packedSize();
      Arrays.fill(gradBands, at, at + patches.packedSize(), 0);
      for (int column = 0; column < tokens; column++) {
        patches.scatter(gradRaw + (long) column * width * Float.BYTES, column, gradBands, at);
      }
    }
  }
}
