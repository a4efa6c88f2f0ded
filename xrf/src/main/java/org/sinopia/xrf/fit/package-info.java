/**
 * Elements of a scan: its spectra fitted with families of X-ray lines, scatter, sum peaks and
 * background, and maps of what was found.
 */
package org.sinopia.xrf.fit;
