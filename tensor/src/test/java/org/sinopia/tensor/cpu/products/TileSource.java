package org.sinopia.tensor.cpu.products;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.StringJoiner;

/**
 * Writes {@link EightRowTile} and {@link FourRowTile}, whose methods differ in nothing but how many
 * sums they hold and where their scalars lie: {@code java TileSource.java DIRECTORY}, in the form
 * that a formatter then gives them. {@link TileSourceTest} compares them with what this writes.
 */
final class TileSource {
  private TileSource() {}

  /** Writes both classes into a directory. */
  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0]);
    Files.writeString(directory.resolve("EightRowTile.java"), of("EightRowTile", 8));
    Files.writeString(directory.resolve("FourRowTile.java"), of("FourRowTile", 4));
  }

  /** The source of a class of tiles of a number of rows. */
  static String of(String name, int rows) {
    return """
    package org.sinopia.tensor.cpu.products;

    import static org.sinopia.tensor.cpu.simd.FloatVectors.COUNT;
    import static org.sinopia.tensor.cpu.simd.FloatVectors.FLOATS;

    import jdk.incubator.vector.FloatVector;

    /** Products of %d rows, see {@link RegisterTile}; written by {@code TileSource}, not by hand. */
    final class %s {
      private static final int DEPTH = RegisterTile.DEPTH;
      private static final int WIDTH = RegisterTile.WIDTH;

      private %s() {}

    """
            .formatted(rows, name, name)
        + method(rows, 2, true)
        + method(rows, 1, true)
        + method(rows, 2, false)
        + method(rows, 1, false)
        + "}\n";
  }

  private static String method(int rows, int vectors, boolean columns) {
    StringJoiner lines = new StringJoiner("\n", "", "\n}\n\n");
    String name = (columns ? "columns" : "rows") + (vectors == 2 ? "Two" : "One");
    lines.add(
        "static void "
            + name
            + "(float[] a, int aAt, "
            + (columns ? "int aRow, " : "")
            + "float[] b, int bAt, int steps, float[] old, int oldAt, int oldRow,"
            + " float[] c, int cAt, int cRow) {");
    for (int r = 0; r < rows; r++) {
      for (int v = 0; v < vectors; v++) {
        lines.add("FloatVector " + sum(r, v) + " = FloatVector.zero(FLOATS);");
      }
    }
    lines.add("int scalars = aAt;");
    lines.add("int row = bAt;");
    lines.add("for (int k = 0; k < steps; k++) {");
    for (int v = 0; v < vectors; v++) {
      lines.add("FloatVector " + "xy".charAt(v) + " = " + load("b", at("row", v)) + ";");
    }
    for (int r = 0; r < rows; r++) {
      String scalar = at("scalars", r == 0 ? "" : columns ? "" + r : times(r, "DEPTH"));
      lines.add("FloatVector a" + r + " = FloatVector.broadcast(FLOATS, a[" + scalar + "]);");
      for (int v = 0; v < vectors; v++) {
        lines.add(sum(r, v) + " = a" + r + ".fma(" + "xy".charAt(v) + ", " + sum(r, v) + ");");
      }
    }
    lines.add(columns ? "scalars += aRow;" : "scalars++;");
    lines.add("row += WIDTH;");
    lines.add("}");
    for (int r = 0; r < rows; r++) {
      for (int v = 0; v < vectors; v++) {
        String before = load("old", at(at("oldAt", times(r, "oldRow")), v));
        String to = at(at("cAt", times(r, "cRow")), v);
        lines.add(sum(r, v) + ".add(" + before + ").intoArray(c, " + to + ");");
      }
    }
    return lines.toString();
  }

  private static String sum(int row, int vector) {
    return "xy".charAt(vector) + "" + row;
  }

  private static String load(String array, String index) {
    return "FloatVector.fromArray(FLOATS, " + array + ", " + index + ")";
  }

  private static String times(int count, String distance) {
    return count == 0 ? "" : count == 1 ? distance : count + " * " + distance;
  }

  private static String at(String start, String distance) {
    return distance.isEmpty() ? start : start + " + " + distance;
  }

  private static String at(String start, int vectors) {
    return at(start, times(vectors, "COUNT"));
  }
}
