/** From CUDA sources to code that a device can load, with a cache on disk. */
package org.sinopia.kernels.compile;
