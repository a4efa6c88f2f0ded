package org.sinopia.tensor;

import java.util.Arrays;

/**
 * The extent of a tensor along each axis, outermost first. Rank 0 (a scalar) has one element. Every
 * extent is at least 1 and the number of elements fits an {@code int}; storage is always row-major
 * and contiguous.
 */
public final class Shape {
  private static final Shape SCALAR = new Shape(new int[0], 1);

  private final int[] extents;
  private final int elements;

  private Shape(int[] extents, int elements) {
    this.extents = extents;
    this.elements = elements;
  }

  /**
   * The shape with these extents.
   *
   * @throws ShapeMismatchException if an extent is below 1, or there are more than 2 147 483 647
   *     elements
   */
  public static Shape of(int... extents) {
    if (extents.length == 0) {
      return SCALAR;
    }
    long elements = 1;
    boolean tooMany = false;
    for (int extent : extents) {
      if (extent < 1) {
        throw new ShapeMismatchException(
            "shape " + Arrays.toString(extents) + ": extent " + extent + " is below 1");
      }
      tooMany |= elements > Integer.MAX_VALUE / extent;
      elements = tooMany ? elements : elements * extent;
    }
    if (tooMany) {
      throw new ShapeMismatchException(
          "shape " + Arrays.toString(extents) + ": more than " + Integer.MAX_VALUE + " elements");
    }
    return new Shape(extents.clone(), (int) elements);
  }

  /** The number of axes. */
  public int rank() {
    return extents.length;
  }

  /** The extent along an axis; a negative axis counts from the end, so −1 is the innermost. */
  public int extent(int axis) {
    return extents[axis(axis)];
  }

  /**
   * The axis as an index from 0, where negative ones count from the end.
   *
   * @throws ShapeMismatchException if there is no such axis
   */
  public int axis(int axis) {
    int index = axis < 0 ? axis + extents.length : axis;
    if (index < 0 || index >= extents.length) {
      throw new ShapeMismatchException(
          "axis " + axis + " of shape " + this + ": there are " + extents.length + " axes");
    }
    return index;
  }

  /** The number of elements. */
  public int elements() {
    return elements;
  }

  /** The product of the extents of axes {@code from} (inclusive) to {@code to} (exclusive). */
  public int elements(int from, int to) {
    int product = 1;
    for (int i = from; i < to; i++) {
      product *= extents[i];
    }
    return product;
  }

  /** The elements between one index and the next along {@code axis}. */
  public int stride(int axis) {
    return elements(axis(axis) + 1, extents.length);
  }

  /** A copy of the extents. */
  public int[] extents() {
    return extents.clone();
  }

  /** This shape with the extent of one axis replaced. */
  public Shape with(int axis, int extent) {
    int[] changed = extents.clone();
    changed[axis(axis)] = extent;
    return of(changed);
  }

  /** This shape with further axes appended inside. */
  public Shape append(int... inner) {
    int[] joined = Arrays.copyOf(extents, extents.length + inner.length);
    System.arraycopy(inner, 0, joined, extents.length, inner.length);
    return of(joined);
  }

  /**
   * This shape without its innermost {@code count} axes.
   *
   * @throws ShapeMismatchException if there are fewer
   */
  public Shape dropInner(int count) {
    if (count > extents.length) {
      throw new ShapeMismatchException(
          "dropping " + count + " axes of shape " + this + ": there are " + extents.length);
    }
    return of(Arrays.copyOf(extents, extents.length - count));
  }

  /**
   * The shape that two broadcast to: aligned at the innermost axis, an extent of 1 or a missing
   * axis stretches to the other's.
   *
   * @throws ShapeMismatchException if two extents differ and neither is 1
   */
  public static Shape broadcast(Shape a, Shape b) {
    if (a.equals(b)) {
      return a;
    }
    int rank = Math.max(a.rank(), b.rank());
    int[] joined = new int[rank];
    for (int i = 1; i <= rank; i++) {
      int ea = i <= a.rank() ? a.extents[a.rank() - i] : 1;
      int eb = i <= b.rank() ? b.extents[b.rank() - i] : 1;
      if (ea != eb && ea != 1 && eb != 1) {
        throw new ShapeMismatchException(
            a + " and " + b + " do not broadcast: extents " + ea + " and " + eb + " differ");
      }
      joined[rank - i] = Math.max(ea, eb);
    }
    return of(joined);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape shape && Arrays.equals(extents, shape.extents);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(extents);
  }

  @Override
  public String toString() {
    return Arrays.toString(extents);
  }
}
