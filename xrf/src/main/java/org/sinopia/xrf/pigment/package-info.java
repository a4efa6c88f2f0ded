/**
 * Pigments, each a name, a colour and a spectrum, and palettes of them: simulated from the
 * chemistry of paint over a ground, or measured.
 */
package org.sinopia.xrf.pigment;
