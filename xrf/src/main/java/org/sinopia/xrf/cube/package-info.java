/**
 * Data cubes of X-ray fluorescence scans, read and written by tile, and what is computed from them
 * without holding them in memory. Each format family has its own package.
 */
package org.sinopia.xrf.cube;
