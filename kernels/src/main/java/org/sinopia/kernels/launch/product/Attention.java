package org.sinopia.kernels.launch.product;

import java.lang.foreign.MemorySegment;
import org.sinopia.kernels.device.Arguments;
import org.sinopia.kernels.device.Kernel;
import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.kernels.device.Launch;
import org.sinopia.kernels.launch.Alignment;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.AttentionOp;
import org.sinopia.tensor.op.Dropout;

/**
 * Launches {@code attention.cu} and {@code attention_backward.cu}, or their bfloat16 counterparts.
 */
public final class Attention {
  private static final Kernel THETA = new Kernel("attention_backward", "attention_backward_theta");
  private static final int THREADS = 128;
  private static final int WIDEST = 64;

  private final KernelDevice device;
  private final boolean bf16;

  /** A launcher for one device; without tensor cores it computes in float32. */
  public Attention(KernelDevice device, Precision precision) {
    this.device = device;
    this.bf16 = precision.on(device.properties()) == Precision.BF16;
  }

  /** {@link AttentionOp.LocalityAttention}. */
  public void forward(AttentionOp.LocalityAttention op) {
    Sizes sizes = new Sizes(op.qkv(), op.heads(), bf16);
    Arguments arguments =
        new Arguments()
            .tensor(op.qkv())
            .tensor(op.logTemperature())
            .tensor(op.out())
            .tensor(op.logSumExp());
    sizes.describe(arguments, op.logTemperature(), op.maskSelf(), op.dropout(), op.qkv());
    device.launch(
        sizes.kernel("attention"), Launch.of(sizes.blocks(sizes.queries()), THREADS), arguments);
  }

  /** {@link AttentionOp.LocalityAttentionBackward}. */
  public void backward(AttentionOp.LocalityAttentionBackward op) {
    Sizes sizes = new Sizes(op.qkv(), op.heads(), bf16);
    int tiles = sizes.tiles(sizes.queries());
    long rows = (long) sizes.batch() * sizes.heads();
    MemorySegment scratch = device.scratch(Float.BYTES * rows * (sizes.tokens() + tiles));
    MemorySegment delta = scratch.asSlice(0, Float.BYTES * rows * sizes.tokens());
    MemorySegment parts = scratch.asSlice(delta.byteSize());

    Arguments queries =
        new Arguments()
            .tensor(op.qkv())
            .tensor(op.logTemperature())
            .tensor(op.out())
            .tensor(op.logSumExp())
            .tensor(op.gradOut())
            .tensor(op.gradQkv())
            .address(delta)
            .address(parts);
    sizes.describe(
        queries, op.logTemperature(), op.maskSelf(), op.dropout(), op.qkv(), op.gradOut());
    device.launch(
        sizes.kernel("attention_backward", "queries"),
        Launch.of(sizes.blocks(sizes.queries()), THREADS),
        queries);

    Arguments keys =
        new Arguments()
            .tensor(op.qkv())
            .tensor(op.logTemperature())
            .tensor(op.logSumExp())
            .tensor(op.gradOut())
            .address(delta)
            .tensor(op.gradQkv());
    sizes.describe(keys, op.logTemperature(), op.maskSelf(), op.dropout(), op.qkv(), op.gradOut());
    device.launch(
        sizes.kernel("attention_backward", "keys"),
        Launch.of(sizes.blocks(Sizes.KEYS), THREADS).shared(sizes.keysSharedBytes()),
        keys);

    int thetas = op.logTemperature().elements();
    device.launch(
        THETA,
        Launch.of(thetas, THREADS),
        new Arguments()
            .address(parts)
            .tensor(op.gradLogTemperature())
            .int32(sizes.batch())
            .int32(sizes.heads())
            .int32(sizes.heads() / thetas)
            .int32(tiles));
  }

  /**
   * The sizes that a configuration follows from.
   *
   * @param features of a head
   * @param width features of a tile in shared memory; a wider head is taken in chunks
   */
  private record Sizes(int batch, int heads, int tokens, int features, int width, boolean bf16) {
    static final int KEYS = 64;
    private static final int QUERIES = 32;

    Sizes(Tensor qkv, int heads, boolean bf16) {
      this(
          qkv.shape().extent(0),
          heads,
          qkv.shape().extent(1),
          qkv.shape().extent(2) / (3 * heads),
          bf16);
    }

    private Sizes(int batch, int heads, int tokens, int features, boolean bf16) {
      this(
          batch,
          heads,
          tokens,
          features,
          features <= 16 ? 16 : features <= 32 ? 32 : WIDEST,
          bf16 && features <= WIDEST);
    }

    /** Queries of a block that goes through all keys. */
    int queries() {
      return bf16 ? KEYS : QUERIES;
    }

    int tiles(int tile) {
      return (tokens - 1) / tile + 1;
    }

    int blocks(int tile) {
      int chunks = (features - 1) / width + 1;
      return Math.toIntExact((long) batch * heads * chunks * tiles(tile));
    }

    Kernel kernel(String name, String... part) {
      String source = bf16 ? name + "_bf16" : name;
      String entry = part.length == 0 ? source : source + "_" + part[0];
      return new Kernel(source, entry + "_" + width);
    }

    /** Keys, values, queries and gradients of outputs; a tile of weights. */
    int keysSharedBytes() {
      return bf16 ? 0 : Float.BYTES * (2 * (KEYS + QUERIES) * width + QUERIES * KEYS);
    }

    /** The arguments that all kernels end with. */
    void describe(
        Arguments arguments, Tensor theta, boolean maskSelf, Dropout dropout, Tensor... read) {
      arguments
          .int32(heads)
          .int32(tokens)
          .int32(features)
          .int32(theta.elements())
          .int32(maskSelf ? 1 : 0)
          .dropout(dropout)
          .int32(features % 4 == 0 && Alignment.aligned(read) ? 1 : 0);
    }
  }
}
