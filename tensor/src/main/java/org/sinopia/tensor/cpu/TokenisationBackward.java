package org.sinopia.tensor.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.sinopia.tensor.cpu.Lanes.COUNT;
import static org.sinopia.tensor.cpu.Lanes.all;
import static org.sinopia.tensor.cpu.Lanes.first;
import static org.sinopia.tensor.cpu.Lanes.load;
import static org.sinopia.tensor.cpu.Lanes.store;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import org.sinopia.tensor.op.PatchOp;

/**
 * Shifted patch tokenisation's backward, in two sweeps over rows of patches. The first gathers each
 * token again and goes back through its normalisation; its sums for gamma and beta are kept per row
 * of patches and added in that order. The second, only if the image's gradient is wanted, adds to
 * each pixel what the first left in the places that it was copied to: a gather, so that no two
 * threads write to one pixel.
 */
final class TokenisationBackward {
  /** Features whose sums over rows of patches one piece adds. */
  private static final int GRAIN = 512;

  private final ShiftedPatches patches;
  private final MemorySegment gamma;
  private final MemorySegment mean;
  private final MemorySegment rstd;
  private final MemorySegment gradTokens;
  private final MemorySegment gradX;
  private final MemorySegment gradGamma;
  private final MemorySegment gradBeta;
  private final int d;

  TokenisationBackward(PatchOp.ShiftedPatchTokensBackward op) {
    this.patches = new ShiftedPatches(op.x(), op.patch(), op.shift());
    this.gamma = op.gamma().memory();
    this.mean = op.mean().memory();
    this.rstd = op.rstd().memory();
    this.gradTokens = op.gradTokens().memory();
    this.gradX = op.gradX() == null ? null : op.gradX().memory();
    this.gradGamma = op.gradGamma().memory();
    this.gradBeta = op.gradBeta().memory();
    this.d = patches.features;
  }

  void run(Workers workers) {
    int padded = d + COUNT;
    MemorySegment sums = Scratch.bytes(2, 2L * patches.bands * padded * Float.BYTES);
    MemorySegment gradRaw =
        gradX == null
            ? null
            : Scratch.bytes(3, (long) patches.bands * patches.across * d * Float.BYTES);
    workers.run(patches.bands, band -> normalisation(band, sums, padded, gradRaw));
    workers.ranges(
        d,
        GRAIN,
        (from, to) -> {
          for (int f = from; f < to; f += COUNT) {
            VectorMask<Float> mask = first(Math.min(COUNT, to - f));
            FloatVector ofGamma = all(0);
            FloatVector ofBeta = all(0);
            for (int band = 0; band < patches.bands; band++) {
              ofGamma = ofGamma.add(load(sums, 2 * band * padded + f));
              ofBeta = ofBeta.add(load(sums, (2 * band + 1) * padded + f));
            }
            store(ofGamma, gradGamma, f, mask);
            store(ofBeta, gradBeta, f, mask);
          }
        });
    if (gradX != null) {
      workers.run(patches.bands, band -> pixels(band, gradRaw));
    }
  }

  private void normalisation(int band, MemorySegment sums, int padded, MemorySegment gradRaw) {
    MemorySegment packed = patches.pack(band, 0);
    MemorySegment raw = Tokenisation.buffer(d, 1);
    int ofGamma = 2 * band * padded;
    int ofBeta = ofGamma + padded;
    Lanes.part(sums, ofGamma, 2 * padded).fill((byte) 0);
    for (int column = 0; column < patches.across; column++) {
      int row = band * patches.across + column;
      patches.gather(packed, column, raw);
      float centre = mean.getAtIndex(JAVA_FLOAT, row);
      float scale = rstd.getAtIndex(JAVA_FLOAT, row);
      FloatVector g = all(0);
      FloatVector gx = all(0);
      for (int f = 0; f < d; f += COUNT) {
        VectorMask<Float> mask = first(Math.min(COUNT, d - f));
        FloatVector dy = load(gradTokens, row * d + f, mask);
        FloatVector normalised = load(raw, f).sub(centre).mul(scale);
        FloatVector scaled = dy.mul(load(gamma, f, mask));
        g = g.add(scaled);
        gx = scaled.fma(normalised, gx);
        store(dy.fma(normalised, load(sums, ofGamma + f)), sums, ofGamma + f);
        store(dy.add(load(sums, ofBeta + f)), sums, ofBeta + f);
      }
      if (gradRaw != null) {
        float meanG = Lanes.sum(g) / d;
        float meanGx = Lanes.sum(gx) / d;
        for (int f = 0; f < d; f += COUNT) {
          VectorMask<Float> mask = first(Math.min(COUNT, d - f));
          FloatVector scaled = load(gradTokens, row * d + f, mask).mul(load(gamma, f, mask));
          FloatVector normalised = load(raw, f).sub(centre).mul(scale);
          FloatVector grad = scaled.sub(meanG).sub(normalised.mul(meanGx)).mul(scale);
          store(grad, gradRaw, row * d + f, mask);
        }
      }
    }
  }

  /** The pixels of one row of patches: pixel (y, x) was copied to (y − dy, x − dx). */
  private void pixels(int band, MemorySegment gradRaw) {
    int patch = patches.patch;
    int sample = band / patches.down;
    int step = patches.copies * patches.channels;
    for (int channel = 0; channel < patches.channels; channel++) {
      for (int y = band % patches.down * patch; y < (band % patches.down + 1) * patch; y++) {
        int to = ((sample * patches.channels + channel) * patches.height + y) * patches.width;
        Lanes.part(gradX, to, patches.width).fill((byte) 0);
        for (int copy = 0; copy < patches.copies; copy++) {
          int copyY = y - patches.shift.dy(copy, patch);
          if (copyY >= 0 && copyY < patches.height) {
            int dx = patches.shift.dx(copy, patch);
            int row = (sample * patches.down + copyY / patch) * patches.across;
            int feature = copyY % patch * patch * step + copy * patches.channels + channel;
            int end = Math.min(patches.width, patches.width - dx);
            for (int x = Math.max(0, -dx); x < end; x++) {
              int from = (row + x / patch) * d + feature + x % patch * step;
              float sum = gradX.getAtIndex(JAVA_FLOAT, to + x + dx);
              sum += gradRaw.getAtIndex(JAVA_FLOAT, from);
              gradX.setAtIndex(JAVA_FLOAT, to + x + dx, sum);
            }
          }
        }
      }
    }
  }
}
