package org.sinopia.train.recolourer;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The Cartesian product of values of some fields of a configuration, the last field varying
 * fastest.
 *
 * @param fields at least one, each with at least one value
 */
public record Grid(List<Field> fields) {
  /**
   * @throws IllegalArgumentException if a field is there twice
   */
  public Grid {
    Set<String> paths = new HashSet<>();
    for (Field field : fields) {
      if (!paths.add(field.path())) {
        throw new IllegalArgumentException(
            "--grid: " + field.path() + " is given twice, expected all its values at once");
      }
    }
    fields = List.copyOf(fields);
  }

  /**
   * A field and the values it takes in turn.
   *
   * @param path such as {@code run.optimiser.learning_rate}
   * @param values as {@link ConfigChanges#of} reads them
   */
  public record Field(String path, List<String> values) {
    /**
     * Reads {@code field=a,b,c}; commas within brackets or quotes separate nothing.
     *
     * @throws IllegalArgumentException if it is no such thing, or a value comes twice
     */
    public static Field parse(String text) {
      int equals = text.indexOf('=');
      List<String> values = equals < 1 ? List.of() : split(text.substring(equals + 1));
      if (values.isEmpty()
          || values.stream().anyMatch(String::isBlank)
          || values.stream().distinct().count() < values.size()) {
        throw new IllegalArgumentException(
            "--grid: '" + text + "', expected field=a,b,c with values that differ");
      }
      return new Field(text.substring(0, equals), values);
    }

    private static List<String> split(String text) {
      List<String> values = new ArrayList<>();
      int depth = 0;
      boolean quoted = false;
      int start = 0;
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        quoted ^= c == '"';
        depth += quoted ? 0 : c == '[' ? 1 : c == ']' ? -1 : 0;
        if (c == ',' && depth == 0 && !quoted) {
          values.add(text.substring(start, i));
          start = i + 1;
        }
      }
      values.add(text.substring(start));
      return values;
    }
  }

  /** Every combination, as assignments {@code field=value} in the order of the fields. */
  public List<List<String>> points() {
    List<List<String>> points = List.of(List.of());
    for (Field field : fields) {
      List<List<String>> longer = new ArrayList<>();
      for (List<String> point : points) {
        for (String value : field.values()) {
          List<String> extended = new ArrayList<>(point);
          extended.add(field.path() + "=" + value);
          longer.add(extended);
        }
      }
      points = longer;
    }
    return points;
  }

  /** The name of a point's folder: its assignments, with what file systems mind replaced. */
  public static String folder(List<String> point) {
    return String.join("+", point).replaceAll("[^A-Za-z0-9._=+-]", "_");
  }
}
