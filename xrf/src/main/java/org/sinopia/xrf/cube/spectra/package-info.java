/** Cubes in many files: a spectrum for each pixel, or a picture for each row. */
package org.sinopia.xrf.cube.spectra;
