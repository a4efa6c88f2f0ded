package org.sinopia.train.view.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.TreeMap;

/**
 * An answer to a request.
 *
 * @param status of HTTP
 * @param mediaType of the body
 * @param headers beside those that all answers have
 * @param length bytes of the body
 * @param body writes just these
 */
public record Answer(
    int status, String mediaType, Map<String, String> headers, long length, Body body) {

  /** Writes a body. */
  @FunctionalInterface
  public interface Body {
    void writeTo(OutputStream out) throws IOException;
  }

  /** Copies the headers. */
  public Answer {
    headers = Map.copyOf(headers);
  }

  /** Bytes that are in memory. */
  public static Answer bytes(String mediaType, MemorySegment bytes) {
    return new Answer(
        200,
        mediaType,
        Map.of(),
        bytes.byteSize(),
        out -> out.write(bytes.toArray(ValueLayout.JAVA_BYTE)));
  }

  /** JSON. */
  public static Answer json(String json) {
    return text(200, "application/json", json);
  }

  /** A line for people. */
  public static Answer message(int status, String line) {
    return text(status, "text/plain; charset=utf-8", line + "\n");
  }

  /** Text in UTF-8. */
  public static Answer text(int status, String mediaType, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return new Answer(status, mediaType, Map.of(), bytes.length, out -> out.write(bytes));
  }

  /** The same with one more header. */
  public Answer with(String header, String value) {
    Map<String, String> more = new TreeMap<>(headers);
    more.put(header, value);
    return new Answer(status, mediaType, more, length, body);
  }
}
