package org.sinopia.xrf.cube.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.cube.CubeFormatException;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.CubeWriter;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.SampleType;
import org.sinopia.xrf.cube.Tile;
import org.sinopia.xrf.cube.hdf5.Hdf5CubeWriter;
import org.sinopia.xrf.cube.hdf5.Hdf5Options;
import org.sinopia.xrf.cube.raster.EnviFormat;
import org.sinopia.xrf.cube.raster.RippleFormat;
import org.sinopia.xrf.cube.store.Interleave;

class CubeRoundTripTest {

  /** A way to write a cube. */
  enum Written {
    HDF5_PLAIN("c.h5"),
    HDF5_SMALL_CHUNKS("c.h5"),
    HDF5_DEFLATED("c.h5"),
    NPY("c.npy"),
    NPZ("c.npz"),
    RIPPLE_VECTOR("c.rpl"),
    RIPPLE_IMAGE("c.rpl"),
    ENVI_BSQ("c.hdr"),
    ENVI_BIL("c.hdr"),
    ENVI_BIP("c.img");

    final String name;

    Written(String name) {
      this.name = name;
    }

    CubeWriter create(Path file, CubeHeader header) throws IOException {
      return switch (this) {
        case HDF5_SMALL_CHUNKS -> Hdf5CubeWriter.create(file, header, new Hdf5Options(0, 3, 2));
        case HDF5_DEFLATED -> Hdf5CubeWriter.create(file, header, new Hdf5Options(4, 2, 3));
        case RIPPLE_IMAGE -> RippleFormat.create(file, header, Interleave.BSQ);
        case ENVI_BSQ -> EnviFormat.create(file, header, Interleave.BSQ);
        case ENVI_BIL -> EnviFormat.create(file, header, Interleave.BIL);
        case HDF5_PLAIN, NPY, NPZ, RIPPLE_VECTOR, ENVI_BIP -> CubeFile.create(file, header);
      };
    }

    boolean holds(SampleType type) {
      return type != SampleType.I8 || !name().startsWith("ENVI");
    }

    boolean holdsAxis() {
      return this != NPY;
    }
  }

  static Stream<Written> ways() {
    return Stream.of(Written.values());
  }

  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource("ways")
  void everySampleOfEveryTypeComesBackBitByBit(Written way) throws IOException {
    for (SampleType type : SampleType.values()) {
      if (!way.holds(type)) {
        continue;
      }
      for (CubeHeader header :
          new CubeHeader[] {
            Cubes.header(7, 5, 70, type), Cubes.header(1, 1, 1, type), Cubes.header(4, 9, 2, type)
          }) {
        Path file = folder.resolve(way.name);
        byte[] samples = Cubes.samples(header, type.name().hashCode());
        Cubes.write(way.create(file, header), samples);
        try (DataCube cube = CubeFile.open(file)) {
          assertEquals(type, cube.header().type());
          assertArrayEquals(samples, Cubes.read(cube), way + " " + type);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void axisAndAttributesComeBack(Written way) throws IOException {
    CubeHeader header = Cubes.header(3, 4, 40, SampleType.U16);
    Path file = folder.resolve(way.name);
    Cubes.write(way.create(file, header), Cubes.samples(header, 1));
    try (DataCube cube = CubeFile.open(file)) {
      if (way.holdsAxis()) {
        EnergyAxis axis = cube.header().energy().orElseThrow();
        assertEquals(40, axis.bins());
        assertEquals(Cubes.axis(40).fromKev(), axis.fromKev(), 1e-12);
        assertEquals(Cubes.axis(40).toKev(), axis.toKev(), 1e-12);
        assertEquals(header.attributes(), cube.header().attributes());
      } else {
        assertEquals(Optional.empty(), cube.header().energy());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void anyRectangleIsThatPartOfTheWhole(Written way) throws IOException {
    CubeHeader header = Cubes.header(7, 5, 33, SampleType.U16);
    Path file = folder.resolve(way.name);
    byte[] samples = Cubes.samples(header, 3);
    Cubes.write(way.create(file, header), samples);
    try (DataCube cube = CubeFile.open(file)) {
      for (Tile tile :
          new Tile[] {
            new Tile(0, 0, 7, 5), new Tile(1, 2, 4, 3), new Tile(6, 4, 1, 1), new Tile(2, 0, 3, 5)
          }) {
        byte[] expected = Cubes.bytes(Cubes.cut(header, MemorySegment.ofArray(samples), tile));
        assertArrayEquals(expected, Cubes.read(cube, tile), tile.toString());
      }
      assertThrows(IndexOutOfBoundsException.class, () -> Cubes.read(cube, new Tile(6, 0, 2, 1)));
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void conversionFromHdf5KeepsEverySample(Written way) throws IOException {
    CubeHeader header = Cubes.header(11, 6, 20, SampleType.U32);
    Path source = folder.resolve("source.h5");
    byte[] samples = Cubes.samples(header, 9);
    Cubes.write(Hdf5CubeWriter.create(source, header, new Hdf5Options(1, 4, 4)), samples);
    Path target = folder.resolve(way.name);
    try (DataCube cube = CubeFile.open(source);
        CubeWriter writer = way.create(target, cube.header())) {
      writer.writeAll(cube);
      writer.finish();
    }
    assertArrayEquals(samples, Cubes.readAll(target));
  }

  @ParameterizedTest
  @EnumSource(SampleType.class)
  void floatsAndDoublesAreTheSamplesValues(SampleType type) throws IOException {
    CubeHeader header = new CubeHeader(2, 3, 4, type);
    Path file = folder.resolve("c.npy");
    byte[] samples = Cubes.samples(header, 77);
    Cubes.write(CubeFile.create(file, header), samples);
    double[] doubles = new double[24];
    float[] floats = new float[24];
    try (DataCube cube = CubeFile.open(file)) {
      cube.readDoubles(new Tile(0, 0, 2, 3), doubles);
      cube.readFloats(new Tile(0, 0, 2, 3), floats);
    }
    var bytes = ByteBuffer.wrap(samples).order(ByteOrder.nativeOrder());
    for (int i = 0; i < 24; i++) {
      double expected =
          switch (type) {
            case U8 -> bytes.get(i) & 0xFF;
            case I8 -> bytes.get(i);
            case U16 -> bytes.getShort(2 * i) & 0xFFFF;
            case I16 -> bytes.getShort(2 * i);
            case U32 -> bytes.getInt(4 * i) & 0xFFFFFFFFL;
            case I32 -> bytes.getInt(4 * i);
            case U64 -> new BigDecimal(Long.toUnsignedString(bytes.getLong(8 * i))).doubleValue();
            case I64 -> bytes.getLong(8 * i);
            case F32 -> bytes.getFloat(4 * i);
            case F64 -> bytes.getDouble(8 * i);
          };
      assertEquals(expected, doubles[i]);
      assertEquals((float) expected, floats[i]);
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void anUnfinishedCubeLeavesWhatWasThere(Written way) throws IOException {
    CubeHeader header = Cubes.header(4, 4, 8, SampleType.U16);
    Path file = folder.resolve(way.name);
    Files.writeString(file, "before");
    try (CubeWriter writer = way.create(file, header)) {
      Tile first = writer.grid().cell(0);
      writer.write(first, MemorySegment.ofArray(new byte[(int) header.bytes(first)]));
      if (writer.grid().cells() > 1) {
        assertThrows(IllegalStateException.class, writer::finish);
        assertThrows(
            IllegalStateException.class,
            () -> writer.write(first, MemorySegment.ofArray(new byte[(int) header.bytes(first)])));
      }
    }
    assertEquals("before", Files.readString(file));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(1, files.count());
    }
  }

  @Test
  void enviRefusesSignedBytesAndLeavesNothing() throws IOException {
    Path file = folder.resolve("c.hdr");
    var e =
        assertThrows(
            CubeFormatException.class,
            () -> CubeFile.create(file, new CubeHeader(1, 1, 1, SampleType.I8)));
    assertTrue(e.getMessage().contains("data type"), e.getMessage());
    try (Stream<Path> files = Files.list(folder)) {
      assertFalse(files.findAny().isPresent());
    }
  }

  @Test
  void hdf5ChunksAreTakenFromManyThreads() throws Exception {
    CubeHeader header = Cubes.header(40, 24, 64, SampleType.U16);
    byte[] samples = Cubes.samples(header, 5);
    Path file = folder.resolve("c.h5");
    try (CubeWriter writer = Hdf5CubeWriter.create(file, header, new Hdf5Options(1, 5, 7))) {
      MemorySegment all = MemorySegment.ofArray(samples);
      IntStream.range(0, writer.grid().cells())
          .parallel()
          .forEach(
              i -> {
                Tile tile = writer.grid().cell(i);
                try {
                  writer.write(tile, Cubes.cut(header, all, tile));
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      writer.finish();
    }
    assertArrayEquals(samples, Cubes.readAll(file));
  }
}
