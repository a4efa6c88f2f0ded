package org.sinopia.xrf.picture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
}
