/** Spectra through an encoder's first layer, and photons drawn from them. */
package org.sinopia.tensor.cpu.encoder;
