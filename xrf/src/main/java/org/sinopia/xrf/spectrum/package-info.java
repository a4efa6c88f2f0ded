/** Single spectra, simulated or measured, and readers of the files that hold them. */
package org.sinopia.xrf.spectrum;
