/** Launches what may run on tensor cores: matrix products, convolution and attention. */
package org.sinopia.kernels.launch.product;
