/** The definitions of ops on pictures: convolution, pooling, SSIM and its kin. */
package org.sinopia.tensor.reference.image;
