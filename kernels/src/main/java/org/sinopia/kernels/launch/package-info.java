/**
 * One launcher for each CUDA source, by the same name: it chooses the grid from the device's
 * properties and hands over the arguments.
 */
package org.sinopia.kernels.launch;
