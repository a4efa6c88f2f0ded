/** Convolution, pooling, SSIM and its kin, redmean, and the tokens of patches. */
package org.sinopia.tensor.cpu.image;
