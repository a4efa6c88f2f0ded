package org.sinopia.xrf.fit;

import java.util.List;
import org.sinopia.xrf.physics.atom.Element;

/**
 * An element whose lines a scan shows.
 *
 * @param element the element
 * @param families the shells of its families that are there: K, L, M
 * @param counts counts of all its lines in the sum spectrum
 * @param error standard error of the counts
 * @param share counts over all counts of the spectrum, 0 to 1
 * @param lines lines seen one by one, such as {@code Fe Ka}
 * @param origin where the lines come from
 */
public record FoundElement(
    Element element,
    List<String> families,
    double counts,
    double error,
    double share,
    List<String> lines,
    Origin origin) {

  /** Where an element's lines come from. */
  public enum Origin {
    /** The object. */
    OBJECT,
    /** The air between instrument and object: argon. */
    AIR,
    /** The tube, whose lines the object scatters. */
    SCATTER
  }

  private static final int ENOUGH = 2;

  /** Copies the lists. */
  public FoundElement {
    families = List.copyOf(families);
    lines = List.copyOf(lines);
  }

  /** Whether fewer than two of its lines are seen. */
  public boolean weak() {
    return origin == Origin.OBJECT && lines.size() < ENOUGH;
  }

  /**
   * The evidence for the element, in words: {@code Ka, Kb}, {@code weak: only Ka}, {@code air}, or
   * {@code scatter of the tube}.
   */
  public String evidence() {
    return switch (origin) {
      case AIR -> "air";
      case SCATTER -> "scatter of the tube";
      case OBJECT ->
          !weak()
              ? String.join(", ", lines)
              : lines.isEmpty() ? "weak: no line by itself" : "weak: only " + lines.getFirst();
    };
  }
}
