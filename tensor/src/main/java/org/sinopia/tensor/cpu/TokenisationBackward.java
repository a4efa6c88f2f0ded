package org.sinopia.tensor.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.sinopia.tensor.cpu.Lanes.COUNT;
import static org.sinopia.tensor.cpu.Lanes.all;
import static org.sinopia.tensor.cpu.Lanes.first;
import static org.sinopia.tensor.cpu.Lanes.load;
import static org.sinopia.tensor.cpu.Lanes.store;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import org.sinopia.tensor.op.PatchOp;

/**
 * Shifted patch tokenisation's backward. Each row of patches (band) gathers its tokens again and
 * goes back through their normalisation. Its sums for gamma and beta, and what it adds to the
 * pixels that it reaches, are its own; then both are added in the order of the bands, so that no
 * two threads write to one place.
 */
final class TokenisationBackward {
  /** Features whose sums over rows of patches one piece adds. */
  private static final int GRAIN = 512;

  private final ShiftedPatches patches;
  private final float[] gammas;
  private final MemorySegment mean;
  private final MemorySegment rstd;
  private final MemorySegment gradTokens;
  private final MemorySegment gradX;
  private final MemorySegment gradGamma;
  private final MemorySegment gradBeta;
  private final int d;

  /** Features and a last whole vector. */
  private final int padded;

  TokenisationBackward(PatchOp.ShiftedPatchTokensBackward op) {
    this.patches = new ShiftedPatches(op.x(), op.patch(), op.shift());
    this.mean = op.mean().memory();
    this.rstd = op.rstd().memory();
    this.gradTokens = op.gradTokens().memory();
    this.gradX = op.gradX() == null ? null : op.gradX().memory();
    this.gradGamma = op.gradGamma().memory();
    this.gradBeta = op.gradBeta().memory();
    this.d = patches.features;
    this.padded = d + COUNT;
    this.gammas = Tokenisation.buffer(d, 5);
    MemorySegment.copy(op.gamma().memory(), JAVA_FLOAT, 0, gammas, 0, d);
  }

  void run(Workers workers) {
    float[] sums = Scratch.floats(2, 2 * patches.bands * padded);
    int packed = patches.packedSize();
    float[] gradBands = gradX == null ? null : Scratch.floats(3, patches.bands * packed);
    workers.run(patches.bands, band -> band(band, sums, gradBands));
    workers.ranges(d, GRAIN, (from, to) -> addSums(sums, from, to));
    if (gradX != null) {
      workers.run(patches.bands, band -> patches.sum(gradBands, band, gradX));
    }
  }

  private void band(int band, float[] sums, float[] gradBands) {
    float[] packed = patches.pack(band, 0);
    float[] raw = Tokenisation.buffer(d, 1);
    float[] grad = Tokenisation.buffer(d, 4);
    int ofGamma = 2 * band * padded;
    Arrays.fill(sums, ofGamma, ofGamma + 2 * padded, 0);
    int at = band * patches.packedSize();
    if (gradBands != null) {
      Arrays.fill(gradBands, at, at + patches.packedSize(), 0);
    }
    for (int column = 0; column < patches.across; column++) {
      int row = band * patches.across + column;
      patches.gather(packed, column, raw);
      MemorySegment.copy(gradTokens, JAVA_FLOAT, (long) row * d * Float.BYTES, grad, 0, d);
      float centre = mean.getAtIndex(JAVA_FLOAT, row);
      float scale = rstd.getAtIndex(JAVA_FLOAT, row);
      accumulate(raw, grad, centre, scale, sums, ofGamma);
      if (gradBands != null) {
        denormalise(raw, grad, scale);
        patches.scatter(grad, column, gradBands, at);
      }
    }
  }

  /** Normalises a token, and adds what it gives to gradGamma and gradBeta. */
  private void accumulate(
      float[] raw, float[] grad, float centre, float scale, float[] sums, int ofGamma) {
    int ofBeta = ofGamma + padded;
    for (int f = 0; f < d; f += COUNT) {
      FloatVector dy = load(grad, f);
      FloatVector normalised = load(raw, f).sub(centre).mul(scale);
      store(normalised, raw, f);
      store(dy.fma(normalised, load(sums, ofGamma + f)), sums, ofGamma + f);
      store(dy.add(load(sums, ofBeta + f)), sums, ofBeta + f);
    }
    store(all(0), raw, d);
  }

  /** From the gradient of a normalised, scaled token to that of the raw one, in place. */
  private void denormalise(float[] normalised, float[] grad, float scale) {
    FloatVector g = all(0);
    FloatVector gx = all(0);
    for (int f = 0; f < d; f += COUNT) {
      FloatVector scaled = load(grad, f).mul(load(gammas, f));
      g = g.add(scaled);
      gx = scaled.fma(load(normalised, f), gx);
      store(scaled, grad, f);
    }
    float meanG = Lanes.sum(g) / d;
    float meanGx = Lanes.sum(gx) / d;
    for (int f = 0; f < d; f += COUNT) {
      FloatVector off = load(normalised, f).mul(meanGx).add(meanG);
      store(load(grad, f).sub(off).mul(scale), grad, f);
    }
    store(all(0), grad, d);
  }

  private void addSums(float[] sums, int from, int to) {
    for (int f = from; f < to; f += COUNT) {
      FloatVector ofGamma = all(0);
      FloatVector ofBeta = all(0);
      for (int band = 0; band < patches.bands; band++) {
        ofGamma = ofGamma.add(load(sums, 2 * band * padded + f));
        ofBeta = ofBeta.add(load(sums, (2 * band + 1) * padded + f));
      }
      VectorMask<Float> mask = first(Math.min(COUNT, to - f));
      store(ofGamma, gradGamma, f, mask);
      store(ofBeta, gradBeta, f, mask);
    }
  }
}
