/**
 * Elements of a scan: its spectra fitted with families of X-ray lines, scatter, sum peaks and
 * background, pixel by pixel.
 */
package org.sinopia.xrf.fit;
