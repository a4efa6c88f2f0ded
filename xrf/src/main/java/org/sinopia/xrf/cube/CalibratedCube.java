package org.sinopia.xrf.cube;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** A cube under another header of the same shape and number type. */
record CalibratedCube(DataCube cube, CubeHeader header) implements DataCube {

  @Override
  public TileGrid grid() {
    return cube.grid();
  }

  @Override
  public void read(Tile tile, MemorySegment samples) throws IOException {
    cube.read(tile, samples);
  }

  @Override
  public void close() throws IOException {
    cube.close();
  }
}
