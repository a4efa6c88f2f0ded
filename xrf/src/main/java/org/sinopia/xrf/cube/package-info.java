/**
 * Data cubes of X-ray fluorescence scans, read and written by tile, and what is computed from them
 * without holding them in memory. Each format family has a package of its own.
 */
package org.sinopia.xrf.cube;
