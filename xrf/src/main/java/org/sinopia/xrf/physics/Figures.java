package org.sinopia.xrf.physics;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Reads the comma-separated tables that lie beside this package's classes. */
final class Figures {

  private Figures() {}

  /** The rows of a table after its heading, each split at its commas. */
  static List<String[]> rows(String name) {
    try (InputStream in = Figures.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + ": missing from the program's own resources");
      }
      try (BufferedReader reader =
          new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
        return reader.lines().skip(1).map(line -> line.split(",", -1)).toList();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }
}
