/**
 * The CUDA side: kernel sources, the backend that launches them through JCuda, and the emulator
 * that runs the same sources on a host without a GPU. Found through {@link
 * java.util.ServiceLoader}; nothing in {@code nn} or {@code xrf} knows it exists.
 */
package org.sinopia.kernels;
