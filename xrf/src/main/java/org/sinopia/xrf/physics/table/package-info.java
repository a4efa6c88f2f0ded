/**
 * Spectra of many specimens under one instrument, from tables that are filled once: the same model
 * as {@link org.sinopia.xrf.physics.FundamentalParameters}, equal to 0.1 %.
 */
package org.sinopia.xrf.physics.table;
