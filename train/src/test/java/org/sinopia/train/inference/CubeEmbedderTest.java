package org.sinopia.train.inference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sinopia.autograd.Tape;
import org.sinopia.nn.model.VariationalEmbedder;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.train.data.pairs.LatentImage;
import org.sinopia.train.data.spectra.ScanMoments;
import org.sinopia.train.data.spectra.SpectrumScaling;
import org.sinopia.train.model.EmbedderDescription;
import org.sinopia.train.model.ModelFolder;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.CubeWriter;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.SampleType;
import org.sinopia.xrf.cube.Tile;
import org.sinopia.xrf.cube.format.CubeFile;
import org.sinopia.xrf.painting.Painter;
import org.sinopia.xrf.picture.Picture;
import org.sinopia.xrf.pigment.SimulatedPalette;
import org.sinopia.xrf.synthesis.ColourClusters;
import org.sinopia.xrf.synthesis.CubeSynthesis;
import org.sinopia.xrf.synthesis.PaintedPicture;
import org.sinopia.xrf.synthesis.PigmentMixing;
import org.sinopia.xrf.synthesis.ScanConditions;
import org.sinopia.xrf.synthesis.SyntheticCube;

class CubeEmbedderTest {
  @TempDir Path folder;

  /** Counts of 0 to 9, the first pixel's all 0. */
  private static byte[] counts(CubeHeader header) {
    byte[] counts = new byte[Math.toIntExact(header.bytes())];
    Random random = new Random(5);
    for (int i = header.bins(); i < counts.length; i++) {
      counts[i] = (byte) random.nextInt(10);
    }
    return counts;
  }

  private Path cube(String name, CubeHeader header) throws IOException {
    Path file = folder.resolve(name);
    byte[] counts = counts(header);
    try (CubeWriter writer = CubeFile.create(file, header)) {
      for (Tile tile : writer.grid()) {
        byte[] part = new byte[Math.toIntExact(header.bytes(tile))];
        int run = tile.width() * header.bins();
        for (int y = 0; y < tile.height(); y++) {
          int from = ((tile.row() + y) * header.width() + tile.column()) * header.bins();
          System.arraycopy(counts, from, part, y * run, run);
        }
        writer.write(tile, MemorySegment.ofArray(part));
      }
      writer.finish();
    }
    return file;
  }

  private static CubeHeader header(int height, int width, Optional<EnergyAxis> axis) {
    int bins = axis.map(EnergyAxis::bins).orElse(Models.AXIS.bins());
    return new CubeHeader(height, width, bins, SampleType.U8, axis, Map.of());
  }

  private LatentImage embed(ModelFolder model, Path file) throws IOException {
    try (CubeEmbedder embedder = CubeEmbedder.open(model, Device.cpu());
        DataCube cube = CubeFile.open(file)) {
      AtomicLong done = new AtomicLong();
      LatentImage latent = embedder.embed(cube, file.toString(), done::addAndGet);
      assertEquals(cube.header().pixels(), done.get());
      return latent;
    }
  }

  @Test
  void everyPixelIsItsSpectrumScaledEncodedAndStandardised() throws IOException {
    ModelFolder folderOf = Models.embedder(folder.resolve("e"), 1);
    CubeHeader header = header(5, 7, Optional.of(Models.AXIS));
    LatentImage latent = embed(folderOf, cube("c.h5", header));
    byte[] counts = counts(header);
    EmbedderDescription description = folderOf.embedder();
    try (Scope scope = Scope.open(Device.cpu())) {
      VariationalEmbedder model = folderOf.loadEmbedder(scope);
      for (int pixel : new int[] {0, 1, 20, 34}) {
        float[] spectrum = new float[32];
        for (int b = 0; b < 32; b++) {
          spectrum[b] = counts[pixel * 32 + b];
        }
        SpectrumScaling.SQRT.apply(spectrum, 0, 32, new ScanMoments.Sum(32).moments());
        Tape tape = Tape.inference(scope, 0);
        double[] mu =
            model
                .encode(tape.constant(scope.of(spectrum, 1, 32)), Optional.empty())
                .mu()
                .value()
                .toDoubles();
        for (int c = 0; c < 3; c++) {
          double expected =
              (mu[c] - description.latentMean().get(c)) / description.latentDeviation().get(c);
          assertEquals(expected, latent.values()[c * 35 + pixel], 1e-5);
        }
      }
    }
  }

  @Test
  void aSyntheticCubeIsEmbeddedAsItsCountsAre() throws IOException {
    Picture picture = Painter.paint(70, 61, 2);
    SyntheticCube cube =
        new SyntheticCube(
            new PaintedPicture(
                picture,
                ColourClusters.of(picture, 3, 0, 1),
                new PigmentMixing(SimulatedPalette.DEFAULT.palette(Models.AXIS), 0.6)),
            ScanConditions.DEFAULT.withPoisson(true).withDrift(0.01, 0.05),
            4);
    ModelFolder model = Models.embedder(folder.resolve("e"), 1);
    Path stored = folder.resolve("c.h5");
    CubeSynthesis.write(cube, stored, 1, pixels -> {});
    float[] expected = embed(model, stored).values();
    try (CubeEmbedder embedder = CubeEmbedder.open(model, Device.cpu())) {
      AtomicLong done = new AtomicLong();
      LatentImage latent = embedder.embed(cube, "painting", done::addAndGet);
      assertEquals(70 * 61, done.get());
      assertArrayEquals(expected, latent.values(), 1e-5f);
      CubeEmbedder.Posterior posterior = embedder.posterior(cube, "painting", pixels -> {});
      assertArrayEquals(latent.values(), posterior.mean().values(), 1e-5f);
      try (DataCube read = CubeFile.open(stored)) {
        assertArrayEquals(
            embedder.posterior(read, "c.h5", pixels -> {}).deviation().values(),
            posterior.deviation().values(),
            1e-5f);
      }
    }
  }

  @Test
  void howACubeIsStoredMakesNoDifferenceToTheLastBit() throws IOException {
    ModelFolder model = Models.embedder(folder.resolve("e"), 1);
    CubeHeader header = header(90, 61, Optional.of(Models.AXIS));
    float[] expected = embed(model, cube("c.h5", header)).values();
    assertArrayEquals(expected, embed(model, cube("c.npz", header)).values());
    assertArrayEquals(expected, embed(model, cube("c.hdr", header)).values());
    // An NPY file has no axis; as many bins as the embedder's are taken to be those.
    assertArrayEquals(expected, embed(model, cube("c.npy", header)).values());
  }

  @Test
  void finerBinsAreMovedToTheEmbeddersAxis() throws IOException {
    ModelFolder model = Models.embedder(folder.resolve("e"), 1);
    EnergyAxis finer = new EnergyAxis(64, Models.AXIS.fromKev(), Models.AXIS.toKev());
    LatentImage latent = embed(model, cube("c.h5", header(3, 4, Optional.of(finer))));
    assertEquals(3 * 12, latent.values().length);
  }

  @Test
  void aCubeOfOtherEnergiesIsRefusedByName() throws IOException {
    ModelFolder model = Models.embedder(folder.resolve("e"), 1);
    Path beyond = cube("c.h5", header(3, 4, Optional.of(new EnergyAxis(32, 40, 50))));
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> embed(model, beyond));
    assertTrue(e.getMessage().startsWith(beyond + ": energy: 40.0 to 50.0 keV"), e.getMessage());
    Path bare = cube("c.npy", new CubeHeader(3, 4, 20, SampleType.U8));
    e = assertThrows(IllegalArgumentException.class, () -> embed(model, bare));
    assertTrue(e.getMessage().startsWith(bare + ": energy: none"), e.getMessage());
  }

  @Test
  void thePosteriorsMeanIsTheEmbeddingAndItsDeviationIsPositive() throws IOException {
    ModelFolder model = Models.embedder(folder.resolve("e"), 1);
    Path file = cube("c.h5", header(5, 7, Optional.of(Models.AXIS)));
    try (CubeEmbedder embedder = CubeEmbedder.open(model, Device.cpu());
        DataCube cube = CubeFile.open(file)) {
      CubeEmbedder.Posterior posterior = embedder.posterior(cube, "c", done -> {});
      assertArrayEquals(embed(model, file).values(), posterior.mean().values());
      for (float deviation : posterior.deviation().values()) {
        assertTrue(deviation > 0 && deviation < 100);
      }
    }
  }
}
