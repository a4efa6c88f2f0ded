package org.sinopia.train.recolourer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sinopia.nn.ConfigJson;
import org.sinopia.tensor.file.PendingFile;
import org.sinopia.train.run.RunFolder;

/**
 * The results of a grid search, in the order of the grid.
 *
 * @param rows one for each point
 * @param best index of the row with the highest MS-SSIM, the first of equals; −1 if no run has one
 */
public record GridTable(List<Row> rows, int best) {
  private static final JsonMapper JSON = new JsonMapper();

  /**
   * The best epoch of one run.
   *
   * @param point assignments {@code field=value}
   * @param run the run's folder, within that of the grid
   * @param parameters of the model
   * @param epoch with the best MS-SSIM, from 1; 0 if there was none, and then the metrics are null
   * @param epochs completed
   * @param failure why it ended before its time, or null
   */
  public record Row(
      List<String> point,
      String run,
      int parameters,
      int epoch,
      int epochs,
      Double redmean,
      Double msSsim,
      Double uiqi,
      String failure) {

    /** The row of a run that has ended, from its metrics. */
    static Row of(Path grid, List<String> point, int parameters, String failure)
        throws IOException {
      String run = Grid.folder(point);
      Path metrics = grid.resolve(run).resolve(RunFolder.METRICS);
      Optional<JsonNode> best = Optional.empty();
      int epochs = 0;
      if (Files.exists(metrics)) {
        for (String line : Files.readAllLines(metrics, UTF_8)) {
          JsonNode epoch = JSON.readTree(line);
          epochs++;
          if (score(epoch) > best.map(Row::score).orElse(Double.NEGATIVE_INFINITY)) {
            best = Optional.of(epoch);
          }
        }
      }
      return new Row(
          point,
          run,
          parameters,
          best.map(e -> e.path("epoch").asInt()).orElse(0),
          epochs,
          best.map(e -> e.path("validation_redmean").asDouble()).orElse(null),
          best.map(Row::score).orElse(null),
          best.map(e -> e.path("validation_uiqi").asDouble()).orElse(null),
          failure);
    }

    private static double score(JsonNode epoch) {
      return epoch.path("validation_" + RecolourerTask.SCORE).asDouble(Double.NEGATIVE_INFINITY);
    }
  }

  /** With the best row found. */
  static GridTable of(List<Row> rows) {
    int best = -1;
    for (int i = 0; i < rows.size(); i++) {
      Double score = rows.get(i).msSsim();
      if (score != null && (best < 0 || score > rows.get(best).msSsim())) {
        best = i;
      }
    }
    return new GridTable(List.copyOf(rows), best);
  }

  /** Writes {@code grid.json} and {@code grid.md}. */
  void write(Path folder) throws IOException {
    PendingFile.write(
        folder.resolve("grid.json"),
        file -> Files.writeString(file, ConfigJson.write(this) + "\n", UTF_8));
    PendingFile.write(
        folder.resolve("grid.md"), file -> Files.writeString(file, markdown(), UTF_8));
  }

  /** A table in Markdown, the best row in bold. */
  public String markdown() {
    StringBuilder text = new StringBuilder();
    text.append("| run | parameters | MS-SSIM | redmean | UIQI | best epoch | |\n");
    text.append("| --- | ---: | ---: | ---: | ---: | ---: | --- |\n");
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      String mark = i == best ? "**" : "";
      text.append(
          String.format(
              Locale.ROOT,
              "| %s%s%s | %d | %s%s%s | %s | %s | %d of %d | %s |%n",
              mark,
              String.join(", ", row.point()).replace("|", "\\|"),
              mark,
              row.parameters(),
              mark,
              number(row.msSsim()),
              mark,
              number(row.redmean()),
              number(row.uiqi()),
              row.epoch(),
              row.epochs(),
              row.failure() != null ? row.failure() : i == best ? "best" : ""));
    }
    return text.toString();
  }

  private static String number(Double value) {
    return value == null ? "–" : String.format(Locale.ROOT, "%.4f", value);
  }
}
