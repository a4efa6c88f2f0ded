package org.sinopia.xrf.cube;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** A cube about whose counting times its file has something to say. */
record TimedCube(DataCube cube, DeadTime known) implements DerivedCube {

  @Override
  public Optional<DeadTime> deadTime() {
    return Optional.of(known);
  }

  @Override
  public CubeHeader header() {
    return cube.header();
  }

  @Override
  public boolean isWritten(Tile tile) {
    return cube.isWritten(tile);
  }

  @Override
  public void read(Tile tile, MemorySegment samples) throws IOException {
    cube.read(tile, samples);
  }

  @Override
  public void readFloats(Tile tile, float[] counts) throws IOException {
    cube.readFloats(tile, counts);
  }
}
