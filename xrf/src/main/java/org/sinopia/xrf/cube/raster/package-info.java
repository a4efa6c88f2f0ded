/** Cubes as bare samples beside a text header: Ripple (RPL+RAW) and ENVI. */
package org.sinopia.xrf.cube.raster;
