/**
 * Pigments, each a name, a colour and a spectrum, and the two sources of their spectra: simulated
 * from the chemistry of paint over a ground, or measured and read from files.
 */
package org.sinopia.xrf.pigment;
