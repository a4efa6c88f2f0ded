/** Energy calibration of cubes from the lines in them. */
package org.sinopia.xrf.cube.calibration;
