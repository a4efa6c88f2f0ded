package org.sinopia.train.view;

import org.sinopia.xrf.fit.ScanFit;
import org.sinopia.xrf.fit.SpectrumFit;

/**
 * The fit of a scan.
 *
 * @param scan which elements are there
 * @param spectra takes spectra apart
 * @param whole whether it is of all pixels, or of those read so far
 */
record Fits(ScanFit scan, SpectrumFit spectra, boolean whole) {}
