package org.sinopia.test;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sinopia.train.Sha256;
import org.sinopia.train.cli.Sinopia;

/**
 * A demo of a few seconds leaves the same bits on every machine, at any vector width and on any
 * number of threads: SHA-256 digests of what it writes are in {@code short-demo.sha256}. Where a
 * change of the computation is meant, put the lines that this test prints into that file.
 */
class ShortDemoTest {
  private static final String EXPECTED = "short-demo.sha256";
  private static final String CONFIG = "short-demo.json";

  /** Only the pixels of a picture count: how PNG compresses them differs between JDKs. */
  private static final String PICTURE = "the-scream-triplet.png";

  private static final List<String> FILES =
      List.of(
          "metrics.json",
          "embedder/model/weights.safetensors",
          "recolourer/model/weights.safetensors",
          PICTURE);

  @TempDir Path folder;

  /** UseAVX of 1, 2 and 3 gives vectors of 128, 256 and 512 bits where the processor has them. */
  @ParameterizedTest
  @CsvSource({"3, 2", "2, 7", "1, 1"})
  void theBitsAreThoseOfEveryMachine(int useAvx, int threads)
      throws IOException, InterruptedException {
    Path out = folder.resolve("demo");
    run(useAvx, threads, out);
    List<String> found = new ArrayList<>();
    for (String file : FILES) {
      Path path = out.resolve(file);
      String digest = file.equals(PICTURE) ? ofPixels(path) : Sha256.of(path);
      found.add(digest + "  " + file);
    }
    assertEquals(resource(EXPECTED).strip(), String.join("\n", found));
  }

  private void run(int useAvx, int threads, Path out) throws IOException, InterruptedException {
    Path config = Files.writeString(folder.resolve("config.json"), resource(CONFIG));
    Path log = folder.resolve("log");
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "--add-modules",
            "jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+IgnoreUnrecognizedVMOptions",
            "-XX:UseAVX=" + useAvx,
            "-XX:ActiveProcessorCount=" + threads,
            "-Dsinopia.threads=" + threads,
            "-cp",
            System.getProperty("java.class.path"),
            Sinopia.class.getName(),
            "demo",
            "--config",
            config.toString(),
            "--device",
            "cpu",
            "--out",
            out.toString());
    int status =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start()
            .waitFor();
    assertEquals(0, status, Files.readString(log));
  }

  private static String ofPixels(Path file) throws IOException {
    BufferedImage image = ImageIO.read(file.toFile());
    int width = image.getWidth();
    int height = image.getHeight();
    int[] pixels = image.getRGB(0, 0, width, height, null, 0, width);
    ByteBuffer bytes = ByteBuffer.allocate((2 + pixels.length) * Integer.BYTES);
    bytes.putInt(height).putInt(width);
    bytes.asIntBuffer().put(pixels);
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = ShortDemoTest.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }
}
