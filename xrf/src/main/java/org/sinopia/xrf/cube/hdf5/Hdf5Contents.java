package org.sinopia.xrf.cube.hdf5;

import java.io.IOException;
import java.util.SortedMap;

/** The groups and datasets of an HDF5 file, read by one of two libraries. */
interface Hdf5Contents extends AutoCloseable {

  /** The most objects of a file that are looked at. */
  int MAX_OBJECTS = 20_000;

  /** The most groups within one another that are looked at. */
  int MAX_DEPTH = 32;

  /** All groups and datasets by path, links resolved; an object may have several paths. */
  SortedMap<String, Hdf5Object> objects();

  /** The values of a small dataset of numbers, in row-major order. */
  double[] numbers(Hdf5Object dataset) throws IOException;

  /** The samples of a dataset. */
  Hdf5Array array(Hdf5Object dataset) throws IOException;

  @Override
  void close() throws IOException;
}
