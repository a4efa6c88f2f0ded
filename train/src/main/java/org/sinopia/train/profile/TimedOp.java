package org.sinopia.train.profile;

/**
 * One op as it ran.
 *
 * @param name the op's
 * @param shapes of its operands that say how much work it is
 * @param layer whose weights or their gradients it touches, empty if none
 * @param start in nanoseconds after the step began
 * @param nanos that it took
 * @param flops floating-point operations of the textbook formula
 * @param bytes that must move if every operand is touched once
 */
public record TimedOp(
    String name, String shapes, String layer, long start, long nanos, long flops, long bytes) {}
