package org.sinopia.xrf.cube.format;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Optional;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.Rebinning;
import org.sinopia.xrf.cube.CubeFormatException;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.CubeStream;
import org.sinopia.xrf.cube.CubeWriter;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.SampleType;
import org.sinopia.xrf.cube.TileGrid;

/** Makes cube files from cube files, in bounded memory. */
public final class CubeConversion {

  private CubeConversion() {}

  /**
   * Writes a cube in the format that a name's extension says; every sample, the axis and the
   * attributes stay as they are, where the format holds them.
   *
   * @param cube what to write
   * @param file where it goes; replaced when all is written
   * @throws CubeFormatException if the format cannot hold the cube
   * @throws IOException if reading or writing fails; nothing is left of the file then
   */
  public static void convert(DataCube cube, Path file) throws IOException {
    try (CubeWriter writer = CubeFile.create(file, cube.header())) {
      writer.writeAll(cube);
      writer.finish();
    }
  }

  /**
   * The header of a cube moved to another axis: counts become fractions, single precision where
   * that holds the source's counts exactly (8- and 16-bit whole numbers, single precision), else
   * double.
   *
   * @param source header of the cube
   * @param axis the axis wanted
   */
  public static CubeHeader rebinned(CubeHeader source, EnergyAxis axis) {
    SampleType type =
        switch (source.type()) {
          case U8, I8, U16, I16, F32 -> SampleType.F32;
          case U32, I32, U64, I64, F64 -> SampleType.F64;
        };
    return new CubeHeader(
        source.height(), source.width(), axis.bins(), type, Optional.of(axis), source.attributes());
  }

  /**
   * Writes a cube's counts moved to another energy axis; see {@link Rebinning}.
   *
   * @param cube a calibrated cube
   * @param writer a writer of {@link #rebinned} of its header; the caller finishes it
   * @throws IllegalArgumentException if the cube has no energy axis, or the writer another header
   * @throws IOException if reading or writing fails
   */
  public static void rebin(DataCube cube, CubeWriter writer) throws IOException {
    EnergyAxis from =
        cube.header()
            .energy()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "rebin: the cube has no energy axis; give --calibration OFFSET,GAIN"));
    CubeHeader header = writer.header();
    EnergyAxis to =
        header
            .energy()
            .orElseThrow(() -> new IllegalArgumentException("rebin: the writer has no axis"));
    CubeHeader expected = rebinned(cube.header(), to);
    if (header.height() != expected.height()
        || header.width() != expected.width()
        || header.type() != expected.type()) {
      throw new IllegalArgumentException(
          "rebin: writer of %d x %d %s, expected %d x %d %s"
              .formatted(
                  header.height(),
                  header.width(),
                  header.type().label(),
                  expected.height(),
                  expected.width(),
                  expected.type().label()));
    }
    Rebinning rebinning = Rebinning.between(from, to);
    CubeHeader wider = header.pixelBytes() > cube.header().pixelBytes() ? header : cube.header();
    TileGrid bands = CubeStream.bands(wider, writer.grid(), cube.grid());
    double[] counts = new double[from.bins()];
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment moved = arena.allocate(header.bytes(bands.cell(0)), 64);
      CubeStream.forEachTile(
          cube,
          bands,
          (tile, samples) -> {
            for (long i = 0; i < tile.pixels(); i++) {
              cube.header().type().toDoubles(samples, i * from.bins(), counts, 0, counts.length);
              put(rebinning.apply(counts), header.type(), moved, i * to.bins());
            }
            writer.write(tile, moved);
          });
    }
  }

  private static void put(double[] counts, SampleType type, MemorySegment target, long first) {
    if (type == SampleType.F64) {
      MemorySegment.copy(
          counts, 0, target, ValueLayout.JAVA_DOUBLE, first * Double.BYTES, counts.length);
      return;
    }
    for (int b = 0; b < counts.length; b++) {
      target.setAtIndex(ValueLayout.JAVA_FLOAT, first + b, (float) counts[b]);
    }
  }
}
