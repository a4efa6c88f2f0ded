package org.sinopia.xrf.cube.hdf5;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.sinopia.xrf.cube.SampleType;

/** A dataset of numbers of any number of dimensions. Reading is safe from many threads at once. */
interface Hdf5Array {

  /** Number type. */
  SampleType type();

  /** Sizes of its dimensions, slowest first. */
  long[] sizes();

  /** Sizes of the blocks that are cheapest to read, at most the dataset's own. */
  long[] chunk();

  /**
   * Reads a box.
   *
   * @param start index of its first sample
   * @param count its sizes; at most three of them above 1
   * @param target receives samples in native byte order
   * @param strides for each dimension, how many samples of the target lie between neighbours
   * @throws IndexOutOfBoundsException if the box is not in the dataset
   */
  void read(long[] start, long[] count, MemorySegment target, long[] strides) throws IOException;

  /** Whether any sample of a box is stored; others read as the fill value. */
  boolean isWritten(long[] start, long[] count) throws IOException;
}
