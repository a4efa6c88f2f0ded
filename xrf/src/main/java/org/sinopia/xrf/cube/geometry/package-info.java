/** Turned, cropped and straightened cubes, made as they are read. */
package org.sinopia.xrf.cube.geometry;
