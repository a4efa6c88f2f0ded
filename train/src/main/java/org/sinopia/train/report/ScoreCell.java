package org.sinopia.train.report;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A score in a table of the report.
 *
 * @param label the score's name
 * @param value its value, in print
 * @param best whether it is marked as the best of its kind
 */
record ScoreCell(String label, String value, boolean best) {
  /** A cell for each kind of score, none marked. */
  static List<ScoreCell> of(Map<Score, Double> scores) {
    return Arrays.stream(Score.values())
        .map(s -> new ScoreCell(s.label(), s.print(scores.getOrDefault(s, Double.NaN)), false))
        .toList();
  }
}
