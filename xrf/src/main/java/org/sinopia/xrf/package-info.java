/**
 * X-ray fluorescence of paintings: physics of the lines, pigments and their spectra, synthesis of
 * cubes from pictures, the cube formats of instruments, and colour science. Knows tensors and
 * random numbers, nothing of networks.
 */
package org.sinopia.xrf;
