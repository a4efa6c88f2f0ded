/** Cubes in the files of Bruker instruments. */
package org.sinopia.xrf.cube.bruker;
