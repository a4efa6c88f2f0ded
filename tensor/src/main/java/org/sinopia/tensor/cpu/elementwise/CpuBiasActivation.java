package org.sinopia.tensor.cpu.elementwise;

import java.lang.foreign.MemorySegment;
import org.sinopia.tensor.cpu.loops.BiasRow;
import org.sinopia.tensor.cpu.loops.BinaryLoops;
import org.sinopia.tensor.cpu.loops.ColumnSums;
import org.sinopia.tensor.cpu.loops.LinearLoops;
import org.sinopia.tensor.cpu.loops.SampleCut;
import org.sinopia.tensor.cpu.loops.Tiles;
import org.sinopia.tensor.cpu.loops.Workers;
import org.sinopia.tensor.cpu.simd.FloatVectors;
import org.sinopia.tensor.cpu.simd.PairLoop;
import org.sinopia.tensor.cpu.simd.Scratch;
import org.sinopia.tensor.cpu.simd.TripleLoop;
import org.sinopia.tensor.op.ElementwiseOp.BiasActivation;
import org.sinopia.tensor.op.ElementwiseOp.BiasActivationBackward;
import org.sinopia.tensor.op.ElementwiseOp.ResidualDropPath;
import org.sinopia.tensor.op.ElementwiseOp.ResidualDropPathBackward;

/**
 * Bias, activation, dropout and residual in one pass over memory: each step goes over a tile that
 * stays in the first-level cache before the next tile is begun.
 */
final class CpuBiasActivation {
  private static final int BIAS = 0;
  private static final int SUMS = 1;
  private static final int WORDS = 2;
  private static final int TILE = 3;

  private final Workers workers;

  CpuBiasActivation(Workers workers) {
    this.workers = workers;
  }

  void forward(BiasActivation op) {
    PairLoop activation = Activations.of(op.function());
    BiasRow bias = new BiasRow(op.bias(), BIAS);
    DropoutMask mask = new DropoutMask(op.dropout());
    Tiles.run(
        workers,
        op.y().elements(),
        (_, from, count) -> {
          long y = FloatVectors.at(op.y().memory(), from, count);
          activation.run(FloatVectors.at(op.x().memory(), from, count), bias.at(from), y, count);
          mask.apply(from, y, count, WORDS);
        });
  }

  void backward(BiasActivationBackward op) {
    TripleLoop slope = ActivationSlopes.of(op.function());
    BiasRow bias = new BiasRow(op.bias(), BIAS);
    DropoutMask mask = new DropoutMask(op.dropout());
    int elements = op.gradX().elements();
    int d = op.x().shape().extent(-1);
    ColumnSums sums = new ColumnSums(op.gradBias(), d, Tiles.pieces(elements), SUMS);
    Tiles.run(
        workers,
        elements,
        (piece, from, count) -> {
          long gradX = FloatVectors.at(op.gradX().memory(), from, count);
          slope.run(
              FloatVectors.at(op.x().memory(), from, count),
              bias.at(from),
              FloatVectors.at(op.gradY().memory(), from, count),
              gradX,
              count);
          mask.gradient(from, gradX, count, WORDS);
          sums.add(piece, from, gradX, count);
        });
    sums.finish();
  }

  void forward(ResidualDropPath op) {
    BiasRow bias = new BiasRow(op.bias(), BIAS);
    DropoutMask mask = new DropoutMask(op.dropout());
    SampleCut samples = new SampleCut(op.dropPath(), op.y().shape().stride(0));
    TripleLoop sum = LinearLoops.residual((float) op.dropPath().keptScale());
    Tiles.run(
        workers,
        op.y().elements(),
        (_, from, count) -> {
          long branch = FloatVectors.at(op.branch().memory(), from, count);
          if (mask.active()) {
            long masked = tile(count);
            BinaryLoops.ADD.run(branch, bias.at(from), masked, count);
            mask.apply(from, masked, count, WORDS);
            branch = masked;
          }
          long b = branch;
          samples.split(
              from,
              count,
              (at, size, kept) -> {
                long x = FloatVectors.at(op.x().memory(), at, size);
                long y = FloatVectors.at(op.y().memory(), at, size);
                if (kept) {
                  long c = (mask.active() ? BiasRow.NONE : bias).at(at);
                  sum.run(x, b + (long) (at - from) * Float.BYTES, c, y, size);
                } else {
                  MemorySegment.copy(
                      op.x().memory(),
                      (long) at * Float.BYTES,
                      op.y().memory(),
                      (long) at * Float.BYTES,
                      (long) size * Float.BYTES);
                }
              });
        });
  }

  void backward(ResidualDropPathBackward op) {
    DropoutMask mask = new DropoutMask(op.dropout());
    SampleCut samples = new SampleCut(op.dropPath(), op.gradY().shape().stride(0));
    PairLoop scale = LinearLoops.scaled((float) op.dropPath().keptScale());
    int elements = op.gradY().elements();
    int d = op.gradY().shape().extent(-1);
    ColumnSums sums = new ColumnSums(op.gradBias(), d, Tiles.pieces(elements), SUMS);
    Tiles.run(
        workers,
        elements,
        (piece, from, count) -> {
          samples.split(
              from,
              count,
              (at, size, kept) -> {
                long gradBranch = FloatVectors.at(op.gradBranch().memory(), at, size);
                if (kept) {
                  long gradY = FloatVectors.at(op.gradY().memory(), at, size);
                  scale.run(gradY, gradY, gradBranch, size);
                } else {
                  FloatVectors.part(op.gradBranch().memory(), at, size).fill((byte) 0);
                }
              });
          long gradBranch = FloatVectors.at(op.gradBranch().memory(), from, count);
          mask.gradient(from, gradBranch, count, WORDS);
          sums.add(piece, from, gradBranch, count);
        });
    sums.finish();
  }

  private static long tile(int count) {
    return FloatVectors.at(Scratch.bytes(TILE, (long) Tiles.SIZE * Float.BYTES), 0, count);
  }
}
