/** Drawings of spectra. */
package org.sinopia.xrf.chart;
