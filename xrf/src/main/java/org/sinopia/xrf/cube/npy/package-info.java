/** Cubes and arrays in NumPy's NPY and NPZ files. */
package org.sinopia.xrf.cube.npy;
