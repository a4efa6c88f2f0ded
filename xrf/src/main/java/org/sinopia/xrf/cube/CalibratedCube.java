package org.sinopia.xrf.cube;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** A cube under another header of the same shape and number type. */
record CalibratedCube(DataCube cube, CubeHeader header) implements DerivedCube {

  @Override
  public Optional<DeadTime> deadTime() {
    return cube.deadTime();
  }

  @Override
  public boolean isWritten(Tile tile) {
    return cube.isWritten(tile);
  }

  @Override
  public void read(Tile tile, MemorySegment samples) throws IOException {
    cube.read(tile, samples);
  }
}
