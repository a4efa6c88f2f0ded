package org.sinopia.xrf.picture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PictureTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"png", "tiff", "bmp"})
  void eightBitComponentsAreTakenExactly(String format) throws IOException {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_3BYTE_BGR);
    image.setRGB(0, 0, 0xFF8000);
    image.setRGB(1, 0, 0x010203);
    Picture picture = Picture.read(write(image, format));
    assertEquals(1, picture.height());
    assertEquals(2, picture.width());
    assertArrayEquals(
        new float[] {1, 1 / 255f, 128 / 255f, 2 / 255f, 0, 3 / 255f}, picture.planes());
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "tiff"})
  void sixteenBitComponentsKeepAllTheirBits(String format) throws IOException {
    ComponentColorModel model =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_sRGB),
            false,
            false,
            Transparency.OPAQUE,
            DataBuffer.TYPE_USHORT);
    WritableRaster raster = model.createCompatibleWritableRaster(1, 1);
    raster.setPixel(0, 0, new int[] {65535, 257, 1});
    Picture picture = Picture.read(write(new BufferedImage(model, raster, false, null), format));
    assertArrayEquals(new float[] {1, 257 / 65535f, 1 / 65535f}, picture.planes());
  }

  @Test
  void aJpegComesNearItsColours() throws IOException {
    BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 256; i++) {
      image.setRGB(i % 16, i / 16, 0xC08040);
    }
    Picture picture = Picture.read(write(image, "jpg"));
    assertEquals(0xC0 / 255f, picture.planes()[100], 0.02);
    assertEquals(0x80 / 255f, picture.planes()[256 + 100], 0.02);
    assertEquals(0x40 / 255f, picture.planes()[512 + 100], 0.02);
  }

  @Test
  void greyIsThatGreyInAllComponents() throws IOException {
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setSample(0, 0, 0, 100);
    float grey = 100 / 255f;
    assertArrayEquals(new float[] {grey, grey, grey}, Picture.read(write(image, "png")).planes());
  }

  @Test
  void palettesAreLookedUp() throws IOException {
    byte[] red = {0, 10};
    byte[] green = {0, 20};
    byte[] blue = {0, (byte) 255};
    BufferedImage image =
        new BufferedImage(
            1, 1, BufferedImage.TYPE_BYTE_INDEXED, new IndexColorModel(8, 2, red, green, blue));
    image.getRaster().setSample(0, 0, 0, 1);
    assertArrayEquals(
        new float[] {10 / 255f, 20 / 255f, 1}, Picture.read(write(image, "png")).planes());
  }

  @Test
  void transparencyIsRefused() throws IOException {
    Path file = write(new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB), "png");
    PictureFormatException e = assertThrows(PictureFormatException.class, () -> Picture.read(file));
    assertEquals(
        file + ": has an alpha channel, expected an opaque picture; flatten it first",
        e.getMessage());
  }

  @Test
  void whatIsNoPictureIsRefusedByName() throws IOException {
    Path file = Files.write(folder.resolve("a.png"), "not one".getBytes(StandardCharsets.UTF_8));
    PictureFormatException e = assertThrows(PictureFormatException.class, () -> Picture.read(file));
    assertEquals(file + ": expected a PNG, JPEG or TIFF picture", e.getMessage());
    assertThrows(NoSuchFileException.class, () -> Picture.read(folder.resolve("none.png")));
    assertThrows(PictureFormatException.class, () -> Picture.read(folder));
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "tiff", "bmp", "jpg"})
  void aCutFileIsRefusedByName(String format) throws IOException {
    BufferedImage image = new BufferedImage(40, 40, BufferedImage.TYPE_3BYTE_BGR);
    for (int i = 0; i < 1600; i++) {
      image.setRGB(i % 40, i / 40, i * 7919);
    }
    Path file = write(image, format);
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    PictureFormatException e = assertThrows(PictureFormatException.class, () -> Picture.read(file));
    assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
  }

  private Path write(BufferedImage image, String format) throws IOException {
    Path file = folder.resolve("picture." + format);
    assertTrue(ImageIO.write(image, format, file.toFile()));
    return file;
  }
}
