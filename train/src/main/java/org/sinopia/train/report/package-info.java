/**
 * The report of a run: one HTML file that needs nothing else, made from records by a template. It
 * holds no time, path or other accident of the run, so equal runs make equal files.
 */
package org.sinopia.train.report;
