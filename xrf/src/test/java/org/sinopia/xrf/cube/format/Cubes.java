package org.sinopia.xrf.cube.format;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.CubeWriter;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.SampleType;
import org.sinopia.xrf.cube.Tile;

/** Cubes that tests write and read. */
final class Cubes {

  /** An axis with exact binary fractions, so that its bin middles are exact as well. */
  static EnergyAxis axis(int bins) {
    return new EnergyAxis(bins, 0.5, 0.5 + bins / 32.0);
  }

  static CubeHeader header(int height, int width, int bins, SampleType type) {
    return new CubeHeader(
        height,
        width,
        bins,
        type,
        bins > 1 ? Optional.of(axis(bins)) : Optional.empty(),
        Map.of("seed", 42L, "threshold", 0.6, "palette", "ochre {=} 100 %\nÅ"));
  }

  /** Bytes of any bits, NaN and negative numbers among them where the type has them. */
  static byte[] samples(CubeHeader header, long seed) {
    byte[] bytes = new byte[Math.toIntExact(header.bytes())];
    new SplittableRandom(seed).nextBytes(bytes);
    return bytes;
  }

  static void write(CubeWriter writer, byte[] samples) throws IOException {
    CubeHeader header = writer.header();
    MemorySegment all = MemorySegment.ofArray(samples);
    try (writer) {
      for (Tile tile : writer.grid()) {
        writer.write(tile, cut(header, all, tile));
      }
      writer.finish();
    }
  }

  /** The samples of a rectangle, cut from those of a whole cube row by row. */
  static MemorySegment cut(CubeHeader header, MemorySegment all, Tile tile) {
    MemorySegment part = Arena.ofAuto().allocate(header.bytes(tile));
    long run = tile.width() * header.pixelBytes();
    for (int y = 0; y < tile.height(); y++) {
      long from = (long) (tile.row() + y) * header.width() + tile.column();
      MemorySegment.copy(all, from * header.pixelBytes(), part, y * run, run);
    }
    return part;
  }

  static byte[] read(DataCube cube) throws IOException {
    CubeHeader header = cube.header();
    return read(cube, new Tile(0, 0, header.height(), header.width()));
  }

  static byte[] read(DataCube cube, Tile tile) throws IOException {
    byte[] samples = new byte[Math.toIntExact(cube.header().bytes(tile))];
    cube.read(tile, MemorySegment.ofArray(samples));
    return samples;
  }

  static byte[] readAll(Path file) throws IOException {
    try (DataCube cube = CubeFile.open(file)) {
      return read(cube);
    }
  }

  static byte[] bytes(MemorySegment segment) {
    return segment.toArray(ValueLayout.JAVA_BYTE);
  }

  private Cubes() {}
}
