package org.sinopia.xrf.cube;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/** A cube about whose file there is more to say. */
record AnnotatedCube(DataCube cube, List<String> warnings, int detectors) implements DerivedCube {

  @Override
  public CubeHeader header() {
    return cube.header();
  }

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

  @Override
  public void readFloats(Tile tile, float[] counts) throws IOException {
    cube.readFloats(tile, counts);
  }
}
