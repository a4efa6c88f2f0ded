package org.sinopia.train.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.Test;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.SampleType;
import org.sinopia.xrf.cube.Tile;
import org.sinopia.xrf.cube.TileGrid;
import org.sinopia.xrf.picture.Picture;

class RenewedScansTest {
  private static final EnergyAxis AXIS = new EnergyAxis(64, 0.5, 2.5);
  private static final int BATCH = 1 << 16;

  /** A scan of one pixel, with all its counts in the bin of its number. */
  private static CubeSource scan(long number) {
    CubeHeader header =
        new CubeHeader(1, 1, AXIS.bins(), SampleType.F32, Optional.of(AXIS), Map.of());
    DataCube cube =
        new DataCube() {
          @Override
          public CubeHeader header() {
            return header;
          }

          @Override
          public TileGrid grid() {
            return new TileGrid(1, 1, 1, 1);
          }

          @Override
          public void read(Tile tile, MemorySegment samples) {
            float[] counts = new float[AXIS.bins()];
            readFloats(tile, counts);
            samples.copyFrom(MemorySegment.ofArray(counts));
          }

          @Override
          public void readFloats(Tile tile, float[] counts) {
            Arrays.fill(counts, 0, AXIS.bins(), 0);
            counts[(int) number] = 100;
          }

          @Override
          public void close() {}
        };
    Picture colour = Picture.of(1, 1, new float[] {1, 0, 0});
    return new CubeSource(
        "scan" + number,
        header,
        () -> cube,
        Optional.empty(),
        Optional.empty(),
        Optional.of(() -> colour));
  }

  private static SpectrumSampler sampler(List<CubeSource> cubes) {
    return new SpectrumSampler(cubes, AXIS, SpectrumScaling.SQRT, true);
  }

  /** The bins that a batch has counts in: the numbers of the scans that it is of. */
  private static Set<Integer> scansOf(SpectrumStream stream, long batch) throws IOException {
    float[] spectra = new float[BATCH * AXIS.bins()];
    stream.fill(
        new SpectrumStream.Target(
            MemorySegment.ofArray(spectra), Optional.empty(), Optional.empty()),
        batch);
    Set<Integer> scans = new TreeSet<>();
    for (int i = 0; i < spectra.length; i++) {
      if (spectra[i] > 0) {
        scans.add(i % AXIS.bins());
      }
    }
    return scans;
  }

  @Test
  void everyBlockHasScansOfItsOwnHoweverItIsComeTo() throws IOException {
    int perBlock = (1 << 18) / BATCH;
    try (Scope host = Scope.open(Device.cpu());
        RenewedScans scans =
            new RenewedScans(3, RenewedScansTest::scan, RenewedScansTest::sampler)) {
      SpectrumStream stream = new SpectrumStream(scans, scans.of(0), BATCH, 7, host);
      assertEquals(Set.of(0, 1, 2), scansOf(stream, 0));
      assertEquals(Set.of(0, 1, 2), scansOf(stream, perBlock - 1));
      assertEquals(Set.of(3, 4, 5), scansOf(stream, perBlock));
      assertEquals(Set.of(30, 31, 32), scansOf(stream, 10L * perBlock));
      assertEquals(Set.of(0, 1, 2), scansOf(stream, 1));
    }
  }

  @Test
  void theNextBlockIsMadeWhileOneIsInUse() throws Exception {
    Set<Long> made = new ConcurrentSkipListSet<>();
    try (RenewedScans scans =
        new RenewedScans(
            2,
            number -> {
              made.add(number);
              return scan(number);
            },
            RenewedScansTest::sampler)) {
      List<String> names = new ArrayList<>();
      for (CubeSource cube : scans.of(0).cubes()) {
        names.add(cube.name());
      }
      assertEquals(List.of("scan0", "scan1"), names);
      for (int i = 0; i < 200 && made.size() < 4; i++) {
        Thread.sleep(50);
      }
      assertArrayEquals(new Object[] {0L, 1L, 2L, 3L}, made.toArray());
    }
  }

  @Test
  void aPictureThatCannotBeReadIsNamed() {
    try (RenewedScans scans =
        new RenewedScans(
            1,
            number -> {
              throw new NoSuchFileException("lost.png");
            },
            RenewedScansTest::sampler)) {
      assertEquals(
          "lost.png", assertThrows(NoSuchFileException.class, () -> scans.of(0)).getMessage());
    }
  }
}
