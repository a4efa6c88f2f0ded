package org.sinopia.train.profile;

import java.util.function.ToLongFunction;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.DeviceClock;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.LayoutOp;
import org.sinopia.tensor.op.MatrixOp;
import org.sinopia.tensor.op.Op;

/**
 * The highest rates that a machine attains (Williams, Waterman, Patterson 2009, "Roofline"):
 * arithmetic at the rate of a large matrix product, memory at the rate of a copy that fits in no
 * cache.
 *
 * @param flopsPerSecond of the product
 * @param bytesPerSecond read and written by the copy
 */
public record Roof(double flopsPerSecond, double bytesPerSecond) {
  private static final int SMALLEST_SIDE = 128;
  private static final int LARGEST_SIDE = 8192;
  private static final int SMALLEST_COPY = 1 << 16;
  private static final int LARGEST_COPY = 1 << 28;
  private static final double LONG_ENOUGH = 0.01;
  private static final int ATTEMPTS = 5;

  /** For how long, in seconds, a product of each size is repeated first: it takes compiling. */
  private static final double WARMING_UP = 1;

  /** The rates of a device, here and now: the best of several attempts. */
  public static Roof measure(Device device) {
    double flops = rate(device, SMALLEST_SIDE, LARGEST_SIDE, Roof::product, Op::flops, WARMING_UP);
    double bytes = rate(device, SMALLEST_COPY, LARGEST_COPY, Roof::copy, Op::bytes, 0);
    return new Roof(flops, bytes);
  }

  /** An op of a given size on new operands. */
  @FunctionalInterface
  private interface Sized {
    Op of(Scope scope, int size);
  }

  private static Op product(Scope scope, int side) {
    Tensor a = scope.full(0.5, side, side);
    return MatrixOp.Gemm.of(a, false, scope.full(2, side, side), false, scope.emptyLike(a));
  }

  private static Op copy(Scope scope, int elements) {
    Tensor from = scope.zeros(elements);
    return new LayoutOp.Cast(from, scope.emptyLike(from));
  }

  /** Doubles the size until the op takes long enough to be timed well. */
  private static double rate(
      Device device,
      int smallest,
      int largest,
      Sized sized,
      ToLongFunction<Op> amount,
      double warmingUp) {
    for (int size = smallest; ; size *= 2) {
      try (Scope scope = Scope.open(device);
          DeviceClock clock = device.backend().clock()) {
        Op op = sized.of(scope, size);
        double seconds = seconds(clock, op);
        long start = System.nanoTime();
        while ((System.nanoTime() - start) * 1e-9 < warmingUp) {
          seconds = seconds(clock, op);
        }
        if (seconds > LONG_ENOUGH || size >= largest) {
          return amount.applyAsLong(op) / seconds;
        }
      }
    }
  }

  private static double seconds(DeviceClock clock, Op op) {
    for (int i = 0; i < ATTEMPTS; i++) {
      clock.mark();
      op.run();
    }
    clock.mark();
    long[] moments = clock.read();
    long least = Long.MAX_VALUE;
    for (int i = 1; i < moments.length; i++) {
      least = Math.min(least, moments[i] - moments[i - 1]);
    }
    return least * 1e-9;
  }

  /** The least time for that much arithmetic and memory traffic, in seconds. */
  public double bound(long flops, long bytes) {
    return Math.max(flops / flopsPerSecond, bytes / bytesPerSecond);
  }
}
