/** Cubes in HDF5 files. */
package org.sinopia.xrf.cube.hdf5;
