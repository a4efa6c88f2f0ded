/**
 * The CUDA backend: hand-written kernels behind {@link org.sinopia.tensor.Backend}, on a real GPU
 * ({@code cuda}) or in the emulator ({@code emulator}), through one launch path.
 */
package org.sinopia.kernels;
