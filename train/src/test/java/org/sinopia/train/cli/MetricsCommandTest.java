package org.sinopia.train.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sinopia.tensor.Golden;

class MetricsCommandTest {
  private static final String GOLDEN = "image_quality.safetensors";

  @TempDir Path folder;

  /** One image of the golden's odd pair, as a file. */
  private Path golden(String tensor, String format) throws IOException {
    Golden golden = Golden.open(GOLDEN);
    int[] shape = golden.shape(tensor);
    double[] values = golden.values(tensor);
    int pixels = shape[2] * shape[3];
    BufferedImage image = new BufferedImage(shape[3], shape[2], BufferedImage.TYPE_3BYTE_BGR);
    for (int i = 0; i < pixels; i++) {
      int rgb =
          (int) values[i] << 16 | (int) values[pixels + i] << 8 | (int) values[2 * pixels + i];
      image.setRGB(i % shape[3], i / shape[3], rgb);
    }
    return write(image, tensor, format);
  }

  private Path write(BufferedImage image, String name, String format) throws IOException {
    Path file = folder.resolve(name + "." + format);
    assertTrue(ImageIO.write(image, format, file.toFile()));
    return file;
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "tiff"})
  void valuesAreThoseOfTorchmetrics(String format) throws IOException {
    Ran ran =
        Ran.sinopia(
            "metrics",
            golden("odd.pred_u8", format),
            golden("odd.target_u8", format),
            "--device",
            "reference",
            "--json");
    assertEquals(0, ran.status(), ran.err());
    JsonNode metrics = new ObjectMapper().readTree(ran.out());
    Golden golden = Golden.open(GOLDEN);
    // Pixels reach the metrics as floats: u8/255 is rounded at 6e-8.
    assertEquals(golden.values("odd.ssim")[0], metrics.get("ssim").asDouble(), 1e-6);
    assertEquals(golden.values("odd.ms_ssim")[0], metrics.get("ms_ssim").asDouble(), 1e-6);
    assertEquals(golden.values("odd.uqi_mean")[0], metrics.get("uiqi").asDouble(), 1e-5);
    for (String name : new String[] {"redmean", "psnr", "delta_e", "delta_e_95"}) {
      assertTrue(metrics.get(name).asDouble() > 0, name);
    }
  }

  /**
   * Two pictures that are both black in their top 16 rows, which count 0; and a black one twice.
   */
  @ParameterizedTest
  @ValueSource(strings = {"reference", "cpu"})
  void blackAreasHaveAnIndex(String device) throws IOException, URISyntaxException {
    Path cases = Path.of(MetricsCommandTest.class.getResource("/cases/uiqi-black-area").toURI());
    Ran ran =
        Ran.sinopia(
            "metrics",
            cases.resolve("prediction.png"),
            cases.resolve("truth.png"),
            "--scales",
            2,
            "--device",
            device,
            "--json");
    assertEquals(0, ran.status(), ran.err());
    double index = new ObjectMapper().readTree(ran.out()).get("uiqi").asDouble(Double.NaN);
    assertTrue(index > -1 && index < 1, ran.out());
    Path black = write(new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB), "nothing", "png");
    Ran twice = Ran.sinopia("metrics", black, black, "--scales", 2, "--device", device, "--json");
    assertEquals(0, new ObjectMapper().readTree(twice.out()).get("uiqi").asDouble(Double.NaN));
  }

  /** Black on white: redmean √(2+½·255/256 + 4 + 2+½·255/256) ≈ 2.9993, ΔE00 100, PSNR 0 dB. */
  @Test
  void oppositesAndEqualsAreAtTheEnds() throws IOException {
    BufferedImage black = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
    BufferedImage white = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 1200; i++) {
      white.setRGB(i % 40, i / 40, 0xFFFFFF);
    }
    Path b = write(black, "black", "png");
    Path w = write(white, "white", "png");
    Ran ran = Ran.sinopia("metrics", b, w, "--scales", 2, "--device", "reference", "--json");
    assertEquals(0, ran.status(), ran.err());
    JsonNode far = new ObjectMapper().readTree(ran.out());
    assertEquals(Math.sqrt(8 + 255 / 256.0), far.get("redmean").asDouble(), 1e-6);
    assertEquals(0, far.get("psnr").asDouble(), 1e-6);
    assertEquals(100, far.get("delta_e").asDouble(), 1e-3);
    assertEquals(100, far.get("delta_e_95").asDouble(), 1e-3);
    Ran same = Ran.sinopia("metrics", b, b, "--scales", 2, "--device", "reference", "--json");
    JsonNode near = new ObjectMapper().readTree(same.out());
    assertTrue(near.get("psnr").isNull());
    assertEquals(1, near.get("ssim").asDouble(), 1e-9);
    assertEquals(1e-6, near.get("redmean").asDouble(), 1e-9);
    assertEquals(0, near.get("delta_e").asDouble(), 1e-9);
  }

  @Test
  void smallPicturesAreToldOfScales() throws IOException {
    BufferedImage image = new BufferedImage(200, 175, BufferedImage.TYPE_INT_RGB);
    Path file = write(image, "small", "png");
    Ran ran = Ran.sinopia("metrics", file, file);
    assertEquals(2, ran.status());
    assertEquals(
        "sinopia metrics: "
            + file
            + ": 200 x 175 pixels, expected at least 176 a side for 5 scales of MS-SSIM; --scales"
            + " takes fewer",
        ran.err().strip());
  }

  @Test
  void sizesMustAgree() throws IOException {
    Path one = write(new BufferedImage(200, 180, BufferedImage.TYPE_INT_RGB), "one", "png");
    Path two = write(new BufferedImage(180, 200, BufferedImage.TYPE_INT_RGB), "two", "png");
    Ran ran = Ran.sinopia("metrics", one, two);
    assertEquals(2, ran.status());
    assertEquals(
        "sinopia metrics: " + one + ": 200 x 180 pixels, expected 180 x 200 as " + two,
        ran.err().strip());
  }

  @Test
  void transparencyIsBadInput() throws IOException {
    Path file = write(new BufferedImage(200, 180, BufferedImage.TYPE_INT_ARGB), "a", "png");
    Ran ran = Ran.sinopia("metrics", file, file);
    assertEquals(2, ran.status());
    assertTrue(ran.err().startsWith("sinopia metrics: " + file + ": has an alpha"), ran.err());
  }
}
