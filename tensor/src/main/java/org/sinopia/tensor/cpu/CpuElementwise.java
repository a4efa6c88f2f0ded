package org.sinopia.tensor.cpu;

import static org.sinopia.tensor.cpu.Lanes.all;
import static org.sinopia.tensor.cpu.Lanes.load;
import static org.sinopia.tensor.cpu.Lanes.store;

import java.lang.foreign.MemorySegment;
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
final class CpuElementwise {
  private static final int OPERAND_A = 0;
  private static final int OPERAND_B = 1;

  private final Workers workers;
  private final CpuBiasActivation biasActivation;

  CpuElementwise(Workers workers) {
    this.workers = workers;
    this.biasActivation = new CpuBiasActivation(workers);
  }

  void run(ElementwiseOp op) {
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
        (piece, from, count) -> {
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
    PairLoop slope = ActivationSlopes.of(op.function());
    Tiles.run(
        workers,
        op.gradX().elements(),
        (piece, from, count) ->
            slope.run(
                Lanes.part(op.x().memory(), from, count),
                Lanes.part(op.gradY().memory(), from, count),
                Lanes.part(op.gradX().memory(), from, count),
                count));
  }

  private void binary(Binary op) {
    PairLoop function = BinaryLoops.of(op.function());
    Expansion a = new Expansion(op.a(), op.y().shape(), OPERAND_A);
    Expansion b = new Expansion(op.b(), op.y().shape(), OPERAND_B);
    Tiles.run(
        workers,
        op.y().elements(),
        (piece, from, count) ->
            function.run(
                a.at(from, count),
                b.at(from, count),
                Lanes.part(op.y().memory(), from, count),
                count));
  }

  private void axpby(Axpby op) {
    float alpha = (float) op.alpha();
    float beta = (float) op.beta();
    PairLoop sum =
        op.beta() == 0
            ? (x, old, y, count) -> scale(x, y, count, alpha)
            : (x, old, y, count) -> axpby(x, old, y, count, alpha, beta);
    Tiles.run(
        workers,
        op.y().elements(),
        (piece, from, count) -> {
          MemorySegment y = Lanes.part(op.y().memory(), from, count);
          sum.run(Lanes.part(op.x().memory(), from, count), y, y, count);
        });
  }

  private static void scale(MemorySegment x, MemorySegment y, int count, float alpha) {
    for (int i = 0; i < count; i += Lanes.COUNT) {
      store(load(x, i).mul(alpha), y, i);
    }
  }

  private static void axpby(
      MemorySegment x, MemorySegment old, MemorySegment y, int count, float alpha, float beta) {
    for (int i = 0; i < count; i += Lanes.COUNT) {
      store(load(x, i).fma(all(alpha), load(old, i).mul(beta)), y, i);
    }
  }
}
