package org.sinopia.xrf.physics.atom;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the comma-separated tables of physics that come with the program. */
public final class Figures {

  private static final String FOLDER = "/org/sinopia/xrf/physics/";

  private Figures() {}

  /** The rows of a table after its heading, each split at its commas. */
  public static List<String[]> rows(String name) {
    return lines(name).stream().map(Figures::cells).toList();
  }

  /**
   * The rows of a table after its heading by the chemical symbol in their second column, not yet
   * split: most runs need a dozen of the 92 elements.
   */
  static Map<String, List<String>> linesBySymbol(String name) {
    Map<String, List<String>> found = new HashMap<>();
    for (String line : lines(name)) {
      int comma = line.indexOf(',');
      String symbol = line.substring(comma + 1, line.indexOf(',', comma + 1));
      found.computeIfAbsent(symbol, s -> new ArrayList<>()).add(line);
    }
    return found;
  }

  /** One row of a table, split at its commas. */
  static String[] cells(String line) {
    return line.split(",", -1);
  }

  private static List<String> lines(String name) {
    try (InputStream in = Figures.class.getResourceAsStream(FOLDER + name)) {
      if (in == null) {
        throw new IllegalStateException(name + ": missing from the program's own resources");
      }
      try (BufferedReader reader =
          new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
        return reader.lines().skip(1).toList();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }
}
