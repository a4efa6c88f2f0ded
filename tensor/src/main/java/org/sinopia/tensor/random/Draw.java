package org.sinopia.tensor.random;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Shape;
import org.sinopia.tensor.Tensor;

/**
 * A repeatable source of shapes and values for checks of ops: the sizes are taken in turn from a
 * list, which a property-based test can shrink, the values follow from a seed.
 */
public final class Draw {
  private final List<Integer> sizes;
  private final SplittableRandom random;
  private final boolean wild;
  private int next;

  private Draw(List<Integer> sizes, long seed, boolean wild) {
    this.sizes = List.copyOf(sizes);
    this.random = new SplittableRandom(seed);
    this.wild = wild;
  }

  /**
   * Moderate values, and sizes from a list.
   *
   * @param sizes positive numbers, used over and over; at least one
   */
  public static Draw of(List<Integer> sizes, long seed) {
    if (sizes.isEmpty()) {
      throw new IllegalArgumentException("draw: no sizes");
    }
    return new Draw(sizes, seed, false);
  }

  /**
   * The same, but {@link #values} also gives zeros of both signs, denormals, huge numbers,
   * infinities and NaN.
   */
  public static Draw wild(List<Integer> sizes, long seed) {
    return new Draw(sizes, seed, true);
  }

  /** Sizes that find mistakes: all ones, primes, unequal sides, and one random list. */
  public static List<List<Integer>> degenerateSizes() {
    return List.of(
        List.of(1),
        List.of(1, 2),
        List.of(7, 5, 3, 11),
        List.of(2, 1, 3, 1, 5),
        List.of(13, 1),
        List.of(4, 8, 2));
  }

  /** Whether {@link #values} may give numbers beyond the moderate ones. */
  public boolean wild() {
    return wild;
  }

  /** The next size, brought into [least, most]; a size of 1 gives {@code least}. */
  public int size(int least, int most) {
    int size = sizes.get(next++ % sizes.size());
    return least + (size - 1) % (most - least + 1);
  }

  /** One of several choices. */
  @SafeVarargs
  public final <T> T choice(T... options) {
    return options[random.nextInt(options.length)];
  }

  /** A coin. */
  public boolean flip() {
    return random.nextBoolean();
  }

  /** A number in [low, high), never a wild one. */
  public double value(double low, double high) {
    return random.nextDouble(low, high);
  }

  /** A seed for random ops. */
  public long seed() {
    return random.nextLong();
  }

  /** Numbers in [low, high), exact in float32; among them, if this draw is wild, others. */
  public double[] values(int count, double low, double high) {
    double[] values = new double[count];
    Arrays.setAll(
        values,
        i -> wild && random.nextInt(8) == 0 ? wildValue() : (float) random.nextDouble(low, high));
    return values;
  }

  /** Numbers in [−2, 2), as {@link #values(int, double, double)}. */
  public double[] values(int count) {
    return values(count, -2, 2);
  }

  /** A tensor on the scope's device, filled from {@link #values(int)}. */
  public Tensor tensor(Scope scope, int... extents) {
    return scope.of(values(Shape.of(extents).elements()), extents);
  }

  /** A tensor on the scope's device, filled from {@link #values(int, double, double)}. */
  public Tensor tensorBetween(double low, double high, Scope scope, int... extents) {
    return scope.of(values(Shape.of(extents).elements(), low, high), extents);
  }

  /** An I32 tensor with numbers in [0, bound). */
  public Tensor indices(Scope scope, int bound, int count) {
    int[] indices = new int[count];
    Arrays.setAll(indices, i -> random.nextInt(bound));
    return scope.of(indices, count);
  }

  private double wildValue() {
    return choice(
        0.0,
        -0.0,
        (double) Float.MIN_VALUE,
        (double) -1e-40f,
        (double) Float.MAX_VALUE,
        (double) -1e30f,
        (double) 1e20f,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.NaN);
  }
}
