package org.sinopia.xrf.registration;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The same point of a painting in its photograph and in its scan, in pixels; see {@link Affine}.
 *
 * @param photoX column in the photograph
 * @param photoY row in it
 * @param scanX column in the scan
 * @param scanY row in it
 */
public record PointPair(double photoX, double photoY, double scanX, double scanY) {

  private static final String NUMBER = "([-+]?[0-9]*\\.?[0-9]+(?:[eE][-+]?[0-9]+)?)";
  private static final Pattern PAIR =
      Pattern.compile("\\G[\\s,;]*%1$s\\s*,\\s*%1$s\\s*=\\s*%1$s\\s*,\\s*%1$s".formatted(NUMBER));

  /**
   * Checks that the pair lies in both pictures, to half a pixel beyond the middles of their edges.
   *
   * @param photoWidth columns of the photograph
   * @param photoHeight rows of it
   * @param scanWidth columns of the scan
   * @param scanHeight rows of it
   * @throws IllegalArgumentException naming the point that lies elsewhere
   */
  public void requireInside(int photoWidth, int photoHeight, int scanWidth, int scanHeight) {
    requireInside("photograph", photoX, photoY, photoWidth, photoHeight);
    requireInside("scan", scanX, scanY, scanWidth, scanHeight);
  }

  private static void requireInside(String where, double x, double y, int width, int height) {
    if (!(x >= -0.5 && x <= width - 0.5 && y >= -0.5 && y <= height - 0.5)) {
      throw new IllegalArgumentException(
          "points: %s,%s, expected a column and row in the %s of %d x %d pixels, as x,y in the photograph = x,y in the scan"
              .formatted(x, y, where, height, width));
    }
  }

  /**
   * Reads pairs such as {@code 812,440=31,17}: column and row in the photograph, then in the scan.
   * Commas, semicolons or spaces part them; lines that begin with {@code #} are left out.
   *
   * @throws IllegalArgumentException if there is anything else
   */
  public static List<PointPair> parse(String text) {
    String pairs = text.replaceAll("(?m)^\\s*#.*$", "").strip();
    List<PointPair> found = new ArrayList<>();
    Matcher matcher = PAIR.matcher(pairs);
    int end = 0;
    while (matcher.find()) {
      found.add(
          new PointPair(
              Double.parseDouble(matcher.group(1)),
              Double.parseDouble(matcher.group(2)),
              Double.parseDouble(matcher.group(3)),
              Double.parseDouble(matcher.group(4))));
      end = matcher.end();
    }
    String rest = pairs.substring(end).strip();
    if (!rest.isEmpty()) {
      throw new IllegalArgumentException(
          "points: '%s', expected x,y in the photograph = x,y in the scan, such as 812,440=31,17"
              .formatted(rest.length() > 40 ? rest.substring(0, 40) + "…" : rest));
    }
    return found;
  }
}
