package org.sinopia.train.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sinopia.nn.SafetensorsException;
import org.sinopia.train.data.spectra.ScanMoments;
import org.sinopia.xrf.RandomStream;

class ScanSubspaceTest {
  private static final int BINS = 48;
  private static final int SCANS = 240;

  @TempDir private Path folder;

  /** A scan of lines at every eighth bin, of random strengths, on a flat background. */
  private static ScanMoments scan(RandomStream random, double foreign) {
    float[] counts = new float[BINS];
    for (int b = 0; b < BINS; b++) {
      counts[b] = (float) (100 + random.uniform());
    }
    for (int line = 4; line < BINS; line += 8) {
      float strength = (float) (2000 * random.uniform());
      counts[line - 1] += strength / 2;
      counts[line] += strength;
      counts[line + 1] += strength / 2;
    }
    counts[0] += (float) foreign;
    ScanMoments.Sum sum = new ScanMoments.Sum(BINS);
    sum.add(counts, 0);
    return sum.moments();
  }

  private static ScanSubspace usual() {
    RandomStream random = new RandomStream(1, 2, 0);
    List<float[]> spectra = new ArrayList<>();
    int[] pictures = new int[SCANS];
    for (int i = 0; i < SCANS; i++) {
      spectra.add(scan(random, 0).spectrum());
      pictures[i] = i / 3;
    }
    return ScanSubspace.of(spectra, pictures);
  }

  @Test
  void aScanWithALineThatNoneHadIsForeign() {
    ScanSubspace scans = usual();
    RandomStream random = new RandomStream(7, 2, 0);
    int foreign = 0;
    for (int i = 0; i < 100; i++) {
      foreign += scans.novelty(scan(random, 0)) > 1 ? 1 : 0;
    }
    // One in a hundred is expected; more than eight of a hundred is less likely than 1e-5.
    assertTrue(foreign <= 8, foreign + " of 100 like those that it knows");
    assertTrue(scans.novelty(scan(random, 400)) > 1);
  }

  @Test
  void itIsReadAsItWasWritten() throws IOException {
    Path file = folder.resolve("scans.safetensors");
    ScanSubspace written = usual();
    written.write(file);
    ScanMoments scan = scan(new RandomStream(9, 2, 0), 50);
    assertEquals(written.novelty(scan), ScanSubspace.read(file, BINS).novelty(scan));
  }

  @Test
  void aFileOfOtherSpectraOrCutShortIsRefused() throws IOException {
    Path file = folder.resolve("scans.safetensors");
    usual().write(file);
    String message =
        assertThrows(SafetensorsException.class, () -> ScanSubspace.read(file, 64)).getMessage();
    assertTrue(message.startsWith(file + ": ") && message.contains("64 bins"), message);
    byte[] all = Files.readAllBytes(file);
    String header = new String(all, 8, 300, StandardCharsets.ISO_8859_1);
    int number = 8 + header.indexOf("usual_residual") + "usual_residual':'".length();
    byte[] damaged = all.clone();
    damaged[number] = 'x';
    Files.write(file, damaged);
    assertEquals(
        file + ": usual_residual: expected a number above 0",
        assertThrows(SafetensorsException.class, () -> ScanSubspace.read(file, BINS)).getMessage());
    Files.write(file, Arrays.copyOf(all, all.length - 100));
    assertThrows(SafetensorsException.class, () -> ScanSubspace.read(file, BINS));
  }
}
