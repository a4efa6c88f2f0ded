/**
 * Synthetic cubes from pictures, after ganX (A. Bombini (2023), arXiv 2304.14078): the colours of a
 * picture are clustered, each cluster's colour is taken for a mixture of pigments, and every pixel
 * gets photons drawn from its mixture's spectrum. Beside it, what a real scan suffers from: drift,
 * dead time, Poisson noise, an uneven surface, and paintings under paintings.
 */
package org.sinopia.xrf.synthesis;
