/**
 * Tables of the elements from hydrogen to uranium: shells, emission lines, cross-sections and
 * scattering factors.
 */
package org.sinopia.xrf.physics.atom;
