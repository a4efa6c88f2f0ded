package org.sinopia.train.profile;

import java.util.OptionalLong;
import org.sinopia.tensor.DeviceClock;

/**
 * One op as it ran.
 *
 * @param name the op's
 * @param shapes of its operands that say how much work it is
 * @param layer whose weights or their gradients it touches, empty if none
 * @param start in nanoseconds after the step began
 * @param nanos that it took
 * @param productNanos of these, those inside matrix products, as {@link DeviceClock#products}
 *     counts them; nothing if the device cannot tell
 * @param flops floating-point operations of the textbook formula
 * @param bytes that must move if every operand is touched once
 */
record TimedOp(
    String name,
    String shapes,
    String layer,
    long start,
    long nanos,
    OptionalLong productNanos,
    long flops,
    long bytes) {
  /** When it was done, in nanoseconds after the step began. */
  long end() {
    return start + nanos;
  }

  /** Whether the other is the same op on operands of the same shapes, in another step perhaps. */
  boolean isLike(TimedOp other) {
    return equals(other.at(start, nanos, productNanos));
  }

  /** The same op at another time. */
  TimedOp at(long newStart, long newNanos, OptionalLong newProductNanos) {
    return new TimedOp(name, shapes, layer, newStart, newNanos, newProductNanos, flops, bytes);
  }
}
