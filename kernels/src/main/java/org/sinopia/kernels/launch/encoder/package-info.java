/** Launches the encoder of spectra and the sampling of photons. */
package org.sinopia.kernels.launch.encoder;
