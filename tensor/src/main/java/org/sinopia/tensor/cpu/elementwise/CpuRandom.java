package org.sinopia.tensor.cpu.elementwise;

import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.LT;
import static org.sinopia.tensor.cpu.simd.FloatVectors.all;
import static org.sinopia.tensor.cpu.simd.FloatVectors.load;
import static org.sinopia.tensor.cpu.simd.FloatVectors.store;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.cpu.loops.Tiles;
import org.sinopia.tensor.cpu.loops.Workers;
import org.sinopia.tensor.cpu.simd.FloatVectors;
import org.sinopia.tensor.cpu.simd.PhiloxWords;
import org.sinopia.tensor.cpu.simd.Scratch;
import org.sinopia.tensor.cpu.simd.VectorMath;
import org.sinopia.tensor.op.RandomOp;
import org.sinopia.tensor.op.RandomOp.Bernoulli;
import org.sinopia.tensor.op.RandomOp.Normal;
import org.sinopia.tensor.op.RandomOp.Uniform;

/** {@link RandomOp}: a tile of words, then numbers from it. */
public final class CpuRandom {
  private static final int WORDS = 0;
  private static final int RADII = 1;

  private static final VectorMask<Float> ODD =
      VectorMask.fromLong(FloatVectors.FLOATS, 0xAAAAAAAAAAAAAAAAL);
  private static final VectorShuffle<Float> FIRST_OF_PAIR =
      FloatVectors.FLOATS.shuffleFromOp(lane -> lane & ~1);
  private static final VectorShuffle<Float> SECOND_OF_PAIR =
      FloatVectors.FLOATS.shuffleFromOp(lane -> lane | 1);

  private final Workers workers;

  public CpuRandom(Workers workers) {
    this.workers = workers;
  }

  public void run(RandomOp op) {
    switch (op) {
      case Uniform o -> fill(o.seed(), o.stream(), o.y(), CpuRandom::uniform);
      case Normal o -> fill(o.seed(), o.stream(), o.y(), CpuRandom::normal);
      case Bernoulli o -> {
        float p = (float) (Math.ceil(o.p() * 0x1p24) * 0x1p-24);
        fill(o.seed(), o.stream(), o.y(), (words, count) -> bernoulli(words, count, p));
      }
    }
  }

  /**
   * Turns words into numbers in place; {@code count} is a multiple of {@link FloatVectors#COUNT}.
   */
  @FunctionalInterface
  private interface Conversion {
    void convert(MemorySegment words, int count);
  }

  private void fill(long seed, long stream, Tensor target, Conversion conversion) {
    Tiles.run(
        workers,
        target.elements(),
        (_, from, count) -> {
          MemorySegment words =
              Scratch.bytes(WORDS, (long) (Tiles.SIZE + PhiloxWords.STEP) * Integer.BYTES);
          PhiloxWords.fill(seed, stream, from, words, count);
          conversion.convert(words, Math.ceilDiv(count, FloatVectors.COUNT) * FloatVectors.COUNT);
          FloatVectors.part(target.memory(), from, count)
              .copyFrom(FloatVectors.part(words, 0, count));
        });
  }

  /** The upper 24 bits of each word as a number in [0, 1). */
  private static FloatVector fraction(MemorySegment words, int i) {
    FloatVector upper =
        (FloatVector) load(words, i).reinterpretAsInts().lanewise(LSHR, 8).convert(I2F, 0);
    return upper.mul(0x1p-24f);
  }

  private static void uniform(MemorySegment words, int count) {
    for (int i = 0; i < count; i += FloatVectors.COUNT) {
      store(fraction(words, i), words, i);
    }
  }

  private static void bernoulli(MemorySegment words, int count, float p) {
    for (int i = 0; i < count; i += FloatVectors.COUNT) {
      store(all(0).blend(1, fraction(words, i).compare(LT, p)), words, i);
    }
  }

  /**
   * Both lanes of a pair compute both factors, the second with its sine as a cosine a quarter turn
   * later. The radii come first, in a separate loop.
   */
  private static void normal(MemorySegment words, int count) {
    MemorySegment radii = Scratch.bytes(RADII, (long) Tiles.SIZE * Float.BYTES);
    radii(words, radii, count);
    turn(words, radii, count);
  }

  private static void radii(MemorySegment words, MemorySegment radii, int count) {
    for (int i = 0; i < count; i += FloatVectors.COUNT) {
      FloatVector u = fraction(words, i).rearrange(FIRST_OF_PAIR).add(0x1p-24f);
      store(VectorMath.log(u).mul(-2).sqrt(), radii, i);
    }
  }

  private static void turn(MemorySegment words, MemorySegment radii, int count) {
    FloatVector quarter = all(0).blend(0.25f, ODD);
    for (int i = 0; i < count; i += FloatVectors.COUNT) {
      FloatVector turns = fraction(words, i).rearrange(SECOND_OF_PAIR).sub(quarter);
      store(VectorMath.cosOfTurns(turns).mul(load(radii, i)), words, i);
    }
  }
}
