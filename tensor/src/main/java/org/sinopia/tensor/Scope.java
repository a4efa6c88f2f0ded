package org.sinopia.tensor;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.sinopia.tensor.op.ElementwiseOp;

/**
 * The lifetime of tensors: all that are made in a scope end with it.
 *
 * <p>Memory comes from a bump arena of chunks. A closed scope hands its chunks to the next one
 * opened on the device, last closed first, so a training step that opens the same scopes in the
 * same order sees the same addresses at every step and allocates nothing after the first. What must
 * outlive a scope is copied out with {@link Tensor#to(Scope)}.
 *
 * <p>A scope belongs to one thread at a time. Its tensors may be read by any.
 */
public final class Scope implements AutoCloseable {
  private static final long ALIGNMENT = 64;
  private static final long CHUNK_BYTES = 4L << 20;

  private final Device device;
  private final List<MemorySegment> chunks;
  private int chunk;
  private long used;
  private long allocated;
  private int generation;
  private int lastGeneration;
  private boolean closed;

  private Scope(Device device) {
    this.device = device;
    this.chunks = device.takeChunks();
  }

  /** Opens a scope on a device; close it with try-with-resources. */
  public static Scope open(Device device) {
    return new Scope(device);
  }

  /** The device that this scope's tensors live on. */
  public Device device() {
    return device;
  }

  /** The bytes that this scope's tensors take, alignment included. */
  public long allocatedBytes() {
    return allocated;
  }

  /**
   * A tensor of undefined content.
   *
   * @throws ClosedScopeException if this scope is closed
   */
  public Tensor empty(DType dtype, Shape shape) {
    if (closed) {
      throw new ClosedScopeException(
          "allocating " + dtype + shape + " on " + device + ": the scope is closed");
    }
    return new Tensor(
        this,
        generation,
        dtype,
        shape,
        bump(Math.multiplyExact((long) shape.elements(), dtype.bytes())));
  }

  /** A tensor of the device's real type and of undefined content. */
  public Tensor empty(int... extents) {
    return empty(device.real(), Shape.of(extents));
  }

  /** A tensor like another in dtype and shape, of undefined content. */
  public Tensor emptyLike(Tensor other) {
    return empty(other.dtype(), other.shape());
  }

  /** A real tensor of zeros. */
  public Tensor zeros(int... extents) {
    return full(0, extents);
  }

  /** A real tensor filled with one value. */
  public Tensor full(double value, int... extents) {
    Tensor tensor = empty(extents);
    new ElementwiseOp.Fill(value, tensor).run();
    return tensor;
  }

  /** A real scalar. */
  public Tensor scalar(double value) {
    return full(value);
  }

  /** A real tensor with these values in row-major order, rounded to the device's real type. */
  public Tensor of(double[] values, int... extents) {
    return empty(extents).set(values);
  }

  /** A real tensor with these values in row-major order. */
  public Tensor of(float[] values, int... extents) {
    return empty(extents).set(values);
  }

  /** An I32 tensor with these values in row-major order. */
  public Tensor of(int[] values, int... extents) {
    return empty(DType.I32, Shape.of(extents)).set(values);
  }

  private MemorySegment bump(long bytes) {
    long guarded = bytes + device.backend().guardBytes();
    long wanted = (guarded + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    while (chunk < chunks.size() && used + wanted > chunks.get(chunk).byteSize()) {
      chunk++;
      used = 0;
    }
    if (chunk == chunks.size()) {
      chunks.add(device.backend().allocate(Math.max(wanted, CHUNK_BYTES)));
      used = 0;
    }
    MemorySegment memory = chunks.get(chunk).asSlice(used, bytes);
    device.backend().claim(memory);
    used += wanted;
    allocated += wanted;
    return memory;
  }

  /**
   * Ends all tensors of this scope but keeps it open, with the same memory from the start again.
   */
  public void rewind() {
    if (closed) {
      throw new ClosedScopeException("rewinding a scope on " + device + ": it is closed");
    }
    generation = ++lastGeneration;
    chunk = 0;
    used = 0;
    allocated = 0;
  }

  /** What a scope held at a moment, see {@link #mark()}. */
  public static final class Mark {
    private final Scope scope;
    private final int generation;
    private final int chunk;
    private final long used;
    private final long allocated;

    private Mark(Scope scope) {
      this.scope = scope;
      this.generation = scope.generation;
      this.chunk = scope.chunk;
      this.used = scope.used;
      this.allocated = scope.allocated;
    }
  }

  /** Remembers which tensors there are, for {@link #returnTo}. */
  public Mark mark() {
    return new Mark(this);
  }

  /**
   * Ends all tensors made since the last rewind, and gives back those that there were at a moment,
   * in their places, with whatever their memory holds now; what is made next comes behind them.
   * Tensors made after the mark and before the next rewind must not be used any more.
   *
   * @throws IllegalArgumentException if the mark is another scope's
   */
  public void returnTo(Mark mark) {
    if (closed) {
      throw new ClosedScopeException("returning in a scope on " + device + ": it is closed");
    }
    if (mark.scope != this) {
      throw new IllegalArgumentException("returning in a scope: the mark is another scope's");
    }
    generation = mark.generation;
    chunk = mark.chunk;
    used = mark.used;
    allocated = mark.allocated;
  }

  boolean alive(int since) {
    return !closed && generation == since;
  }

  /**
   * Ends all tensors of this scope.
   *
   * @throws ClosedScopeException if it is closed already
   */
  @Override
  public void close() {
    if (closed) {
      throw new ClosedScopeException("closing a scope on " + device + ": it is closed already");
    }
    closed = true;
    device.retire(chunks);
  }
}
