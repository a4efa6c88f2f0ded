package org.sinopia.xrf.picture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BandedSampleModel;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferFloat;
import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sinopia.xrf.cube.format.CaseFiles;

/** Pictures that are turned, or of other colours, in their files. */
class StoredPictureTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(ints = {3, 6})
  void aJpegIsTurnedUprightAsItsTagSays(int orientation) throws IOException {
    Picture turned =
        Picture.read(
            CaseFiles.path("cases/picture-exif-orientation/orientation" + orientation + ".jpg"));
    Picture upright =
        Picture.read(
            CaseFiles.path("cases/picture-exif-orientation/upright" + orientation + ".png"));
    assertEquals(upright.height(), turned.height());
    assertEquals(upright.width(), turned.width());
    double difference = 0;
    for (int i = 0; i < upright.planes().length; i++) {
      difference += Math.abs(upright.planes()[i] - turned.planes()[i]);
    }
    assertTrue(difference / upright.planes().length < 0.03, "mean difference " + difference);
  }

  /** A grey picture of 2 rows and 3 columns, 0 to 5, in a TIFF of given tags. */
  private Path tiff(int orientation, int photometric) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(200).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put("II*\0".getBytes(StandardCharsets.ISO_8859_1)).putInt(8);
    int[][] entries = {
      {256, 3},
      {257, 2},
      {258, 8},
      {259, 1},
      {262, photometric},
      {273, 150},
      {274, orientation},
      {277, 1},
      {278, 2},
      {279, 6}
    };
    bytes.putShort((short) entries.length);
    for (int[] entry : entries) {
      bytes.putShort((short) entry[0]).putShort((short) 3).putInt(1).putInt(entry[1]);
    }
    bytes.putInt(0);
    for (int i = 0; i < 6; i++) {
      bytes.put(150 + i, (byte) i);
    }
    Path file = folder.resolve("p.tif");
    Files.write(file, bytes.array());
    return file;
  }

  @ParameterizedTest
  @CsvSource({
    "1, 2, 012345",
    "2, 2, 210543",
    "3, 2, 543210",
    "4, 2, 345012",
    "5, 3, 031425",
    "6, 3, 304152",
    "7, 3, 524130",
    "8, 3, 251403"
  })
  void allEightOrientationsAreTurned(int orientation, int height, String order) throws IOException {
    Picture picture = Picture.read(tiff(orientation, 1));
    assertEquals(height, picture.height());
    float[] expected = new float[6];
    for (int i = 0; i < 6; i++) {
      expected[i] = (order.charAt(i) - '0') / 255f;
    }
    float[] red = new float[6];
    System.arraycopy(picture.planes(), 0, red, 0, 6);
    assertArrayEquals(expected, red);
  }

  @Test
  void cielabIsConverted() throws IOException {
    float[] planes = Picture.read(CaseFiles.path("cases/picture-cielab-tiff/lab.tif")).planes();
    int pixels = planes.length / 3;
    assertEquals(180, 255 * planes[0], 2.5);
    assertEquals(60, 255 * planes[pixels], 2.5);
    assertEquals(50, 255 * planes[2 * pixels], 2.5);
  }

  @Test
  void cmykIsRefusedWithTheReason() throws IOException {
    Path file = tiff(1, 5);
    assertTrue(
        assertThrows(PictureFormatException.class, () -> Picture.read(file))
            .getMessage()
            .contains("CMYK"));
  }

  /** A PNG of one grey value, 128 of 255, in three channels, with a profile. */
  private Path png(byte[] profile) throws IOException {
    BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 4; i++) {
      image.setRGB(i % 2, i / 2, 0x808080);
    }
    ByteArrayOutputStream plain = new ByteArrayOutputStream();
    ImageIO.write(image, "png", plain);
    ByteArrayOutputStream chunk = new ByteArrayOutputStream();
    chunk.writeBytes("iCCPp\0\0".getBytes(StandardCharsets.ISO_8859_1));
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(chunk)) {
      deflater.write(profile);
    }
    CRC32 sum = new CRC32();
    sum.update(chunk.toByteArray());
    // The header is 8 bytes of signature and a chunk of 25.
    byte[] bytes = plain.toByteArray();
    ByteBuffer whole = ByteBuffer.allocate(bytes.length + chunk.size() + 8);
    whole.put(bytes, 0, 33).putInt(chunk.size() - 4).put(chunk.toByteArray());
    whole.putInt((int) sum.getValue()).put(bytes, 33, bytes.length - 33);
    Path file = folder.resolve("profile.png");
    Files.write(file, whole.array());
    return file;
  }

  @Test
  void coloursUnderAProfileAreConverted() throws IOException {
    byte[] linear = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
    // Half the light is 188 of 255 in sRGB.
    float[] converted = Picture.read(png(linear)).planes();
    for (float component : converted) {
      assertEquals(188, 255 * component, 1);
    }
    byte[] srgb = ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData();
    assertEquals(128 / 255f, Picture.read(png(srgb)).planes()[0]);
  }

  @Test
  void aDamagedProfileIsRefused() throws IOException {
    byte[] damaged = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
    Arrays.fill(damaged, 128, damaged.length, (byte) 1);
    Path file = png(damaged);
    assertTrue(
        assertThrows(PictureFormatException.class, () -> Picture.read(file))
            .getMessage()
            .contains("colour profile"));
  }

  @Test
  void floatingPointSamplesAreRefusedWithTheReason() throws IOException {
    float[] values = {0, 0.5f, 1, 2};
    ColorModel grey =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_GRAY),
            false,
            false,
            ColorModel.OPAQUE,
            DataBuffer.TYPE_FLOAT);
    BufferedImage image =
        new BufferedImage(
            grey,
            Raster.createWritableRaster(
                new BandedSampleModel(DataBuffer.TYPE_FLOAT, 2, 2, 1),
                new DataBufferFloat(values, values.length),
                null),
            false,
            null);
    Path file = folder.resolve("f.tif");
    assertTrue(ImageIO.write(image, "tiff", file.toFile()));
    assertTrue(
        assertThrows(PictureFormatException.class, () -> Picture.read(file))
            .getMessage()
            .contains("floating-point"));
  }

  @Test
  void transparencyIsRefusedWithTheReasonAndMissingWhereThatIsWanted() throws IOException {
    Path file = folder.resolve("t.png");
    Picture.of(2, 3, new float[18]).writePng(file, (row, column) -> row == 1 && column == 2);
    assertTrue(
        assertThrows(PictureFormatException.class, () -> Picture.read(file))
            .getMessage()
            .contains("alpha"));
    MaskedPicture masked = MaskedPicture.read(file);
    assertEquals(3, masked.picture().width());
    assertTrue(masked.isMissing(1, 2));
    assertFalse(masked.isMissing(1, 1));
  }
}
