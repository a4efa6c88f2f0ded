package org.sinopia.xrf.cube.hdf5;

import java.util.List;

/**
 * Which dimensions of a dataset are what.
 *
 * @param row dimension of the rows; -1 if there is one row only, without a dimension
 * @param column dimension of the columns; -1 if there is one column only
 * @param bin dimension of the energy bins
 * @param detector dimension of the detectors; -1 if there is none
 * @param detectors how many there are, at least 1
 * @param selected numbers of those that are summed, at least one
 */
record Hdf5Axes(
    int row, int column, int bin, int detector, int detectors, List<Integer> selected) {}
