package org.sinopia.train.data.spectra;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.train.data.CubeSource;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.CubeWriter;
import org.sinopia.xrf.cube.SampleType;
import org.sinopia.xrf.cube.Tile;
import org.sinopia.xrf.cube.format.CubeFile;
import org.sinopia.xrf.cube.npy.NpyArray;

class SpectrumStreamTest {
  private static final int PIXELS = 5 * 7 + 11 * 3;
  private static final EnergyAxis AXIS = new EnergyAxis(PIXELS, 0.5, 0.5 + PIXELS / 32.0);

  @TempDir Path folder;

  /** A cube whose pixel i has all its counts in bin {@code first + i}. */
  private CubeSource marked(String file, int height, int width, int first) throws IOException {
    CubeHeader header =
        new CubeHeader(
            height,
            width,
            PIXELS,
            SampleType.U16,
            file.endsWith("npy") ? Optional.empty() : Optional.of(AXIS),
            Map.of("palette", "even, odd"));
    short[] samples = new short[height * width * PIXELS];
    for (int i = 0; i < height * width; i++) {
      samples[i * PIXELS + first + i] = 300;
    }
    Path path = folder.resolve(file);
    try (CubeWriter writer = CubeFile.create(path, header)) {
      writer.write(new Tile(0, 0, height, width), MemorySegment.ofArray(samples));
      writer.finish();
    }
    return CubeSource.of(path);
  }

  private SpectrumSampler sampler(String extension) throws IOException {
    return new SpectrumSampler(
        List.of(marked("a." + extension, 5, 7, 0), marked("b." + extension, 11, 3, 35)),
        AXIS,
        SpectrumScaling.SQRT);
  }

  /** The one bin that holds everything. */
  private static int mark(float[] spectra, int row) {
    int found = -1;
    for (int bin = 0; bin < PIXELS; bin++) {
      if (spectra[row * PIXELS + bin] != 0) {
        assertEquals(-1, found, "two marks");
        assertEquals(1, spectra[row * PIXELS + bin]);
        found = bin;
      }
    }
    return found;
  }

  @ParameterizedTest
  @ValueSource(strings = {"h5", "npy", "npz", "rpl", "hdr"})
  void everyPixelOfEveryCubeIsDrawnAlike(String extension) throws IOException {
    int each = 300;
    float[] spectra = sampler(extension).draw(1, 0, each * PIXELS).spectra();
    int[] times = new int[PIXELS];
    for (int i = 0; i < each * PIXELS; i++) {
      times[mark(spectra, i)]++;
    }
    double chiSquare = Arrays.stream(times).mapToDouble(n -> (n - each) * (n - each)).sum() / each;
    // 67 degrees of freedom: mean 67, deviation √134; five deviations off is one in a million.
    assertTrue(chiSquare < 67 + 5 * Math.sqrt(134), "chi-square " + chiSquare);
    assertTrue(chiSquare > 67 - 5 * Math.sqrt(134), "chi-square " + chiSquare);
  }

  @Test
  void successiveDrawsAreNotInTheFilesOrder() throws IOException {
    float[] spectra = sampler("h5").draw(1, 0, 1000).spectra();
    int rising = 0;
    for (int i = 1; i < 1000; i++) {
      rising += mark(spectra, i) > mark(spectra, i - 1) ? 1 : 0;
    }
    // (1 − 1/68)/2 of neighbours rise; the deviation of their number is √(1000/12), nearly.
    assertEquals(999 * 67 / 68.0 / 2, rising, 5 * Math.sqrt(1000 / 12.0));
  }

  @Test
  void aBatchIsTheSameHoweverItIsComeTo() throws IOException {
    SpectrumSampler sampler = sampler("h5");
    try (Scope host = Scope.open(Device.cpu())) {
      SpectrumStream walked = new SpectrumStream(sampler, 30_000, 7, host);
      List<float[]> batches = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        batches.add(batch(walked, sampler, i));
      }
      SpectrumStream resumed = new SpectrumStream(sampler, 30_000, 7, host);
      for (int number : new int[] {3, 4, 1}) {
        assertArrayEquals(batches.get(number), batch(resumed, sampler, number));
      }
      assertFalse(Arrays.equals(batches.get(0), batches.get(1)));
      SpectrumStream other = new SpectrumStream(sampler, 30_000, 8, host);
      assertFalse(Arrays.equals(batches.get(0), batch(other, sampler, 0)));
    }
  }

  private static float[] batch(SpectrumStream stream, SpectrumSampler sampler, long number)
      throws IOException {
    float[] spectra = new float[30_000 * sampler.bins()];
    stream.fill(
        new SpectrumStream.Target(
            MemorySegment.ofArray(spectra), Optional.empty(), Optional.empty()),
        number);
    return spectra;
  }

  @Test
  void cubesOfMoreBinsAreRebinned() throws IOException {
    CubeSource source = marked("a.h5", 5, 7, 0);
    EnergyAxis half = new EnergyAxis(PIXELS / 2, AXIS.fromKev(), AXIS.toKev());
    SpectrumSampler sampler = new SpectrumSampler(List.of(source), half, SpectrumScaling.UNIT_AREA);
    SpectrumDraw draw = sampler.draw(1, 0, 100);
    for (int i = 0; i < 100; i++) {
      int bin = (int) draw.pixel[i] / 2;
      assertEquals(1, draw.spectra()[i * half.bins() + bin], 1e-6f, "spectrum " + i);
    }
  }

  @Test
  void pigmentsBesideACubeAreThoseOfThePixelsDrawn() throws IOException {
    marked("a.h5", 5, 7, 0);
    byte[] places = new byte[35];
    for (int i = 0; i < 35; i++) {
      places[i] = (byte) (i % 2);
    }
    try (NpyArray array = NpyArray.create(folder.resolve("a-dominant.npy"), SampleType.U8, 5, 7)) {
      array.write(0, MemorySegment.ofArray(places));
      array.finish();
    }
    CubeSource source = CubeSource.of(folder.resolve("a.h5"));
    SpectrumDraw draw =
        new SpectrumSampler(List.of(source), AXIS, SpectrumScaling.SQRT).draw(1, 0, 50);
    SpectrumDraw.Pigments pigments = draw.pigments().orElseThrow();
    for (int i = 0; i < 50; i++) {
      String name = pigments.names().get(pigments.places().get(i));
      assertEquals(mark(draw.spectra(), i) % 2 == 0 ? "even" : "odd", name);
    }
    places[3] = 2;
    try (NpyArray array = NpyArray.create(folder.resolve("a-dominant.npy"), SampleType.U8, 5, 7)) {
      array.write(0, MemorySegment.ofArray(places));
      array.finish();
    }
    String bad = assertThrows(IOException.class, draw::pigments).getMessage();
    assertTrue(bad.contains("a-dominant.npy") && bad.contains("expected 0 to 1"), bad);
  }

  @Test
  void withoutThemNoPigmentsAreKnown() throws IOException {
    assertTrue(sampler("npz").draw(1, 0, 10).pigments().isEmpty());
  }

  @Test
  void foldersAreListedByName() throws IOException {
    marked("b.npz", 5, 7, 0);
    marked("a.h5", 5, 7, 0);
    Files.createFile(folder.resolve("a-dominant.npy"));
    Files.createFile(folder.resolve("a.png"));
    assertEquals(
        List.of("a", "b"), CubeSource.inFolder(folder).stream().map(CubeSource::name).toList());
    marked("a.npy", 5, 7, 0);
    String twice =
        assertThrows(IllegalArgumentException.class, () -> CubeSource.inFolder(folder))
            .getMessage();
    assertTrue(twice.contains("a.npy") && twice.contains("a.h5"), twice);
  }

  @Test
  void aFolderWithoutCubesIsRefused() {
    String none =
        assertThrows(IllegalArgumentException.class, () -> CubeSource.inFolder(folder))
            .getMessage();
    assertTrue(none.endsWith("no cubes in this folder"), none);
  }

  @Test
  void aCubeThatCannotBeMovedToTheAxisIsNamed() throws IOException {
    CubeSource source = marked("a.npy", 5, 7, 0);
    SpectrumSampler sampler =
        new SpectrumSampler(List.of(source), EnergyAxis.DEFAULT, SpectrumScaling.SQRT);
    String bad =
        assertThrows(IllegalArgumentException.class, () -> sampler.draw(1, 0, 1)).getMessage();
    assertTrue(bad.contains("a.npy: energy: none") && bad.contains("512 bins"), bad);
  }
}
