/**
 * Data cubes of X-ray fluorescence scans: reading and writing them by tile in the formats of
 * instruments and other programs, and what is computed from them without holding them in memory.
 */
package org.sinopia.xrf.cube;
