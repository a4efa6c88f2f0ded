package org.sinopia.test.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Edits that break whole files. A step is one of
 *
 * <ul>
 *   <li>{@code copy FROM TO}: a file, or a folder with all in it
 *   <li>{@code folder AT}: an empty folder
 *   <li>{@code put AT TEXT}: a file of this text
 *   <li>{@code cut FILE BYTES}: only its first bytes stay; of a negative number, that many fewer
 *   <li>{@code flip FILE AT}: all bits of one byte are turned over; a negative place counts from
 *       the end
 *   <li>{@code swap FILE OLD NEW}: another text for the first of its kind, which must be there
 *   <li>{@code nan FILE}: its last four bytes become a NaN of single precision
 *   <li>{@code delete FILE}
 * </ul>
 */
final class Preparation {
  private Preparation() {}

  /** Takes the steps, which stand between semicolons. */
  static void take(String steps) throws IOException {
    for (String step : steps.split(";", -1)) {
      if (!step.isBlank()) {
        one(List.of(step.strip().split(" +", -1)));
      }
    }
  }

  private static void one(List<String> words) throws IOException {
    Path at = Path.of(words.get(1));
    switch (words.getFirst()) {
      case "copy" -> copy(at, Path.of(words.get(2)));
      case "folder" -> Files.createDirectories(at);
      case "put" -> Files.writeString(at, String.join(" ", words.subList(2, words.size())));
      case "cut" -> {
        byte[] bytes = Files.readAllBytes(at);
        Files.write(at, Arrays.copyOf(bytes, place(words.get(2), bytes)));
      }
      case "flip" -> {
        byte[] bytes = Files.readAllBytes(at);
        bytes[place(words.get(2), bytes)] ^= (byte) 0xFF;
        Files.write(at, bytes);
      }
      case "swap" -> swap(at, words.get(2), words.size() > 3 ? words.get(3) : "");
      case "nan" -> {
        byte[] bytes = Files.readAllBytes(at);
        ByteBuffer.wrap(bytes)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putFloat(bytes.length - Float.BYTES, Float.NaN);
        Files.write(at, bytes);
      }
      case "delete" -> Files.delete(at);
      default -> throw new IllegalArgumentException("no such step: " + words);
    }
  }

  private static int place(String number, byte[] bytes) {
    int at = Integer.parseInt(number);
    return at < 0 ? bytes.length + at : at;
  }

  private static void swap(Path file, String old, String other) throws IOException {
    String text = Files.readString(file);
    int at = text.indexOf(old);
    if (at < 0) {
      throw new IllegalArgumentException(old + " is not in " + file);
    }
    Files.writeString(file, text.substring(0, at) + other + text.substring(at + old.length()));
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path each : all.toList()) {
        Files.copy(each, to.resolve(from.relativize(each).toString()));
      }
    }
  }
}
