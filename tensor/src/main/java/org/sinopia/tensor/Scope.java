package org.sinopia.tensor;

import java.util.ArrayList;
import java.util.List;

/**
 * The lifetime of tensors: all that are made in a scope end with it, if not {@linkplain #release
 * released} before.
 *
 * <p>Memory comes from chunks of the device; what is released is used again at once. A closed scope
 * hands its chunks to the next one opened on the device, last closed first, so a training step that
 * makes and releases the same tensors in the same order sees the same addresses at every step and
 * allocates nothing after the first. Copy a tensor out with {@link Tensor#to(Scope)} if it must
 * outlive its scope.
 *
 * <p>A scope belongs to one thread at a time. Its tensors may be read by any.
 */
public final class Scope implements AutoCloseable {
  private final Device device;
  private final ChunkAllocator chunks;
  private final List<Tensor> made = new ArrayList<>();
  private long allocated;
  private long peak;
  private boolean closed;

  private Scope(Device device) {
    this.device = device;
    this.chunks = new ChunkAllocator(device.backend(), device.takeChunks());
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

  /** The most bytes that tensors of this scope took at a time, since it was opened or rewound. */
  public long peakBytes() {
    return peak;
  }

  /**
   * The storage that a tensor and its views share: a block in the scope's memory, until it is
   * released.
   */
  static final class Storage {
    private final ChunkAllocator.Block block;
    private boolean live = true;

    private Storage(ChunkAllocator.Block block) {
      this.block = block;
    }
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
    long bytes = Math.multiplyExact((long) shape.elements(), dtype.bytes());
    ChunkAllocator.Block block = chunks.allocate(bytes);
    allocated += block.bytes();
    peak = Math.max(peak, allocated);
    Tensor tensor = new Tensor(this, new Storage(block), dtype, shape, chunks.memory(block, bytes));
    made.add(tensor);
    return tensor;
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
    device.backend().fill(value, tensor);
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

  /** How many tensors were made since this scope was opened or rewound. */
  public int count() {
    return made.size();
  }

  /** The tensors made after the first {@code count}, in order, released ones included. */
  public List<Tensor> madeSince(int count) {
    return List.copyOf(made.subList(count, made.size()));
  }

  /**
   * Ends a tensor, and all that share its storage, before the scope does. Tensors made later take
   * its memory.
   *
   * @throws ClosedScopeException if it has ended
   * @throws IllegalArgumentException if it is another scope's
   */
  public void release(Tensor tensor) {
    if (tensor.scope() != this) {
      throw new IllegalArgumentException("releasing " + tensor + ": it is another scope's");
    }
    if (!tensor.open()) {
      throw new ClosedScopeException("releasing " + tensor + ": it has ended already");
    }
    tensor.storage().live = false;
    chunks.free(tensor.storage().block);
    allocated -= tensor.storage().block.bytes();
  }

  /**
   * Ends all tensors of this scope but keeps it open, with the same memory from the start again.
   */
  public void rewind() {
    if (closed) {
      throw new ClosedScopeException("rewinding a scope on " + device + ": it is closed");
    }
    endAll();
    chunks.clear();
    allocated = 0;
    peak = 0;
  }

  private void endAll() {
    made.forEach(tensor -> tensor.storage().live = false);
    made.clear();
  }

  /** The state of a scope at a moment, see {@link #mark()}. */
  public static final class Mark {
    private final Scope scope;
    private final List<Tensor> live;
    private final ChunkAllocator.State chunks;
    private final long allocated;
    private final long peak;

    private Mark(Scope scope) {
      this.scope = scope;
      this.live = scope.made.stream().filter(Tensor::open).toList();
      this.chunks = scope.chunks.state();
      this.allocated = scope.allocated;
      this.peak = scope.peak;
    }
  }

  /** Remembers which tensors there are, for {@link #returnTo}. */
  public Mark mark() {
    return new Mark(this);
  }

  /**
   * Restores the scope to a mark: tensors made since become invalid, those of the mark are valid
   * again, with whatever their memory holds now.
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
    endAll();
    chunks.restore(mark.chunks);
    mark.live.forEach(tensor -> tensor.storage().live = true);
    made.addAll(mark.live);
    allocated = mark.allocated;
    peak = mark.peak;
  }

  boolean isOpen() {
    return !closed;
  }

  boolean alive(Storage storage) {
    return !closed && storage.live;
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
    device.retire(chunks.all());
  }
}
