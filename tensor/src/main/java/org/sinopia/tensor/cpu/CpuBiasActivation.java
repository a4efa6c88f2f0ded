package org.sinopia.tensor.cpu;

import java.lang.foreign.MemorySegment;
import org.sinopia.tensor.op.ElementwiseOp.BiasActivation;
import org.sinopia.tensor.op.ElementwiseOp.BiasActivationBackward;
import org.sinopia.tensor.op.ElementwiseOp.ResidualDropPath;
import org.sinopia.tensor.op.ElementwiseOp.ResidualDropPathBackward;
import org.sinopia.tensor.op.UnaryFunction;

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
          MemorySegment y = Lanes.part(op.y().memory(), from, count);
          activation.run(Lanes.part(op.x().memory(), from, count), bias.at(from), y, count);
          mask.apply(from, y, count, WORDS);
        });
  }

  void backward(BiasActivationBackward op) {
    PairLoop slope = ActivationSlopes.of(op.function());
    BiasRow bias = new BiasRow(op.bias(), BIAS);
    DropoutMask mask = new DropoutMask(op.dropout());
    int elements = op.gradX().elements();
    int d = op.x().shape().extent(-1);
    ColumnSums sums = new ColumnSums(op.gradBias(), d, Tiles.pieces(elements), SUMS);
    Tiles.run(
        workers,
        elements,
        (piece, from, count) -> {
          MemorySegment x = Lanes.part(op.x().memory(), from, count);
          MemorySegment gradX = Lanes.part(op.gradX().memory(), from, count);
          if (op.bias() != null) {
            MemorySegment biased = tile(count);
            BinaryLoops.ADD.run(x, bias.at(from), biased, count);
            x = biased;
          }
          slope.run(x, Lanes.part(op.gradY().memory(), from, count), gradX, count);
          mask.gradient(from, gradX, count, WORDS);
          sums.add(piece, from, gradX, count);
        });
    sums.finish();
  }

  void forward(ResidualDropPath op) {
    PairLoop sum = Activations.of(UnaryFunction.IDENTITY);
    BiasRow bias = new BiasRow(op.bias(), BIAS);
    DropoutMask mask = new DropoutMask(op.dropout());
    SampleScale scale = new SampleScale(op.dropPath(), op.y().shape().stride(0));
    Tiles.run(
        workers,
        op.y().elements(),
        (_, from, count) -> {
          MemorySegment branch = tile(count);
          sum.run(Lanes.part(op.branch().memory(), from, count), bias.at(from), branch, count);
          mask.apply(from, branch, count, WORDS);
          scale.apply(from, branch, count);
          BinaryLoops.ADD.run(
              Lanes.part(op.x().memory(), from, count),
              branch,
              Lanes.part(op.y().memory(), from, count),
              count);
        });
  }

  void backward(ResidualDropPathBackward op) {
    DropoutMask mask = new DropoutMask(op.dropout());
    SampleScale scale = new SampleScale(op.dropPath(), op.gradY().shape().stride(0));
    int elements = op.gradY().elements();
    int d = op.gradY().shape().extent(-1);
    ColumnSums sums = new ColumnSums(op.gradBias(), d, Tiles.pieces(elements), SUMS);
    Tiles.run(
        workers,
        elements,
        (piece, from, count) -> {
          MemorySegment gradBranch = Lanes.part(op.gradBranch().memory(), from, count);
          gradBranch.copyFrom(Lanes.part(op.gradY().memory(), from, count));
          mask.gradient(from, gradBranch, count, WORDS);
          scale.apply(from, gradBranch, count);
          sums.add(piece, from, gradBranch, count);
        });
    sums.finish();
  }

  private static MemorySegment tile(int count) {
    return Lanes.part(Scratch.bytes(TILE, (long) Tiles.SIZE * Float.BYTES), 0, count);
  }
}
