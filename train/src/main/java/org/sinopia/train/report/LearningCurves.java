package org.sinopia.train.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.DoubleStream;

/**
 * The numbers that a training wrote down, epoch by epoch, by measure.
 *
 * @param measures in the order of their first appearance
 */
public record LearningCurves(List<Measure> measures) {
  private static final String TRAIN = "train_";
  private static final String VALIDATION = "validation_";
  private static final Set<String> NOT_MEASURES = Set.of("epoch", "step", "seconds");
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * A measure over epochs.
   *
   * @param name as in the file, without {@code train_} or {@code validation_}
   * @param training values by epoch, empty if there is none; NaN where one is missing
   * @param validation likewise
   */
  public record Measure(String name, List<Double> training, List<Double> validation) {
    /** Copies the values. */
    public Measure {
      training = List.copyOf(training);
      validation = List.copyOf(validation);
    }

    /** The last value that was measured, on validation if there is any; NaN if there is none. */
    double last() {
      List<Double> values = validation.isEmpty() ? training : validation;
      return values.reversed().stream()
          .filter(value -> !value.isNaN())
          .findFirst()
          .orElse(Double.NaN);
    }
  }

  /** Copies the measures. */
  public LearningCurves {
    measures = List.copyOf(measures);
  }

  /**
   * Reads {@code metrics.jsonl}: an object per line, of which {@code epoch}, {@code step} and
   * {@code seconds} are left out; a field that is no number counts as missing.
   *
   * @throws IllegalArgumentException naming the file and line that is no object
   */
  public static LearningCurves read(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    Map<String, double[]> columns = new LinkedHashMap<>();
    for (int row = 0; row < lines.size(); row++) {
      for (Map.Entry<String, JsonNode> field : object(file, row, lines).properties()) {
        if (!NOT_MEASURES.contains(field.getKey()) && field.getValue().isNumber()) {
          columns.computeIfAbsent(field.getKey(), _ -> missing(lines.size()))[row] =
              field.getValue().doubleValue();
        }
      }
    }
    List<Measure> measures = new ArrayList<>();
    for (String column : columns.keySet()) {
      String name = column.replaceFirst("^(" + TRAIN + "|" + VALIDATION + ")", "");
      if (measures.stream().noneMatch(measure -> measure.name().equals(name))) {
        double[] training =
            columns.getOrDefault(TRAIN + name, columns.getOrDefault(name, new double[0]));
        double[] validation = columns.getOrDefault(VALIDATION + name, new double[0]);
        measures.add(
            new Measure(
                name,
                DoubleStream.of(training).boxed().toList(),
                DoubleStream.of(validation).boxed().toList()));
      }
    }
    return new LearningCurves(measures);
  }

  private static JsonNode object(Path file, int row, List<String> lines) throws IOException {
    try {
      JsonNode node = JSON.readTree(lines.get(row));
      if (node.isObject()) {
        return node;
      }
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "%s: line %d is no JSON, expected an object".formatted(file, row + 1), e);
    }
    throw new IllegalArgumentException(
        "%s: line %d is another thing than an object".formatted(file, row + 1));
  }

  private static double[] missing(int rows) {
    double[] values = new double[rows];
    Arrays.fill(values, Double.NaN);
    return values;
  }
}
