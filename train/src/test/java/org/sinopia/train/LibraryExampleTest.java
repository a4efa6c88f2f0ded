package org.sinopia.train;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of the README: it is what the README shows, and it works. */
class LibraryExampleTest {
  @Test
  void theExampleLearnsASine(@TempDir Path folder) throws IOException {
    float[] xs = new float[200];
    float[] ys = new float[200];
    for (int i = 0; i < xs.length; i++) {
      xs[i] = (i - 100) / 30f;
      ys[i] = (float) StrictMath.sin(xs[i]);
    }
    Path weights = folder.resolve("curve.safetensors");
    double error = new Curve().fit(xs, ys, weights);
    assertTrue(error < 1e-3, "mean squared error " + error);
    assertTrue(Files.size(weights) > 4 * (32 + 32 + 32 + 1), "weights are saved");
  }

  @Test
  void theReadmeShowsTheExample() throws IOException {
    String source = Files.readString(Path.of("src/test/java/org/sinopia/train/Curve.java"));
    String example = source.substring(source.indexOf("/**"));
    assertTrue(Files.readString(Path.of("README.md")).contains(example), "README.md has Curve");
  }
}
