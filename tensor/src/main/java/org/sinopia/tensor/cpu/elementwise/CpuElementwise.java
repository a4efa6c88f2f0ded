package org.sinopia.tensor.cpu.elementwise;

import java.lang.foreign.MemorySegment;
import org.sinopia.tensor.cpu.loops.BiasRow;
import org.sinopia.tensor.cpu.loops.BinaryLoops;
import org.sinopia.tensor.cpu.loops.Expansion;
import org.sinopia.tensor.cpu.loops.LinearLoops;
import org.sinopia.tensor.cpu.loops.Tiles;
import org.sinopia.tensor.cpu.loops.Workers;
import org.sinopia.tensor.cpu.simd.FloatVectors;
import org.sinopia.tensor.cpu.simd.PairLoop;
import org.sinopia.tensor.cpu.simd.TripleLoop;
import org.sinopia.tensor.op.Dropout;
import org.sinopia.tensor.op.ElementwiseOp;
import org.sinopia.tensor.op.ElementwiseOp.Axpby;
import org.sinopia.tensor.op.ElementwiseOp.BiasActivation;
import org.sinopia.tensor.op.ElementwiseOp.BiasActivationBackward;
import org.sinopia.tensor.op.ElementwiseOp.Binary;
import org.sinopia.tensor.op.ElementwiseOp.Fill;
import org.sinopia.tensor.op.ElementwiseOp.ResidualDropPath;
import org.sinopia.tensor.op.ElementwiseOp.ResidualDropPathBackward;
import org.sinopia.tensor.op.ElementwiseOp.Unary;
import org.sinopia.tensor.op.ElementwiseOp.UnaryBackward;

/** {@link ElementwiseOp}, tile by tile. */
public final class CpuElementwise {
  private static final int OPERAND_A = 0;
  private static final int OPERAND_B = 1;

  private final Workers workers;
  private final CpuBiasActivation biasActivation;

  public CpuElementwise(Workers workers) {
    this.workers = workers;
    this.biasActivation = new CpuBiasActivation(workers);
  }

  public void run(ElementwiseOp op) {
    switch (op) {
      case Fill o -> fill(o);
      case Unary o ->
          biasActivation.forward(
              new BiasActivation(o.function(), o.x(), null, Dropout.NONE, o.y()));
      case UnaryBackward o -> unaryBackward(o);
      case Binary o -> binary(o);
      case Axpby o -> axpby(o);
      case BiasActivation o -> biasActivation.forward(o);
      case BiasActivationBackward o -> biasActivation.backward(o);
      case ResidualDropPath o -> biasActivation.forward(o);
      case ResidualDropPathBackward o -> biasActivation.backward(o);
    }
  }

  private void fill(Fill op) {
    int bytes = op.y().dtype().bytes();
    Tiles.run(
        workers,
        op.y().elements(),
        (_, from, count) -> {
          MemorySegment y = op.y().memory().asSlice((long) from * bytes, (long) count * bytes);
          op.y().dtype().set(y, 0, op.value());
          long size;
          for (long done = bytes; done < y.byteSize(); done += size) {
            size = Math.min(done, y.byteSize() - done);
            MemorySegment.copy(y, 0, y, done, size);
          }
        });
  }

  private void unaryBackward(UnaryBackward op) {
    TripleLoop slope = ActivationSlopes.of(op.function());
    Tiles.run(
        workers,
        op.gradX().elements(),
        (_, from, count) ->
            slope.run(
                FloatVectors.at(op.x().memory(), from, count),
                BiasRow.NONE.at(from),
                FloatVectors.at(op.gradY().memory(), from, count),
                FloatVectors.at(op.gradX().memory(), from, count),
                count));
  }

  private void binary(Binary op) {
    PairLoop function = BinaryLoops.of(op.function());
    Expansion a = new Expansion(op.a(), op.y().shape(), OPERAND_A);
    Expansion b = new Expansion(op.b(), op.y().shape(), OPERAND_B);
    Tiles.run(
        workers,
        op.y().elements(),
        (_, from, count) ->
            function.run(
                a.at(from, count),
                b.at(from, count),
                FloatVectors.at(op.y().memory(), from, count),
                count));
  }

  private void axpby(Axpby op) {
    float alpha = (float) op.alpha();
    PairLoop sum =
        op.beta() == 0 ? LinearLoops.scaled(alpha) : LinearLoops.combined(alpha, (float) op.beta());
    Tiles.run(
        workers,
        op.y().elements(),
        (_, from, count) -> {
          long y = FloatVectors.at(op.y().memory(), from, count);
          sum.run(FloatVectors.at(op.x().memory(), from, count), y, y, count);
        });
  }
}
