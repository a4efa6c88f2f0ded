package org.sinopia.tensor.cpu.simd;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Objects;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * The machine's float vectors over native memory, addressed by float index from the start of a
 * segment, or from an address that {@link #at} has checked for a whole loop.
 *
 * <p>A method with more than about a dozen loads and stores calls {@code fromMemorySegment} and
 * {@code intoMemorySegment} itself: those are always compiled in, while the compiler gives up on
 * wrappers once a method has grown large, and a vector that crosses a call goes through the heap.
 */
public final class FloatVectors {
  public static final VectorSpecies<Float> FLOATS = LaneChoice.species();

  /** Floats in a vector: 4, 8 or 16. Speed may depend on it, bits may not. */
  public static final int COUNT = FLOATS.length();

  /** Partial results of every reduction, on any machine: see {@link #sum(long, int)}. */
  public static final int LOGICAL = 16;

  /** Vectors that hold the logical lanes: 1, 2 or 4. */
  static final int VECTORS = LOGICAL / COUNT;

  public static final ByteOrder ORDER = ByteOrder.nativeOrder();

  /**
   * All memory as one segment. A load through a separate segment costs checks of the segment's
   * class, scope and bounds, which the compiler leaves in the loop as soon as it has seen segments
   * of more than one class: several times the load itself. This one is a constant, so they fold.
   */
  private static final MemorySegment MEMORY = memory();

  /** Cuts an address to a range in which adding an index cannot overflow, so no check is left. */
  private static final long ADDRESSES = Long.MAX_VALUE >>> 2;

  private static final VectorShuffle<Float> BY_8 = rotation(8);
  private static final VectorShuffle<Float> BY_4 = rotation(4);
  private static final VectorShuffle<Float> BY_2 = rotation(2);
  private static final VectorShuffle<Float> BY_1 = rotation(1);

  private FloatVectors() {}

  /**
   * The address of the floats {@code from} to {@code from + count} of a segment, for loops whose
   * accesses are then not checked one by one.
   *
   * @throws IndexOutOfBoundsException if they do not lie in the segment
   */
  public static long at(MemorySegment memory, long from, long count) {
    Objects.checkFromIndexSize(from, count, memory.byteSize() / Float.BYTES);
    return memory.address() + from * Float.BYTES;
  }

  /** The vector that starts {@code index} floats, at least 0, after an address. */
  public static FloatVector load(long address, int index) {
    return FloatVector.fromMemorySegment(
        FLOATS, MEMORY, (address & ADDRESSES) + (long) index * Float.BYTES, ORDER);
  }

  /** The inverse of {@link #load(long, int)}. */
  public static void store(FloatVector vector, long address, int index) {
    vector.intoMemorySegment(MEMORY, (address & ADDRESSES) + (long) index * Float.BYTES, ORDER);
  }

  /** One float. */
  public static float get(long address, int index) {
    return MEMORY.get(JAVA_FLOAT, (address & ADDRESSES) + (long) index * Float.BYTES);
  }

  /** One float. */
  public static void set(float value, long address, int index) {
    MEMORY.set(JAVA_FLOAT, (address & ADDRESSES) + (long) index * Float.BYTES, value);
  }

  /** Copies four floats. */
  public static void copyFour(long from, int fromIndex, long to, int toIndex) {
    FloatVector.fromMemorySegment(
            FloatVector.SPECIES_128,
            MEMORY,
            (from & ADDRESSES) + (long) fromIndex * Float.BYTES,
            ORDER)
        .intoMemorySegment(MEMORY, (to & ADDRESSES) + (long) toIndex * Float.BYTES, ORDER);
  }

  public static FloatVector load(MemorySegment memory, int index) {
    return FloatVector.fromMemorySegment(FLOATS, memory, (long) index * Float.BYTES, ORDER);
  }

  /** 0 where the mask is off, which may be beyond the end of the segment. */
  public static FloatVector load(MemorySegment memory, int index, VectorMask<Float> mask) {
    return FloatVector.fromMemorySegment(FLOATS, memory, (long) index * Float.BYTES, ORDER, mask);
  }

  public static void store(FloatVector vector, MemorySegment memory, int index) {
    vector.intoMemorySegment(memory, (long) index * Float.BYTES, ORDER);
  }

  /** 0 where the mask is off, which may be memory that is not ours. */
  public static FloatVector load(long address, int index, VectorMask<Float> mask) {
    return FloatVector.fromMemorySegment(
        FLOATS, MEMORY, (address & ADDRESSES) + (long) index * Float.BYTES, ORDER, mask);
  }

  public static void store(FloatVector vector, long address, int index, VectorMask<Float> mask) {
    vector.intoMemorySegment(
        MEMORY, (address & ADDRESSES) + (long) index * Float.BYTES, ORDER, mask);
  }

  public static void store(
      FloatVector vector, MemorySegment memory, int index, VectorMask<Float> mask) {
    vector.intoMemorySegment(memory, (long) index * Float.BYTES, ORDER, mask);
  }

  public static FloatVector all(float value) {
    return FloatVector.broadcast(FLOATS, value);
  }

  /** The first {@code count} lanes. */
  public static VectorMask<Float> first(int count) {
    return FLOATS.indexInRange(0, count);
  }

  /** The floats {@code from} to {@code from + count} of a segment as a segment. */
  public static MemorySegment part(MemorySegment memory, long from, int count) {
    return memory.asSlice(from * JAVA_FLOAT.byteSize(), count * JAVA_FLOAT.byteSize());
  }

  /**
   * The sum of the 16 logical lanes that start {@code index} floats after an address: halves onto
   * halves, lane i + 8 onto lane i first. ({@code reduceLanes} leaves the order open, and
   * interpreter and compiler do differ.)
   */
  public static float sum(long address, int index) {
    FloatVector v = load(address, index);
    if (COUNT == 8) {
      v = v.add(load(address, index + 8));
    }
    if (COUNT == 4) {
      FloatVector even = v.add(load(address, index + 8));
      v = even.add(load(address, index + 4).add(load(address, index + 12)));
    }
    return sum(v);
  }

  /** The largest of 16 logical lanes, in the order of {@link #sum(long, int)}. */
  static float max(long address, int index) {
    FloatVector v = load(address, index);
    if (COUNT == 8) {
      v = larger(v, load(address, index + 8));
    }
    if (COUNT == 4) {
      FloatVector even = larger(v, load(address, index + 8));
      v = larger(even, larger(load(address, index + 4), load(address, index + 12)));
    }
    return max(v);
  }

  /**
   * Leaves a part of the logical lanes for {@link #sum(FloatVector, long, int)}; nothing happens
   * where a vector holds them all.
   */
  public static void keep(FloatVector part, long address, int index) {
    if (COUNT < LOGICAL) {
      store(part, address, index);
    }
  }

  /**
   * {@link #sum(long, int)} of what was {@linkplain #keep kept}, the last part of which is given.
   */
  public static float sum(FloatVector last, long address, int index) {
    return COUNT < LOGICAL ? sum(address, index) : sum(last);
  }

  /**
   * {@link #max(long, int)} of what was {@linkplain #keep kept}, the last part of which is given.
   */
  public static float max(FloatVector last, long address, int index) {
    return COUNT < LOGICAL ? max(address, index) : max(last);
  }

  /**
   * The last steps of {@link #sum(long, int)}: the sum of a vector's lanes, halves onto halves. Of
   * a vector that holds partial sums of elements, this has the same bits on every machine only if
   * the partial sums of all {@link #VECTORS} have been added as described there.
   */
  public static float sum(FloatVector v) {
    FloatVector folded = v;
    if (COUNT > 8) {
      folded = folded.add(folded.rearrange(BY_8));
    }
    if (COUNT > 4) {
      folded = folded.add(folded.rearrange(BY_4));
    }
    folded = folded.add(folded.rearrange(BY_2));
    return folded.add(folded.rearrange(BY_1)).lane(0);
  }

  /** The last steps of {@link #max(long, int)}. */
  public static float max(FloatVector v) {
    FloatVector folded = v;
    if (COUNT > 8) {
      folded = larger(folded, folded.rearrange(BY_8));
    }
    if (COUNT > 4) {
      folded = larger(folded, folded.rearrange(BY_4));
    }
    folded = larger(folded, folded.rearrange(BY_2));
    return larger(folded, folded.rearrange(BY_1)).lane(0);
  }

  private static FloatVector larger(FloatVector a, FloatVector b) {
    return a.blend(b, b.compare(VectorOperators.GT, a));
  }

  @SuppressWarnings("restricted")
  private static MemorySegment memory() {
    return MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
  }

  private static VectorShuffle<Float> rotation(int distance) {
    return VectorShuffle.iota(FLOATS, distance % COUNT, 1, true);
  }
}
