package org.sinopia.kernels.device;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sinopia.tensor.DType;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.BinaryFunction;
import org.sinopia.tensor.op.Dropout;
import org.sinopia.tensor.op.Encoder;
import org.sinopia.tensor.op.Photons;
import org.sinopia.tensor.op.UnaryFunction;

/**
 * The values of a kernel's parameters, in their order, as the bytes that the kernel sees. The types
 * must be those of the kernel's declaration; neither CUDA nor the emulator can check that.
 */
public final class Arguments {
  /** CUDA's limit for all parameters together. */
  static final int MAX_BYTES = 4096;

  private final ByteBuffer bytes = ByteBuffer.allocate(MAX_BYTES).order(ByteOrder.nativeOrder());
  private int[] offsets = new int[16];
  private int count;
  private final List<Integer> seeds = new ArrayList<>();

  /** The address of a tensor's first element; null for an absent one. */
  public Arguments tensor(Tensor tensor) {
    return tensor == null ? next(8).put(0L) : address(tensor.memory());
  }

  /** The address of device memory. */
  public Arguments address(MemorySegment memory) {
    return next(8).put(memory.address());
  }

  /** An {@code int}. */
  public Arguments int32(int value) {
    return next(4).put(value);
  }

  /** A {@code long long}. */
  public Arguments int64(long value) {
    return next(8).put(value);
  }

  /** An {@code unsigned long long} that keys random numbers. */
  public Arguments seed(long seed) {
    next(8);
    return key(seed);
  }

  private Arguments key(long seed) {
    seeds.add(bytes.position());
    return put(seed);
  }

  /** A {@code float}, rounded from the value. */
  public Arguments float32(double value) {
    return next(4).put((float) value);
  }

  /** A {@code double}. */
  public Arguments float64(double value) {
    return next(8).put(Double.doubleToRawLongBits(value));
  }

  /** Numbers in a {@code struct} of as many {@code float}s. */
  public Arguments float32s(float... values) {
    next(4);
    for (float value : values) {
      put(value);
    }
    return this;
  }

  /**
   * A {@code Dropout} of {@code dropout.cuh}. Whether an element is kept is a comparison of
   * integers there: u(i) = w/2²⁴ ≥ rate if and only if w ≥ ⌈rate·2²⁴⌉.
   */
  public Arguments dropout(Dropout dropout) {
    next(8);
    if (dropout.active()) {
      key(dropout.seed());
    } else {
      put(dropout.seed());
    }
    put(dropout.stream());
    return put((int) Math.ceil(dropout.rate() * 0x1p24))
        .put((float) dropout.keptScale())
        .put((float) dropout.keptShift())
        .put((float) dropout.droppedValue());
  }

  /** A {@code UnaryFunction} of {@code activation.cuh}. */
  public Arguments function(UnaryFunction function) {
    return int32(
        switch (function) {
          case IDENTITY -> 0;
          case NEGATE -> 1;
          case ABS -> 2;
          case EXP -> 3;
          case LOG -> 4;
          case SQRT -> 5;
          case SQUARE -> 6;
          case RECIPROCAL -> 7;
          case SIGMOID -> 8;
          case TANH -> 9;
          case RELU -> 10;
          case SELU -> 11;
          case GELU -> 12;
        });
  }

  /** A {@code BinaryFunction} of {@code activation.cuh}. */
  public Arguments function(BinaryFunction function) {
    return int32(
        switch (function) {
          case ADD -> 0;
          case SUBTRACT -> 1;
          case MULTIPLY -> 2;
          case DIVIDE -> 3;
          case MAXIMUM -> 4;
          case MINIMUM -> 5;
        });
  }

  /** A {@code DType} of {@code dtype.cuh}. */
  public Arguments dtype(DType dtype) {
    return int32(
        switch (dtype) {
          case F32 -> 0;
          case F64 -> 1;
          case BF16 -> 2;
          case U8 -> 3;
          case U16 -> 4;
          case I32 -> 5;
        });
  }

  /**
   * An {@code Encoder} of {@code encoder_tile.cuh}.
   *
   * @param even features of the widest even hidden layer
   * @param odd of the widest odd one, 0 if there is none
   * @param latents what each head writes
   */
  public Arguments encoder(Encoder encoder, int even, int odd, List<Tensor> latents) {
    List<Encoder.Dense> layers = encoder.layers();
    int scaling =
        switch (encoder.scaling()) {
          case NONE -> 0;
          case SQRT -> 1;
          case UNIT_MAX -> 2;
          case UNIT_AREA -> 3;
        };
    next(8).put(scaling).put(layers.size()).put(even).put(odd);
    for (int i = 0; i < Encoder.MAX_LAYERS; i++) {
      int head = i - encoder.hidden().size();
      if (i < layers.size()) {
        Encoder.Dense layer = layers.get(i);
        long weight = layer.weight().memory().address();
        put(weight).put(layer.bias().memory().address());
        put(head < 0 ? 0L : latents.get(head).memory().address());
        put(layer.in()).put(layer.out());
        put(layer.in() % 4 == 0 && weight % 16 == 0 ? 1 : 0).put(0);
      } else {
        put(0L).put(0L).put(0L).put(0L).put(0L);
      }
    }
    return this;
  }

  /** A {@code Photons} of {@code photons.cuh}; the seed is a separate argument. */
  public Arguments photons(Photons photons) {
    next(8).put(photons.firstStream()).put(photons.streamsPerRow());
    put(photons.tables().memory().address());
    put(photons.kinds().memory().address());
    put(photons.photons().memory().address());
    put(photons.tables().shape().extent(0)).put(photons.bits());
    return put(photons.columns()).put(photons.pixels());
  }

  /** Numbers in a {@code struct} of as many {@code int}s. */
  public Arguments int32s(int... values) {
    next(4);
    for (int value : values) {
      put(value);
    }
    return this;
  }

  private Arguments next(int alignment) {
    int offset = (bytes.position() + alignment - 1) / alignment * alignment;
    bytes.position(offset);
    if (count == offsets.length) {
      offsets = Arrays.copyOf(offsets, 2 * count);
    }
    offsets[count++] = offset;
    return this;
  }

  private Arguments put(long value) {
    bytes.putLong(value);
    return this;
  }

  private Arguments put(int value) {
    bytes.putInt(value);
    return this;
  }

  private Arguments put(float value) {
    bytes.putFloat(value);
    return this;
  }

  /** Where in {@link #bytes} this seed keys random numbers. */
  List<Integer> keyedBy(long seed) {
    return seeds.stream().filter(at -> bytes.getLong(at) == seed).toList();
  }

  /** Puts a seed in each of these places. */
  void key(List<Integer> places, long seed) {
    places.forEach(at -> bytes.putLong(at, seed));
  }

  /** How many there are. */
  int count() {
    return count;
  }

  /** Where argument {@code i} starts in {@link #bytes}. */
  int offset(int i) {
    return offsets[i];
  }

  /** The first 8 bytes of argument {@code i} as an address; 0 if it has fewer. */
  long address(int i) {
    int end = i + 1 < count ? offsets[i + 1] : bytes.position();
    return offsets[i] % 8 == 0 && offsets[i] + 8 <= end ? bytes.getLong(offsets[i]) : 0;
  }

  /** All arguments, each aligned as its type asks. */
  MemorySegment bytes() {
    return MemorySegment.ofArray(bytes.array()).asSlice(0, bytes.position());
  }

  /** The number of the argument that holds this address, counted from 1, or 0 if none does. */
  int holding(long address) {
    for (int i = 0; i < count; i++) {
      if (offsets[i] % 8 == 0
          && offsets[i] + 8 <= bytes.position()
          && bytes.getLong(offsets[i]) == address) {
        return i + 1;
      }
    }
    return 0;
  }
}
