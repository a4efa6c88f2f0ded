package org.sinopia.bench.launches;

/**
 * A launch and the work that its op gives it.
 *
 * @param op that it belongs to
 * @param kernel the entry point
 * @param blocks of its grid
 * @param bytes read and written, each operand once
 * @param flops floating-point operations of the formula, with what is computed twice
 * @param elements of its largest operand
 * @param strided whether neighbouring threads read words that are far from each other
 */
record CountedLaunch(
    String op,
    String kernel,
    long blocks,
    long bytes,
    long flops,
    long elements,
    boolean strided) {}
