/**
 * Devices that run kernels: memory, launches, graphs and events, with two implementations, the CUDA
 * driver and the emulator.
 */
package org.sinopia.kernels.device;
