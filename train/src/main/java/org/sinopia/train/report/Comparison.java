package org.sinopia.train.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The recolourer beside its baselines, on the same pictures.
 *
 * @param pictures how many the means are over
 * @param rows the methods; exactly one is the subject
 */
public record Comparison(int pictures, List<Row> rows) {
  /** The purpose of a method. */
  public enum Role {
    /** The trained recolourer. */
    SUBJECT,
    /** Something simpler that it should beat. */
    BASELINE,
    /** A bound that no method can be expected to pass. */
    CEILING
  }

  /**
   * A method.
   *
   * @param name as it stands in a sentence
   * @param note what it does, in a few words
   * @param role what it is there for
   * @param means over pictures
   */
  public record Row(String name, String note, Role role, Map<Score, Double> means) {
    /** Copies the means. */
    public Row {
      means = Map.copyOf(means);
    }

    double mean(Score score) {
      return means.getOrDefault(score, Double.NaN);
    }
  }

  /**
   * Copies the rows.
   *
   * @throws IllegalArgumentException unless exactly one is the subject
   */
  public Comparison {
    rows = List.copyOf(rows);
    if (rows.stream().filter(row -> row.role() == Role.SUBJECT).count() != 1) {
      throw new IllegalArgumentException("comparison: expected exactly one subject");
    }
  }

  /** The trained recolourer. */
  public Row subject() {
    return rows.stream().filter(row -> row.role() == Role.SUBJECT).findFirst().orElseThrow();
  }

  /** One sentence for each baseline that the subject loses to in any score, as printed. */
  public List<String> defeats() {
    List<String> sentences = new ArrayList<>();
    for (Row row : rows) {
      if (row.role() == Role.BASELINE) {
        String lost =
            Arrays.stream(Score.values())
                .filter(score -> score.better(row.mean(score), subject().mean(score)))
                .map(
                    score ->
                        "%s (%s against %s)"
                            .formatted(
                                score.noun(),
                                score.print(row.mean(score)),
                                score.print(subject().mean(score))))
                .collect(Collectors.joining(", "));
        if (!lost.isEmpty()) {
          sentences.add(
              "%s loses to the baseline “%s” in %s.".formatted(subject().name(), row.name(), lost));
        }
      }
    }
    return sentences;
  }

  /** The best mean of a score among the subject and the baselines. */
  double best(Score score) {
    double best = Double.NaN;
    for (Row row : rows) {
      double mean = row.mean(score);
      if (row.role() != Role.CEILING
          && !Double.isNaN(mean)
          && (Double.isNaN(best) || score.better(mean, best))) {
        best = mean;
      }
    }
    return best;
  }
}
