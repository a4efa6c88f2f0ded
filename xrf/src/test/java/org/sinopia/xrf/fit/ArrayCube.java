package org.sinopia.xrf.fit;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.Optional;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.SampleType;
import org.sinopia.xrf.cube.Tile;
import org.sinopia.xrf.cube.TileGrid;

/** A cube of one row, in memory. */
final class ArrayCube implements DataCube {
  private final float[][] pixels;
  private final CubeHeader header;

  ArrayCube(EnergyAxis axis, float[][] pixels) {
    this.pixels = pixels;
    this.header =
        new CubeHeader(1, pixels.length, axis.bins(), SampleType.F32, Optional.of(axis), Map.of());
  }

  @Override
  public CubeHeader header() {
    return header;
  }

  @Override
  public TileGrid grid() {
    return new TileGrid(1, pixels.length, 1, Math.min(5, pixels.length));
  }

  @Override
  public void read(Tile tile, MemorySegment samples) {
    long at = 0;
    for (int x = 0; x < tile.width(); x++) {
      for (float value : pixels[tile.column() + x]) {
        samples.setAtIndex(ValueLayout.JAVA_FLOAT, at++, value);
      }
    }
  }

  @Override
  public void close() {}
}
