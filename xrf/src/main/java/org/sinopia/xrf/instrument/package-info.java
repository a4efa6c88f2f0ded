/**
 * Instruments that scan paintings: their description in JSON, the ones with names, random ones for
 * synthetic scans, and fast tables of the spectra they record.
 */
package org.sinopia.xrf.instrument;
