package org.sinopia.tensor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Tensors computed elsewhere, read whole from a safetensors file among the test resources: eight
 * bytes little-endian header length, a JSON header with dtype, shape and byte range of each tensor,
 * the bytes.
 */
public final class Golden {
  private final String resource;
  private final JsonNode header;
  private final ByteBuffer data;

  private Golden(String resource, JsonNode header, ByteBuffer data) {
    this.resource = resource;
    this.header = header;
    this.data = data;
  }

  /**
   * Reads {@code golden/<resource>} from the class path.
   *
   * @throws IllegalArgumentException if it is not there
   */
  public static Golden open(String resource) {
    try (InputStream in = Golden.class.getResourceAsStream("/golden/" + resource)) {
      if (in == null) {
        throw new IllegalArgumentException("golden/" + resource + ": not on the class path");
      }
      ByteBuffer file = ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
      int length = Math.toIntExact(file.getLong());
      String json = new String(file.array(), Long.BYTES, length, StandardCharsets.UTF_8);
      ByteBuffer data =
          file.slice(Long.BYTES + length, file.capacity() - Long.BYTES - length)
              .order(ByteOrder.LITTLE_ENDIAN);
      return new Golden(resource, new ObjectMapper().readTree(json), data);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The file's own metadata under this key. */
  public String metadata(String key) {
    return entry("__metadata__").path(key).asText();
  }

  /** The extents of a tensor, none for a scalar. */
  public int[] shape(String name) {
    JsonNode shape = entry(name).get("shape");
    int[] extents = new int[shape.size()];
    for (int i = 0; i < extents.length; i++) {
      extents[i] = shape.get(i).asInt();
    }
    return extents;
  }

  /** All elements in row-major order, whatever the type (unsigned ones as such). */
  public double[] values(String name) {
    JsonNode entry = entry(name);
    int start = entry.get("data_offsets").get(0).asInt();
    double[] values = new double[Shape.of(shape(name)).elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (entry.get("dtype").asText()) {
            case "F64" -> data.getDouble(start + 8 * i);
            case "F32" -> data.getFloat(start + 4 * i);
            case "I64" -> data.getLong(start + 8 * i);
            case "I32" -> data.getInt(start + 4 * i);
            case "U8" -> Byte.toUnsignedInt(data.get(start + i));
            default -> throw new IllegalArgumentException(name + ": dtype " + entry.get("dtype"));
          };
    }
    return values;
  }

  /** The tensor, in the real type of the scope's device. */
  public Tensor tensor(Scope scope, String name) {
    return scope.of(values(name), shape(name));
  }

  private JsonNode entry(String name) {
    JsonNode entry = header.get(name);
    if (entry == null) {
      throw new IllegalArgumentException("golden/" + resource + ": no tensor " + name);
    }
    return entry;
  }
}
