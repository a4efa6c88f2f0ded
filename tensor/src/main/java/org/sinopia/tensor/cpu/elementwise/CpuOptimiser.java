package org.sinopia.tensor.cpu.elementwise;

import static org.sinopia.tensor.cpu.simd.FloatVectors.all;
import static org.sinopia.tensor.cpu.simd.FloatVectors.load;
import static org.sinopia.tensor.cpu.simd.FloatVectors.store;

import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import org.sinopia.tensor.cpu.loops.Tiles;
import org.sinopia.tensor.cpu.loops.Workers;
import org.sinopia.tensor.cpu.simd.FloatVectors;
import org.sinopia.tensor.op.OptimiserOp;
import org.sinopia.tensor.op.OptimiserOp.AdamW;

/** {@link OptimiserOp}: one pass over parameter, gradient and moments. */
public final class CpuOptimiser {
  private final Workers workers;

  public CpuOptimiser(Workers workers) {
    this.workers = workers;
  }

  public void run(OptimiserOp op) {
    switch (op) {
      case AdamW o -> {
        AdamWLoop loop = new AdamWLoop(o);
        Tiles.run(workers, o.parameter().elements(), (_, from, count) -> loop.run(from, count));
      }
    }
  }

  /**
   * The update with its constants: p ← keep·p − rate·m/(root·√v + ε), of gradients times a factor.
   */
  private static final class AdamWLoop {
    private final AdamW op;
    private final float keep;
    private final float rate;
    private final float root;
    private final float factor;

    AdamWLoop(AdamW op) {
      this.op = op;
      this.keep = (float) (1 - op.learningRate() * op.weightDecay());
      this.rate = (float) (op.learningRate() / op.correction1());
      this.root = (float) (1 / Math.sqrt(op.correction2()));
      this.factor =
          op.norm() == null
              ? 1
              : AdamW.factor(
                  op.norm().memory().get(ValueLayout.JAVA_FLOAT, 0), (float) op.maxNorm());
    }

    void run(int from, int count) {
      long p = FloatVectors.at(op.parameter().memory(), from, count);
      long g = FloatVectors.at(op.gradient().memory(), from, count);
      long m = FloatVectors.at(op.m().memory(), from, count);
      long v = FloatVectors.at(op.v().memory(), from, count);
      int whole = FloatVectors.FLOATS.loopBound(count);
      FloatVector beta1 = all((float) op.beta1());
      FloatVector beta2 = all((float) op.beta2());
      float rest1 = (float) (1 - op.beta1());
      float rest2 = (float) (1 - op.beta2());
      float epsilon = (float) op.epsilon();
      for (int i = 0; i < whole; i += FloatVectors.COUNT) {
        FloatVector gradient = load(g, i).mul(factor);
        FloatVector first = load(m, i).fma(beta1, gradient.mul(rest1));
        FloatVector second = load(v, i).fma(beta2, gradient.mul(gradient).mul(rest2));
        store(first, m, i);
        store(second, v, i);
        store(moved(load(p, i), first, second, epsilon), p, i);
      }
      if (whole < count) {
        VectorMask<Float> mask = FloatVectors.first(count - whole);
        FloatVector gradient = load(g, whole, mask).mul(factor);
        FloatVector first = load(m, whole, mask).fma(beta1, gradient.mul(rest1));
        FloatVector second = load(v, whole, mask).fma(beta2, gradient.mul(gradient).mul(rest2));
        store(first, m, whole, mask);
        store(second, v, whole, mask);
        store(moved(load(p, whole, mask), first, second, epsilon), p, whole, mask);
      }
    }

    private FloatVector moved(FloatVector p, FloatVector m, FloatVector v, float epsilon) {
      FloatVector step = m.mul(rate).div(v.sqrt().fma(all(root), all(epsilon)));
      return p.mul(keep).sub(step);
    }
  }
}
