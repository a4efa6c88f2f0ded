/**
 * Every op in float32 on all cores with the Vector API, with the same bits on every machine.
 *
 * <p>Other packages see {@link CpuBackend} only. It passes each family of ops to one class.
 * Packages, from the ground up:
 *
 * <ul>
 *   <li>{@link org.sinopia.tensor.cpu.simd}: vectors over memory;
 *   <li>{@link org.sinopia.tensor.cpu.loops}: threads, and loops that they share;
 *   <li>{@link org.sinopia.tensor.cpu.products}, {@link org.sinopia.tensor.cpu.elementwise}, {@link
 *       org.sinopia.tensor.cpu.rows}, {@link org.sinopia.tensor.cpu.layout}, {@link
 *       org.sinopia.tensor.cpu.points};
 *   <li>on products, {@link org.sinopia.tensor.cpu.attention} and {@link
 *       org.sinopia.tensor.cpu.encoder}; on rows, {@link org.sinopia.tensor.cpu.image}.
 * </ul>
 */
package org.sinopia.tensor.cpu;
