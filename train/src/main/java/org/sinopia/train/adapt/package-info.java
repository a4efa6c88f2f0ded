/** Fits trained models to one scan: look at it, simulate others like it, align, report. */
package org.sinopia.train.adapt;
