package org.sinopia.xrf.recipe;

import java.util.HashMap;
import java.util.Map;

/** How much of a picture is painted with each family of pigments so far. */
final class FamilyUse {
  private static final double MAX_FAVOUR = 8;

  private final Map<Long, Double> areas = new HashMap<>();
  private double total;

  void add(long family, double area) {
    areas.merge(family, area, Double::sum);
    total += area;
  }

  /** 1 for a new family, up to {@value #MAX_FAVOUR} more for one that all is painted with. */
  double weight(long family) {
    return total > 0 ? 1 + MAX_FAVOUR * Math.sqrt(areas.getOrDefault(family, 0.0) / total) : 1;
  }
}
