package org.sinopia.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * An array of numbers: a shape, an element type, a device, and contiguous row-major storage that
 * lives as long as its {@link Scope}, which may release it before. Views share storage and exist
 * only where they are free ({@link #reshape}, {@link #slice}).
 *
 * <p>Reading and writing values here goes through the host; arithmetic is done by ops (package
 * {@code op}).
 */
public final class Tensor {
  private final Scope scope;
  private final Scope.Storage storage;
  private final DType dtype;
  private final Shape shape;
  private final MemorySegment memory;

  Tensor(Scope scope, Scope.Storage storage, DType dtype, Shape shape, MemorySegment memory) {
    this.scope = scope;
    this.storage = storage;
    this.dtype = dtype;
    this.shape = shape;
    this.memory = memory;
  }

  public Shape shape() {
    return shape;
  }

  public DType dtype() {
    return dtype;
  }

  public Device device() {
    return scope.device();
  }

  /** The number of elements. */
  public int elements() {
    return shape.elements();
  }

  /** The number of bytes. */
  public long bytes() {
    return (long) shape.elements() * dtype.bytes();
  }

  /**
   * Whether the scope it was made in is still open, and has neither been rewound nor released it.
   */
  public boolean open() {
    return scope.alive(storage);
  }

  /** Whether it and another are views of the same storage, or one of the other. */
  public boolean sharesStorage(Tensor other) {
    return storage == other.storage;
  }

  Scope scope() {
    return scope;
  }

  Scope.Storage storage() {
    return storage;
  }

  /**
   * The storage. Its content can be touched only if {@link Backend#hostAccessible()}; its address
   * is that of the first element on any device.
   */
  public MemorySegment memory() {
    return memory;
  }

  /** Whether the two share at least one byte. */
  public boolean overlaps(Tensor other) {
    long start = memory.address();
    long otherStart = other.memory.address();
    return device() == other.device()
        && start < otherStart + other.bytes()
        && otherStart < start + bytes();
  }

  /**
   * The same elements under another shape; at most one extent may be −1 and is then inferred.
   *
   * @throws ShapeMismatchException if the number of elements differs
   */
  public Tensor reshape(int... extents) {
    int[] wanted = extents.clone();
    long known = 1;
    int inferred = -1;
    for (int i = 0; i < wanted.length; i++) {
      if (wanted[i] == -1 && inferred < 0) {
        inferred = i;
      } else {
        known *= wanted[i];
      }
    }
    if (inferred >= 0 && known > 0) {
      wanted[inferred] = (int) (elements() / known);
    }
    return reshape(Shape.of(wanted));
  }

  /** The same elements under another shape. */
  public Tensor reshape(Shape wanted) {
    live("reshape");
    if (wanted.elements() != elements()) {
      throw new ShapeMismatchException(
          "reshape: "
              + shape
              + " to "
              + wanted
              + ": "
              + elements()
              + " and "
              + wanted.elements()
              + " elements differ");
    }
    return new Tensor(scope, storage, dtype, wanted, memory);
  }

  /**
   * The elements {@code from} (inclusive) to {@code to} (exclusive) along the outermost axis,
   * sharing storage.
   *
   * @throws ShapeMismatchException if the range is empty or out of bounds
   */
  public Tensor slice(int from, int to) {
    live("slice");
    if (shape.rank() == 0 || from < 0 || to > shape.extent(0) || from >= to) {
      throw new ShapeMismatchException(
          "slice: [" + from + ", " + to + ") of the outermost axis of " + shape);
    }
    long step = (long) shape.stride(0) * dtype.bytes();
    Shape part = shape.with(0, to - from);
    return new Tensor(scope, storage, dtype, part, memory.asSlice(from * step, (to - from) * step));
  }

  /**
   * A copy in another scope, on its device; floating-point elements take that device's real type.
   */
  public Tensor to(Scope target) {
    return to(target, dtype.floating() ? target.device().real() : dtype);
  }

  /**
   * A copy in another scope, on its device, with elements of the given type (converted as {@link
   * org.sinopia.tensor.op.LayoutOp.Cast} says).
   */
  public Tensor to(Scope target, DType wanted) {
    live("copy");
    if (target.device() == device()) {
      Tensor copy = target.empty(wanted, shape);
      device().backend().cast(this, copy);
      return copy;
    }
    Tensor moved = target.empty(dtype, shape);
    target.device().backend().upload(host(), moved.memory);
    if (wanted == dtype) {
      return moved;
    }
    Tensor converted = target.empty(wanted, shape);
    target.device().backend().cast(moved, converted);
    return converted;
  }

  /** Overwrites all elements with values of a floating-point or I32 tensor, in row-major order. */
  public Tensor set(double... values) {
    MemorySegment host = staging(values.length, "set");
    for (int i = 0; i < values.length; i++) {
      switch (dtype) {
        case F64 -> host.setAtIndex(ValueLayout.JAVA_DOUBLE, i, values[i]);
        case F32 -> host.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) values[i]);
        default -> throw new DTypeMismatchException("set: doubles into a tensor of " + dtype);
      }
    }
    return put(host);
  }

  /** Overwrites all elements of a floating-point tensor, in row-major order. */
  public Tensor set(float[] values) {
    return set(MemorySegment.ofArray(values));
  }

  /**
   * Overwrites all elements of a floating-point tensor, in row-major order.
   *
   * @param floats as many single-precision numbers in memory of the host
   */
  public Tensor set(MemorySegment floats) {
    int length = Math.toIntExact(floats.byteSize() / Float.BYTES);
    if (dtype == DType.F32) {
      staging(length, "set");
      return put(floats);
    }
    double[] widened = new double[length];
    for (int i = 0; i < length; i++) {
      widened[i] = floats.getAtIndex(ValueLayout.JAVA_FLOAT, i);
    }
    return set(widened);
  }

  /** Overwrites all elements of an integer tensor, in row-major order, keeping the low bits. */
  public Tensor set(int[] values) {
    MemorySegment host = staging(values.length, "set");
    for (int i = 0; i < values.length; i++) {
      switch (dtype) {
        case I32 -> host.setAtIndex(ValueLayout.JAVA_INT, i, values[i]);
        case U16 -> host.setAtIndex(ValueLayout.JAVA_SHORT, i, (short) values[i]);
        case U8 -> host.set(ValueLayout.JAVA_BYTE, i, (byte) values[i]);
        default -> throw new DTypeMismatchException("set: ints into a tensor of " + dtype);
      }
    }
    return put(host);
  }

  /** All elements in row-major order, whatever the type (unsigned ones as such). */
  public double[] toDoubles() {
    live("read");
    MemorySegment host = host();
    double[] values = new double[elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = dtype.get(host, i);
    }
    return values;
  }

  /** All elements in row-major order, rounded to float. */
  public float[] toFloats() {
    live("read");
    if (dtype == DType.F32) {
      return host().toArray(ValueLayout.JAVA_FLOAT);
    }
    double[] wide = toDoubles();
    float[] values = new float[wide.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) wide[i];
    }
    return values;
  }

  /**
   * Copies all elements in row-major order, rounded to float, to the start of an array, which a
   * loop can use again.
   *
   * @param values of at least as many elements
   */
  public void copyTo(float[] values) {
    live("read");
    if (dtype == DType.F32) {
      MemorySegment.copy(host(), ValueLayout.JAVA_FLOAT, 0, values, 0, elements());
      return;
    }
    double[] wide = toDoubles();
    for (int i = 0; i < wide.length; i++) {
      values[i] = (float) wide[i];
    }
  }

  /**
   * The one element of a tensor that has one.
   *
   * @throws ShapeMismatchException if it has more
   */
  public double item() {
    if (elements() != 1) {
      throw new ShapeMismatchException(
          "item: a tensor of shape " + shape + " has " + elements() + " elements, not one");
    }
    return toDoubles()[0];
  }

  private MemorySegment staging(int length, String what) {
    live(what);
    if (length != elements()) {
      throw new ShapeMismatchException(what + ": " + length + " values for shape " + shape);
    }
    return device().backend().hostAccessible() ? memory : hostBuffer();
  }

  private Tensor put(MemorySegment host) {
    if (host.address() != memory.address()) {
      device().backend().upload(host, memory);
    }
    return this;
  }

  private MemorySegment host() {
    if (device().backend().hostAccessible()) {
      return memory;
    }
    MemorySegment host = hostBuffer();
    device().backend().download(memory, host);
    return host;
  }

  private MemorySegment hostBuffer() {
    return MemorySegment.ofArray(new long[Math.toIntExact((bytes() + 7) / 8)]).asSlice(0, bytes());
  }

  private void live(String what) {
    if (!open()) {
      throw new ClosedScopeException(
          what + ": tensor " + this + " was used after its scope ended or released it");
    }
  }

  @Override
  public String toString() {
    return dtype.toString() + shape + "@" + device();
  }
}
