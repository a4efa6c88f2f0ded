package org.sinopia.xrf.cube.npy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sinopia.xrf.cube.CubeFormatException;
import org.sinopia.xrf.cube.SampleType;

class NpyArrayTest {
  @TempDir Path folder;

  private Path written() throws IOException {
    Path file = folder.resolve("a.npy");
    try (NpyArray array = NpyArray.create(file, SampleType.F32, 2, 3, 2)) {
      array.write(8, MemorySegment.ofArray(new float[] {8, 9, 10, 11}));
      array.write(0, MemorySegment.ofArray(new float[] {0, 1, 2, 3, 4, 5, 6, 7}));
      array.finish();
    }
    return file;
  }

  @Test
  void whatIsWrittenInPiecesIsReadAsAWhole() throws IOException {
    float[] expected = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
    assertArrayEquals(expected, NpyArray.readFloats(written(), 2, 3, 2));
  }

  @Test
  void whatIsNotWrittenIsZero() throws IOException {
    Path file = folder.resolve("z.npy");
    try (NpyArray array = NpyArray.create(file, SampleType.U8, 3)) {
      array.write(0, MemorySegment.ofArray(new byte[] {7}));
      array.finish();
    }
    assertArrayEquals(new float[] {7, 0, 0}, NpyArray.readFloats(file, 3));
  }

  @Test
  void unfinishedNothingIsLeft() throws IOException {
    try (NpyArray array = NpyArray.create(folder.resolve("a.npy"), SampleType.F32, 3)) {
      array.write(0, MemorySegment.ofArray(new float[3]));
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(0, files.count());
    }
  }

  @Test
  void elementsBeyondTheEndAreRefused() throws IOException {
    try (NpyArray array = NpyArray.create(folder.resolve("a.npy"), SampleType.F32, 3)) {
      MemorySegment two = MemorySegment.ofArray(new float[2]);
      assertThrows(IndexOutOfBoundsException.class, () -> array.write(2, two));
    }
  }

  @Test
  void bigEndianNumbersAreRead() throws IOException {
    String head = "{'descr': '>i2', 'fortran_order': False, 'shape': (2,), }";
    byte[] bytes =
        ("\u0093NUMPY\1\0v\0" + head + " ".repeat(117 - head.length()) + "\n\1\2\0\3")
            .getBytes(StandardCharsets.ISO_8859_1);
    Path file = Files.write(folder.resolve("b.npy"), bytes);
    assertArrayEquals(new float[] {0x102, 3}, NpyArray.readFloats(file, 2));
  }

  @Test
  void otherShapesAndCutFilesAreNamed() throws IOException {
    Path file = written();
    String shape =
        assertThrows(CubeFormatException.class, () -> NpyArray.readFloats(file, 3, 2, 2))
            .getMessage();
    assertTrue(shape.contains("a.npy") && shape.contains("expected [3, 2, 2]"), shape);
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
    String cut =
        assertThrows(CubeFormatException.class, () -> NpyArray.readFloats(file, 2, 3, 2))
            .getMessage();
    assertTrue(cut.contains("a.npy") && cut.contains("the file ends"), cut);
  }
}
