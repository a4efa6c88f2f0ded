package org.sinopia.tensor.cpu.simd;

import static org.sinopia.tensor.cpu.simd.FloatVectors.COUNT;
import static org.sinopia.tensor.cpu.simd.FloatVectors.FLOATS;
import static org.sinopia.tensor.cpu.simd.FloatVectors.load;
import static org.sinopia.tensor.cpu.simd.FloatVectors.store;

import java.util.function.IntUnaryOperator;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * Puts three rows of floats side by side, a₀ b₀ c₀ a₁ …, and takes them apart again, {@link
 * FloatVectors#COUNT} of each at a time: each result takes from all three vectors, in one order.
 */
public final class ThreePlanes {
  public static final int PLANES = 3;

  private static final VectorShuffle<Float> TOGETHER_0 = shuffle(lane -> lane / PLANES);
  private static final VectorShuffle<Float> TOGETHER_1 = shuffle(lane -> (COUNT + lane) / PLANES);
  private static final VectorShuffle<Float> TOGETHER_2 =
      shuffle(lane -> (2 * COUNT + lane) / PLANES);
  private static final VectorMask<Float> B_0 = mask(lane -> lane % PLANES, 1);
  private static final VectorMask<Float> C_0 = mask(lane -> lane % PLANES, 2);
  private static final VectorMask<Float> B_1 = mask(lane -> (COUNT + lane) % PLANES, 1);
  private static final VectorMask<Float> C_1 = mask(lane -> (COUNT + lane) % PLANES, 2);
  private static final VectorMask<Float> B_2 = mask(lane -> (2 * COUNT + lane) % PLANES, 1);
  private static final VectorMask<Float> C_2 = mask(lane -> (2 * COUNT + lane) % PLANES, 2);

  private static final VectorShuffle<Float> APART_A = shuffle(lane -> PLANES * lane);
  private static final VectorShuffle<Float> APART_B = shuffle(lane -> PLANES * lane + 1);
  private static final VectorShuffle<Float> APART_C = shuffle(lane -> PLANES * lane + 2);
  private static final VectorMask<Float> A_FROM_B = mask(lane -> PLANES * lane / COUNT, 1);
  private static final VectorMask<Float> A_FROM_C = mask(lane -> PLANES * lane / COUNT, 2);
  private static final VectorMask<Float> B_FROM_B = mask(lane -> (PLANES * lane + 1) / COUNT, 1);
  private static final VectorMask<Float> B_FROM_C = mask(lane -> (PLANES * lane + 1) / COUNT, 2);
  private static final VectorMask<Float> C_FROM_B = mask(lane -> (PLANES * lane + 2) / COUNT, 1);
  private static final VectorMask<Float> C_FROM_C = mask(lane -> (PLANES * lane + 2) / COUNT, 2);

  private ThreePlanes() {}

  /** Rows of {@code count} floats, whole vectors, {@code plane} floats apart, put together. */
  public static void together(long rows, int plane, int count, long to) {
    for (int x = 0; x < count; x += COUNT) {
      FloatVector a = load(rows, x);
      FloatVector b = load(rows, plane + x);
      FloatVector c = load(rows, 2 * plane + x);
      store(merged(a, b, c, TOGETHER_0, B_0, C_0), to, PLANES * x);
      store(merged(a, b, c, TOGETHER_1, B_1, C_1), to, PLANES * x + COUNT);
      store(merged(a, b, c, TOGETHER_2, B_2, C_2), to, PLANES * x + 2 * COUNT);
    }
  }

  /** The inverse of {@link #together}. */
  public static void apart(long from, long rows, int plane, int count) {
    for (int x = 0; x < count; x += COUNT) {
      FloatVector a = load(from, PLANES * x);
      FloatVector b = load(from, PLANES * x + COUNT);
      FloatVector c = load(from, PLANES * x + 2 * COUNT);
      store(merged(a, b, c, APART_A, A_FROM_B, A_FROM_C), rows, x);
      store(merged(a, b, c, APART_B, B_FROM_B, B_FROM_C), rows, plane + x);
      store(merged(a, b, c, APART_C, C_FROM_B, C_FROM_C), rows, 2 * plane + x);
    }
  }

  private static FloatVector merged(
      FloatVector a,
      FloatVector b,
      FloatVector c,
      VectorShuffle<Float> order,
      VectorMask<Float> fromB,
      VectorMask<Float> fromC) {
    return a.rearrange(order).blend(b.rearrange(order), fromB).blend(c.rearrange(order), fromC);
  }

  private static VectorShuffle<Float> shuffle(IntUnaryOperator source) {
    return VectorShuffle.fromOp(FLOATS, lane -> source.applyAsInt(lane) % COUNT);
  }

  private static VectorMask<Float> mask(IntUnaryOperator of, int wanted) {
    boolean[] lanes = new boolean[COUNT];
    for (int lane = 0; lane < COUNT; lane++) {
      lanes[lane] = of.applyAsInt(lane) == wanted;
    }
    return VectorMask.fromArray(FLOATS, lanes, 0);
  }
}
