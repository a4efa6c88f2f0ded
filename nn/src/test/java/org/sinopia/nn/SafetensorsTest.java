package org.sinopia.nn;

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
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sinopia.tensor.DType;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Shape;
import org.sinopia.tensor.Tensor;

class SafetensorsTest {
  @TempDir Path folder;

  @Test
  void everyTypeSurvivesARoundTrip() throws IOException {
    try (Scope scope = Scope.open(Device.reference())) {
      SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
      tensors.put("bytes", scope.empty(DType.U8, Shape.of(3)).set(new int[] {0, 7, 255}));
      tensors.put("reals", scope.of(new double[] {Math.PI, -0.0, Double.MIN_VALUE}, 3, 1));
      tensors.put("counts", scope.empty(DType.U16, Shape.of(1, 2)).set(new int[] {1, 65535}));
      tensors.put("labels", scope.of(new int[] {-1, Integer.MAX_VALUE}, 2));
      tensors.put("floats", scope.empty(DType.F32, Shape.of(2)).set(new double[] {0.1, 1e30}));
      tensors.put("scalar", scope.scalar(42));
      Path file = folder.resolve("all.safetensors");
      Safetensors.write(file, Map.of("made by", "a test: \"ö\""), tensors);
      try (Safetensors read = Safetensors.open(file)) {
        assertEquals(tensors.keySet(), new HashSet<>(read.names()));
        assertEquals("a test: \"ö\"", read.metadata().get("made by"));
        for (Map.Entry<String, Tensor> e : tensors.entrySet()) {
          Tensor back = read.read(e.getKey(), scope);
          assertEquals(e.getValue().shape(), back.shape());
          assertArrayEquals(e.getValue().toDoubles(), back.toDoubles(), e.getKey());
        }
      }
      try (Stream<Path> left = Files.list(folder)) {
        assertEquals(List.of(file), left.toList());
      }
    }
  }

  /** 0x3C00 is 1, 0xC000 −2, 0x0001 2⁻²⁴ (the smallest), 0x7BFF 65504 (the largest). */
  @Test
  void halfPrecisionIsRead() throws IOException {
    byte[] bits = {0x00, 0x3C, 0x00, (byte) 0xC0, 0x01, 0x00, (byte) 0xFF, 0x7B};
    Path file = write("{\"h\":{\"dtype\":\"F16\",\"shape\":[4],\"data_offsets\":[0,8]}}", bits);
    assertArrayEquals(new double[] {1, -2, 0x1p-24, 65504}, values(file, "h"));
  }

  /** 0x3F80 is 1, 0xC049 −3.140625: the upper halves of binary32. */
  @Test
  void bfloat16IsRead() throws IOException {
    byte[] bits = {(byte) 0x80, 0x3F, 0x49, (byte) 0xC0};
    Path file = write("{\"b\":{\"dtype\":\"BF16\",\"shape\":[2],\"data_offsets\":[0,4]}}", bits);
    assertArrayEquals(new double[] {1, -3.140625}, values(file, "b"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}} | 4 | tensor w: ends at byte 8
          {"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}} | 12 | 4 bytes after the last tensor
          {"w":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}} | 8 | tensor w: shape [3] of F32 takes 12 bytes
          {"w":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}} | 8 | tensor w: shape [-2]
          {"w":{"dtype":"F32","shape":[1.5],"data_offsets":[0,8]}} | 8 | tensor w: shape [1.5]
          {"w":{"dtype":"F64","shape":[4000000000],"data_offsets":[0,8]}} | 8 | tensor w: shape [4000000000]
          {"w":{"dtype":"F32","shape":[65536,65536],"data_offsets":[0,8]}} | 8 | tensor w: shape [65536, 65536]: more than
          {"w":{"dtype":"F32","shape":[2]}} | 8 | tensor w: expected the fields
          {"w":{"dtype":"F32","shape":[2],"data_offsets":["a",8]}} | 8 | tensor w: data_offsets
          {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}} | 12 | tensor b: bytes [4, 12) overlaps tensor a
          {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}} | 12 | tensor b: bytes [8, 12) does not follow
          {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}} | 8 | 'a'
          {"x":{"dtype":"Q7","shape":[1],"data_offsets":[8,-4]}} | 8 | tensor x: bytes [8, -4)
          [1, 2] | 0 | expected a JSON object
          {"w": | 0 | header
          """)
  void brokenHeadersAreRefusedByName(String header, int bytes, String message) throws IOException {
    Path file = write(header, new byte[bytes]);
    SafetensorsException e =
        assertThrows(SafetensorsException.class, () -> Safetensors.open(file).close());
    assertTrue(e.getMessage().startsWith(file + ": "), e.getMessage());
    assertTrue(e.getMessage().contains(message), e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
  }

  /** A file cut anywhere is refused, never half read. */
  @Property(tries = 50)
  void aCutFileIsRefused(@ForAll @IntRange(max = 1000) int permille) throws IOException {
    Path whole = Files.createTempFile("cut", ".safetensors");
    try (Scope scope = Scope.open(Device.reference())) {
      SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
      tensors.put("first", scope.full(1, 5, 2));
      tensors.put("second", scope.full(2, 3));
      Safetensors.write(whole, Map.of(), tensors);
      byte[] bytes = Files.readAllBytes(whole);
      Files.write(whole, Arrays.copyOf(bytes, bytes.length * permille / 1001));
      assertThrows(SafetensorsException.class, () -> Safetensors.open(whole).close());
    } finally {
      Files.delete(whole);
    }
  }

  @Test
  void typesThatTensorsLackAreListedButNotRead() throws IOException {
    Path file =
        write("{\"n\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,8]}}", new byte[8]);
    try (Safetensors read = Safetensors.open(file);
        Scope scope = Scope.open(Device.reference())) {
      assertEquals(Shape.of(1), read.shape("n"));
      SafetensorsException e =
          assertThrows(SafetensorsException.class, () -> read.read("n", scope));
      assertEquals(
          file + ": tensor n: dtype I64, expected one of [F64, F32, F16, BF16, I32, U16, U8]",
          e.getMessage());
    }
  }

  private double[] values(Path file, String name) throws IOException {
    try (Safetensors read = Safetensors.open(file);
        Scope scope = Scope.open(Device.reference())) {
      return read.read(name, scope).toDoubles();
    }
  }

  private Path write(String header, byte[] data) throws IOException {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer file =
        ByteBuffer.allocate(Long.BYTES + json.length + data.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(json.length)
            .put(json)
            .put(data);
    return Files.write(folder.resolve("made.safetensors"), file.array());
  }
}
