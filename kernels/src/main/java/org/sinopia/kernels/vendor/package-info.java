/** NVIDIA's libraries in the place of our own kernels, where they load and are asked for. */
package org.sinopia.kernels.vendor;
