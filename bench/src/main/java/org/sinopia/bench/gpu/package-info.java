/** Measurements of the GPU bundle, and their report. */
package org.sinopia.bench.gpu;
