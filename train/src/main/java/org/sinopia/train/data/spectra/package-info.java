/** Spectra to train an embedder on: drawn from scans, scaled, and supplied without end. */
package org.sinopia.train.data.spectra;
