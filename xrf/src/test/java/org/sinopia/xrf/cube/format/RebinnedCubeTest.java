package org.sinopia.xrf.cube.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.CubeWriter;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.SampleType;
import org.sinopia.xrf.cube.Tile;

class RebinnedCubeTest {
  private static final EnergyAxis OWN = new EnergyAxis(50, 0, 10);
  private static final EnergyAxis WANTED = new EnergyAxis(16, 1, 9);

  @TempDir Path folder;

  private Path file(Optional<EnergyAxis> axis, String name) throws IOException {
    CubeHeader plain = Cubes.header(7, 9, OWN.bins(), SampleType.U16);
    CubeHeader header = new CubeHeader(7, 9, OWN.bins(), SampleType.U16, axis, plain.attributes());
    Path file = folder.resolve(name);
    Cubes.write(CubeFile.create(file, header), Cubes.samples(header, 3));
    return file;
  }

  @Test
  void aRectangleReadOnAnotherAxisIsTheRectangleOfTheConvertedCube() throws IOException {
    Path converted = folder.resolve("converted.h5");
    Tile tile = new Tile(2, 3, 4, 5);
    float[] read = new float[20 * 16];
    float[] stored = new float[20 * 16];
    try (DataCube cube = CubeFile.open(file(Optional.of(OWN), "own.h5"))) {
      try (CubeWriter writer =
          CubeFile.create(converted, CubeConversion.rebinned(cube.header(), WANTED))) {
        CubeConversion.rebin(cube, writer);
        writer.finish();
      }
      DataCube moved = cube.on(WANTED);
      assertEquals(Optional.of(WANTED), moved.header().energy());
      moved.readFloats(tile, read);
    }
    try (DataCube cube = CubeFile.open(converted)) {
      cube.readFloats(tile, stored);
    }
    for (int i = 0; i < read.length; i++) {
      assertEquals(stored[i], read[i], 1e-5f * stored[i], "value " + i);
    }
  }

  @Test
  void samplesAreThoseReadAsFloats() throws IOException {
    try (DataCube moved = CubeFile.open(file(Optional.of(OWN), "own.npz")).on(WANTED)) {
      Tile all = new Tile(0, 0, 7, 9);
      float[] floats = new float[63 * 16];
      moved.readFloats(all, floats);
      float[] samples = new float[63 * 16];
      moved.read(all, MemorySegment.ofArray(samples));
      assertArrayEquals(floats, samples);
    }
  }

  @Test
  void aCubeOnTheAxisIsItself() throws IOException {
    try (DataCube cube = CubeFile.open(file(Optional.of(OWN), "own.h5"))) {
      assertSame(cube, cube.on(new EnergyAxis(50, 1e-6, 10 - 1e-6)));
    }
  }

  @Test
  void withoutAnAxisBinsMustBeAsMany() throws IOException {
    try (DataCube cube = CubeFile.open(file(Optional.empty(), "own.npy"))) {
      assertEquals(Optional.of(OWN), cube.on(OWN).header().energy());
      var refused = assertThrows(IllegalArgumentException.class, () -> cube.on(WANTED));
      assertTrue(refused.getMessage().contains("or 16 bins"));
    }
  }

  @Test
  void axesWithNothingInCommonAreRefused() throws IOException {
    try (DataCube cube = CubeFile.open(file(Optional.of(OWN), "own.h5"))) {
      EnergyAxis beyond = new EnergyAxis(8, 10, 20);
      var refused = assertThrows(IllegalArgumentException.class, () -> cube.on(beyond));
      assertTrue(refused.getMessage().contains("expected some of 10.0 to 20.0 keV"));
    }
  }
}
