package org.sinopia.tensor.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.sinopia.tensor.cpu.Lanes.COUNT;
import static org.sinopia.tensor.cpu.Lanes.all;
import static org.sinopia.tensor.cpu.Lanes.load;
import static org.sinopia.tensor.cpu.Lanes.store;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import org.sinopia.tensor.op.PatchOp;

/**
 * Shifted patch tokenisation's forward: each token is gathered into a buffer that stays in L1,
 * normalised there and written once.
 */
final class Tokenisation {
  private final ShiftedPatches patches;
  private final MemorySegment gamma;
  private final MemorySegment beta;
  private final double epsilon;
  private final MemorySegment tokens;
  private final MemorySegment mean;
  private final MemorySegment rstd;

  Tokenisation(PatchOp.ShiftedPatchTokens op) {
    this.patches = new ShiftedPatches(op.x(), op.patch(), op.shift());
    this.gamma = op.gamma().memory();
    this.beta = op.beta().memory();
    this.epsilon = op.epsilon();
    this.tokens = op.tokens().memory();
    this.mean = op.mean().memory();
    this.rstd = op.rstd().memory();
  }

  void run(Workers workers) {
    workers.run(patches.bands, this::band);
  }

  private void band(int band) {
    float[] packed = patches.pack(band, 0);
    float[] raw = buffer(patches.features, 1);
    for (int column = 0; column < patches.across; column++) {
      patches.gather(packed, column, raw);
      normalise(raw, band * patches.across + column);
    }
  }

  /** Room for so many floats and a last whole vector, whose rest is 0. */
  static float[] buffer(int count, int slot) {
    float[] buffer = Scratch.floats(slot, count + COUNT);
    store(all(0), buffer, count);
    return buffer;
  }

  private void normalise(float[] raw, int row) {
    int d = patches.features;
    int whole = d / COUNT * COUNT;
    VectorMask<Float> rest = Lanes.first(d - whole);
    float centre = sum(raw, d) / d;
    float scale = (float) (1 / Math.sqrt(squares(raw, d, centre) / (double) d + epsilon));
    mean.setAtIndex(JAVA_FLOAT, row, centre);
    rstd.setAtIndex(JAVA_FLOAT, row, scale);
    int to = row * d;
    for (int f = 0; f < whole; f += COUNT) {
      FloatVector normalised = load(raw, f).sub(centre).mul(scale);
      store(normalised.fma(load(gamma, f), load(beta, f)), tokens, to + f);
    }
    if (whole < d) {
      FloatVector normalised = load(raw, whole).sub(centre).mul(scale);
      FloatVector y = normalised.fma(load(gamma, whole, rest), load(beta, whole, rest));
      store(y, tokens, to + whole, rest);
    }
  }

  /** The sum of a buffer. */
  private static float sum(float[] raw, int count) {
    FloatVector even = all(0);
    FloatVector odd = all(0);
    int f = 0;
    for (; f + COUNT < count; f += 2 * COUNT) {
      even = even.add(load(raw, f));
      odd = odd.add(load(raw, f + COUNT));
    }
    if (f < count) {
      even = even.add(load(raw, f));
    }
    return Lanes.sum(even.add(odd));
  }

  private static float squares(float[] raw, int count, float centre) {
    FloatVector even = all(0);
    FloatVector odd = all(0);
    int whole = count / COUNT * COUNT;
    int f = 0;
    for (; f + COUNT < whole; f += 2 * COUNT) {
      FloatVector a = load(raw, f).sub(centre);
      FloatVector b = load(raw, f + COUNT).sub(centre);
      even = a.fma(a, even);
      odd = b.fma(b, odd);
    }
    for (; f < count; f += COUNT) {
      FloatVector a = load(raw, f).sub(centre).blend(0, Lanes.first(count - f).not());
      even = a.fma(a, even);
    }
    return Lanes.sum(even.add(odd));
  }
}
