package org.sinopia.xrf.cube.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.DatasetCreationOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sinopia.xrf.cube.CubeFormatException;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.SampleType;
import org.sinopia.xrf.cube.Tile;
import org.sinopia.xrf.cube.npy.NpyHeader;

/**
 * Files as other programs write them; the sample at (y, x, b) of a 2 x 3 x 4 cube is 100y+10x+b.
 */
class ForeignCubeTest {

  private static final double[] EXPECTED =
      IntStream.range(0, 24).mapToDouble(i -> 100 * (i / 12) + 10 * (i / 4 % 3) + i % 4).toArray();

  @TempDir Path folder;

  /** 16-bit samples in an order of dimensions given by letters, slowest first, after padding. */
  private static byte[] samples(String slowestFirst, ByteOrder order, int offset) {
    int[] size = {2, 3, 4};
    int[] at = new int[3];
    int a = "yxb".indexOf(slowestFirst.charAt(0));
    int b = "yxb".indexOf(slowestFirst.charAt(1));
    int c = "yxb".indexOf(slowestFirst.charAt(2));
    ByteBuffer bytes = ByteBuffer.wrap(new byte[offset + 48]).order(order).position(offset);
    for (at[a] = 0; at[a] < size[a]; at[a]++) {
      for (at[b] = 0; at[b] < size[b]; at[b]++) {
        for (at[c] = 0; at[c] < size[c]; at[c]++) {
          bytes.putShort((short) (100 * at[0] + 10 * at[1] + at[2]));
        }
      }
    }
    return bytes.array();
  }

  private static ByteOrder order(String name) {
    return name.startsWith("big") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
  }

  private static CubeHeader assertExpected(Path file) throws IOException {
    try (DataCube cube = CubeFile.open(file)) {
      double[] counts = new double[24];
      cube.readDoubles(new Tile(0, 0, 2, 3), counts);
      assertArrayEquals(EXPECTED, counts);
      return cube.header();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "vector, yxb, little-endian, 0", "vector, yxb, big-endian, 10",
    "image, byx, big-endian, 0", "Image, byx, dont-care, 512"
  })
  void rippleRecordsOrdersAndOffsets(String record, String letters, String order, int offset)
      throws IOException {
    String header =
        """
        ;File created by another program
        key\tvalue
        width 3
        height\t2
        depth\t4
        offset\t%d
        data-Length 2
        data-type\tunsigned
        byte-order\t%s
        record-by\t%s
        depth-origin\t1500
        depth-scale\t250
        depth-units\teV
        title\t
        """
            .formatted(offset, order, record);
    Files.writeString(folder.resolve("a.rpl"), header);
    Files.write(folder.resolve("a.RAW"), samples(letters, order(order), offset));
    CubeHeader read = assertExpected(folder.resolve("a.rpl"));
    assertEquals(1.5, read.energy().orElseThrow().centreKev(0), 1e-12);
    assertEquals(0.25, read.energy().orElseThrow().widthKev(), 1e-12);
    assertExpected(folder.resolve("a.RAW"));
  }

  @ParameterizedTest
  @CsvSource({
    "bsq, byx, 0, 0",
    "bsq, byx, 1, 7",
    "bil, ybx, 1, 0",
    "BIL, ybx, 0, 32",
    "bip, yxb, 1, 1"
  })
  void enviInterleavesOrdersAndOffsets(String interleave, String letters, int order, int offset)
      throws IOException {
    String header =
        """
        ENVI
        description = {
          a map, made = elsewhere }
        samples = 3
        lines   = 2
        bands   = 4
        header offset = %d
        data type = 12
        interleave = %s
        byte order = %d
        wavelength units = keV
        wavelength = {
         1.0, 1.5,
         2.0, 2.5}
        """
            .formatted(offset, interleave, order);
    Files.writeString(folder.resolve("a.dat.hdr"), header);
    ByteOrder byteOrder = order == 1 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    Files.write(folder.resolve("a.dat"), samples(letters, byteOrder, offset));
    CubeHeader read = assertExpected(folder.resolve("a.dat"));
    assertEquals(0.75, read.energy().orElseThrow().fromKev(), 1e-12);
    assertExpected(folder.resolve("a.dat.hdr"));
  }

  private static byte[] npy(int version, String order, boolean fortran) {
    String text =
        "{'descr': '%su2', 'fortran_order': %s, 'shape': (2, 3, 4), }\n"
            .formatted(order, fortran ? "True" : "False");
    int lengthBytes = version == 1 ? 2 : 4;
    byte[] samples =
        samples(
            fortran ? "bxy" : "yxb",
            order.equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN,
            0);
    byte[] all = new byte[8 + lengthBytes + text.length() + samples.length];
    ByteBuffer bytes = ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    bytes.put((byte) version).put((byte) 0);
    if (version == 1) {
      bytes.putShort((short) text.length());
    } else {
      bytes.putInt(text.length());
    }
    bytes.put(text.getBytes(StandardCharsets.US_ASCII)).put(samples);
    return all;
  }

  @ParameterizedTest
  @CsvSource({"1, <, false", "1, >, false", "2, <, true", "3, >, true"})
  void npyVersionsOrdersAndColumnMajor(int version, String order, boolean fortran)
      throws IOException {
    Files.write(folder.resolve("a.npy"), npy(version, order, fortran));
    assertExpected(folder.resolve("a.npy"));
  }

  @Test
  void npzTakesTheOnlyArrayOfThreeDimensions() throws IOException {
    Path file = folder.resolve("a.npz");
    try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("axis.npy"));
      zip.write(NpyHeader.write(SampleType.F64, 1));
      zip.write(new byte[8]);
      zip.putNextEntry(new ZipEntry("scan.npy"));
      zip.write(npy(1, ">", true));
    }
    assertExpected(file);
  }

  /** The cube in Java's arrays, as jHDF, another HDF5 implementation, writes them. */
  private static int[][][] arrays() {
    int[][][] arrays = new int[2][3][4];
    for (int i = 0; i < 24; i++) {
      arrays[i / 12][i / 4 % 3][i % 4] = (int) EXPECTED[i];
    }
    return arrays;
  }

  @Test
  void hdf5ContiguousWithEdges() throws IOException {
    Path file = folder.resolve("a.h5");
    try (WritableHdfFile hdf = HdfFile.write(file)) {
      hdf.putDataset("img", arrays());
      hdf.putDataset("energy", new float[] {1, 2, 3, 4, 5});
    }
    CubeHeader header = assertExpected(file);
    assertEquals(SampleType.I32, header.type());
    assertEquals(1, header.energy().orElseThrow().fromKev(), 1e-6);
    assertEquals(5, header.energy().orElseThrow().toKev(), 1e-6);
  }

  @Test
  void hdf5ChunkedAlongEveryDimension() throws IOException {
    Path file = folder.resolve("a.hdf5");
    try (WritableHdfFile hdf = HdfFile.write(file)) {
      hdf.putDataset(
          "scan",
          arrays(),
          DatasetCreationOptions.builder().chunkDimensions(2, 2, 3).shuffle().deflate(6).build());
    }
    assertExpected(file);
  }

  @ParameterizedTest
  @CsvSource({
    "width\t3, width\t-3, width",
    "height\t2, height\t2000000000, samples",
    "depth\t4, depth\t4000000000, depth",
    "data-type\tunsigned, data-type\tfloat, data-type",
    "offset\t0, offset\t1, samples",
    "record-by\tvector, record-by\tcolumn, record-by",
    "record-by\tvector, title\tnone, record-by"
  })
  void rippleErrorsNameFileFieldAndExpectation(String was, String is, String field)
      throws IOException {
    String header =
        """
        key\tvalue
        width\t3
        height\t2
        depth\t4
        offset\t0
        data-length\t2
        data-type\tunsigned
        byte-order\tlittle-endian
        record-by\tvector
        """;
    assertTrue(header.contains(was));
    Files.writeString(folder.resolve("a.rpl"), header.replace(was, is));
    Files.write(folder.resolve("a.raw"), samples("yxb", ByteOrder.LITTLE_ENDIAN, 0));
    var e =
        assertThrows(
            CubeFormatException.class, () -> CubeFile.open(folder.resolve("a.rpl")).close());
    assertTrue(e.getMessage().startsWith(folder.toString()), e.getMessage());
    assertTrue(e.getMessage().contains(field), e.getMessage());
    assertTrue(e.getMessage().matches(".*(expected|missing|need).*"), e.getMessage());
  }

  @Test
  void whatIsNoCubeIsRefused() throws IOException {
    Path text = Files.writeString(folder.resolve("notes.txt"), "hello");
    assertThrows(CubeFormatException.class, () -> CubeFile.open(text).close());
    assertThrows(CubeFormatException.class, () -> CubeFile.open(folder.resolve("none.h5")).close());
    assertThrows(CubeFormatException.class, () -> CubeFile.open(folder).close());
    assertThrows(
        CubeFormatException.class,
        () ->
            CubeFile.create(folder.resolve("a.bcf"), new CubeHeader(1, 1, 1, SampleType.U8))
                .close());
  }
}
