/** Families of lines that a scan can show, and the shapes that they leave in its spectra. */
package org.sinopia.xrf.fit.lines;
