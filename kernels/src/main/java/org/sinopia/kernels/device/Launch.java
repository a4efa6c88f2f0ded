package org.sinopia.kernels.device;

/**
 * How many threads run a kernel, and with how much shared memory beyond what it declares itself.
 *
 * @param grid the number of blocks
 * @param block the number of threads of a block
 * @param sharedBytes dynamic shared memory of a block
 */
public record Launch(Extent grid, Extent block, int sharedBytes) {
  /** A number along each of three axes. */
  public record Extent(int x, int y, int z) {
    /**
     * @throws IllegalArgumentException if any is less than 1
     */
    public Extent {
      if (x < 1 || y < 1 || z < 1) {
        throw new IllegalArgumentException(
            "launch: extent (" + x + ", " + y + ", " + z + "), expected at least 1 each");
      }
    }

    /** x·y·z. */
    public long product() {
      return (long) x * y * z;
    }

    @Override
    public String toString() {
      return y == 1 && z == 1 ? Integer.toString(x) : "(" + x + ", " + y + ", " + z + ")";
    }
  }

  /** Blocks and threads along one axis. */
  public static Launch of(int blocks, int threads) {
    return new Launch(new Extent(blocks, 1, 1), new Extent(threads, 1, 1), 0);
  }

  /** Blocks along up to three axes, threads along one. */
  public static Launch of(int blocksX, int blocksY, int blocksZ, int threads) {
    return new Launch(new Extent(blocksX, blocksY, blocksZ), new Extent(threads, 1, 1), 0);
  }

  /** The same with threads along two axes. */
  public Launch block(int x, int y) {
    return new Launch(grid, new Extent(x, y, 1), sharedBytes);
  }

  /** The same with a number of bytes of dynamic shared memory. */
  public Launch shared(int bytes) {
    return new Launch(grid, block, bytes);
  }

  /** {@code <<<grid, block, shared>>>}, as CUDA writes it. */
  @Override
  public String toString() {
    return "<<<" + grid + ", " + block + ", " + sharedBytes + ">>>";
  }
}
