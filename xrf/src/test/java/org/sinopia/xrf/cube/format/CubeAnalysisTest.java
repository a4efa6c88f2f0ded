package org.sinopia.xrf.cube.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.CubeSummary;
import org.sinopia.xrf.cube.CubeSummary.Peak;
import org.sinopia.xrf.cube.CubeWriter;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.EnergyCalibration;
import org.sinopia.xrf.cube.SampleType;
import org.sinopia.xrf.cube.Tile;
import org.sinopia.xrf.map.LineWindow;

class CubeAnalysisTest {

  private static final EnergyAxis AXIS = new EnergyAxis(40, 0, 10);

  @TempDir Path folder;

  private Path write(CubeHeader header, float... samples) throws IOException {
    Path file = folder.resolve("c.npz");
    try (CubeWriter writer = CubeFile.create(file, header)) {
      writer.write(new Tile(0, 0, header.height(), header.width()), MemorySegment.ofArray(samples));
      writer.finish();
    }
    return file;
  }

  @Test
  void summaryHoldsSumsMaximaAndPeaks() throws IOException {
    CubeHeader header = new CubeHeader(1, 2, 6, SampleType.F32).withEnergy(new EnergyAxis(6, 0, 6));
    Path file = write(header, 0, 5, 1, 2, 2, 0, 1, 1, 0, 7, 7, 3);
    try (DataCube cube = CubeFile.open(file)) {
      CubeSummary summary = CubeSummary.of(cube);
      assertEquals(29, summary.totalCounts());
      assertArrayEquals(new double[] {1, 6, 1, 9, 9, 3}, summary.sumSpectrum());
      assertArrayEquals(new double[] {1, 5, 1, 7, 7, 3}, summary.maximumSpectrum());
      assertEquals(
          List.of(new Peak(3, OptionalDouble.of(3.5), 9), new Peak(1, OptionalDouble.of(1.5), 6)),
          summary.strongest(5));
    }
  }

  @Property
  void aLinearBackgroundLeavesNoNetCounts(
      @ForAll @DoubleRange(min = 0.3, max = 9) double from,
      @ForAll @DoubleRange(min = 0.1, max = 3) double width,
      @ForAll @DoubleRange(min = 0.05, max = 2) double side,
      @ForAll @DoubleRange(min = -3, max = 3) double slope) {
    // Windows on edges of bins: within a bin, counts are spread evenly, not linearly.
    double low = Math.rint(from * 4) / 4;
    double high = Math.min(9.5, low + Math.max(0.25, Math.rint(width * 4) / 4));
    double sides = Math.max(0.25, Math.rint(side * 4) / 4);
    double[] weights = new LineWindow(low, high, sides).weights(AXIS);
    double net = 0;
    for (int b = 0; b < weights.length; b++) {
      net += weights[b] * (50 + slope * AXIS.centreKev(b));
    }
    assertEquals(0, net, 1e-9);
  }

  @Test
  void windowsTakeCutBinsInProportion() {
    double[] expected = new double[40];
    expected[4] = 0.6;
    Arrays.fill(expected, 5, 8, 1);
    expected[8] = 0.4;
    // Bins are 0.25 keV wide: 1.1 cuts bin 4 (1.0 to 1.25), 2.1 cuts bin 8 (2.0 to 2.25).
    assertArrayEquals(expected, new LineWindow(1.1, 2.1, 0).weights(AXIS), 1e-12);
  }

  @Test
  void mapsShowWhereTheLineIs() throws IOException {
    CubeHeader header = new CubeHeader(2, 2, 40, SampleType.F32).withEnergy(AXIS);
    float[] samples = new float[160];
    Arrays.fill(samples, 3);
    samples[2 * 40 + 20] += 100;
    samples[3 * 40 + 10] += 100;
    try (DataCube cube = CubeFile.open(write(header, samples))) {
      assertArrayEquals(
          new float[] {0, 0, 100, 0}, new LineWindow(4.75, 5.5, 0.5).map(cube), 1e-4f);
    }
    assertThrows(IllegalArgumentException.class, () -> new LineWindow(11, 12, 0.5).weights(AXIS));
  }

  @Test
  void aWindowWithItsSidesInOneBinHasNoNetCounts() throws IOException {
    CubeHeader header = new CubeHeader(1, 2, 40, SampleType.F32).withEnergy(AXIS);
    float[] samples = new float[80];
    Arrays.fill(samples, 3);
    try (DataCube cube = CubeFile.open(write(header, samples))) {
      // Bins are 0.25 keV wide; 1.05 to 1.2 is within bin 4.
      assertArrayEquals(new float[2], new LineWindow(1.1, 1.15, 0.05).map(cube), 1e-6f);
    }
  }

  @Test
  void rebinningIntoAFileConservesCounts() throws IOException {
    CubeHeader header = Cubes.header(5, 6, 37, SampleType.U32);
    Path file = folder.resolve("c.h5");
    Cubes.write(CubeFile.create(file, header), Cubes.samples(header, 4));
    Path moved = folder.resolve("moved.h5");
    EnergyAxis target = new EnergyAxis(11, 0, 2);
    try (DataCube cube = CubeFile.open(file);
        CubeWriter writer =
            CubeFile.create(moved, CubeConversion.rebinned(cube.header(), target))) {
      CubeConversion.rebin(cube, writer);
      writer.finish();
      try (DataCube result = CubeFile.open(moved)) {
        assertEquals(Optional.of(target), result.header().energy());
        double total = CubeSummary.of(cube).totalCounts();
        assertEquals(total, CubeSummary.of(result).totalCounts(), 1e-9 * total);
      }
    }
  }

  @Test
  void conversionKeepsAxisAttributesAndSamples() throws IOException {
    CubeHeader header = Cubes.header(3, 4, 16, SampleType.U16);
    byte[] samples = Cubes.samples(header, 8);
    Path file = folder.resolve("c.rpl");
    Cubes.write(CubeFile.create(file, header), samples);
    for (String name : List.of("a.npz", "b.hdr", "c.h5", "d.rpl")) {
      Path target = folder.resolve(name);
      try (DataCube cube = CubeFile.open(file)) {
        CubeConversion.convert(cube, target);
      }
      file = target;
    }
    try (DataCube cube = CubeFile.open(file)) {
      assertArrayEquals(samples, Cubes.read(cube));
      assertEquals(header.attributes(), cube.header().attributes());
      assertEquals(Cubes.axis(16), cube.header().energy().orElseThrow());
    }
  }

  @Test
  void twoLinesGiveTheAxis() {
    // Fe Kα (6.404 keV) in channel 640, Pb Lα (10.551 keV) in channel 1054.7: 10 eV a channel.
    EnergyAxis axis = EnergyCalibration.throughLines(2048, 640, 6.404, 1054.7, 10.551);
    assertEquals(0.01, axis.widthKev(), 1e-12);
    assertEquals(6.404, axis.centreKev(640), 1e-12);
    assertThrows(
        IllegalArgumentException.class,
        () -> EnergyCalibration.throughLines(2048, 640, 6.404, 600, 10.551));
  }

  @Test
  void unevenEnergiesAreRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> EnergyCalibration.throughEnergies(4, new double[] {1, 2, 3, 7}));
    assertThrows(
        IllegalArgumentException.class,
        () -> EnergyCalibration.throughEnergies(4, new double[] {1, 2, 3}));
    EnergyAxis axis = EnergyCalibration.throughEnergies(3, new double[] {1, 2, 3});
    assertEquals(0.5, axis.fromKev(), 1e-12);
    assertEquals(3.5, axis.toKev(), 1e-12);
  }
}
