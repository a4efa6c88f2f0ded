package org.sinopia.train.recolourer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.NonFiniteException;
import org.sinopia.train.data.pairs.PairsFolder;
import org.sinopia.train.run.RunListener;

/**
 * A training run for each point of a {@link Grid}, one after another, each in its own folder, and
 * one table of all. Searched again with the same grid, runs that ended are not repeated and one
 * that did not goes on.
 *
 * @param pairs what all are trained on
 * @param base what the grid's fields are changed in
 * @param preset that the models of other architectures are taken from
 * @param device that all are trained on
 */
public record GridSearch(
    PairsFolder pairs, RecolourerTrainingConfig base, Preset preset, Device device) {

  /**
   * Trains all of them; a run whose loss is not finite is marked as failed, and the others go on.
   *
   * @param out receives the runs' folders, {@code grid.json} and {@code grid.md}
   * @param resume whether runs in those folders are to be gone on with
   * @param watcher makes the listener of a run, of whose configuration it is told
   * @throws IllegalArgumentException if a point of the grid is no valid configuration, before
   *     anything is trained, or two would have the same folder
   */
  public GridTable run(
      Path out, Grid grid, boolean resume, Function<RecolourerTrainingConfig, RunListener> watcher)
      throws IOException {
    List<List<String>> points = grid.points();
    List<RecolourerTrainingConfig> configs = points.stream().map(this::config).toList();
    if (points.stream().map(Grid::folder).distinct().count() < points.size()) {
      throw new IllegalArgumentException("--grid: two points would have the same folder");
    }
    List<GridTable.Row> rows = new ArrayList<>();
    for (int i = 0; i < points.size(); i++) {
      rows.add(row(out, points.get(i), configs.get(i), resume, watcher));
      GridTable.of(rows).write(out);
    }
    return GridTable.of(rows);
  }

  private RecolourerTrainingConfig config(List<String> point) {
    return ConfigChanges.of(point, "--grid").apply(base, preset);
  }

  private GridTable.Row row(
      Path out,
      List<String> point,
      RecolourerTrainingConfig config,
      boolean resume,
      Function<RecolourerTrainingConfig, RunListener> watcher)
      throws IOException {
    Path folder = out.resolve(Grid.folder(point));
    String failure = null;
    try {
      RecolourerTraining.train(
          pairs, config, folder, resume, device, List.of(watcher.apply(config)));
    } catch (NonFiniteException e) {
      failure = e.getMessage();
    }
    return GridTable.Row.of(out, point, config.model().build().parameters(), failure);
  }
}
