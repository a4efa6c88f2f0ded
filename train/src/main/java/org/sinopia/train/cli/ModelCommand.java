package org.sinopia.train.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import org.sinopia.nn.Module;
import org.sinopia.nn.model.Architecture;
import org.sinopia.nn.model.EmbedderConfig;
import org.sinopia.nn.model.RecolourerConfig;
import org.sinopia.nn.model.VariationalEmbedder;
import org.sinopia.tensor.Shape;
import org.sinopia.train.cli.option.ModelOptions;
import org.sinopia.train.cli.output.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sinopia model}: layers, shapes and parameters of a model. */
@Command(
    name = "model",
    description = "Layers, shapes and parameters of a recolourer, or of the embedder.")
final class ModelCommand implements Callable<Integer> {
  @Mixin private ModelOptions options;

  @Option(names = "--embedder", description = "The embedder instead of a recolourer.")
  private boolean embedder;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  /** A layer and the shapes of its weights. */
  private record Row(
      String name, String kind, SequencedMap<String, List<Integer>> shapes, int parameters) {}

  /** The output. */
  private record Summary(
      String architecture, int layerParameters, int parameters, List<Row> layers, Record config) {}

  @Override
  public Integer call() throws IOException {
    Summary summary = embedder ? ofEmbedder() : ofRecolourer();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.write(summary));
      return ExitCode.OK;
    }
    for (Row row : summary.layers()) {
      out.printf(
          Locale.ROOT,
          "%-24s %-24s %,10d  %s%n",
          row.name(),
          row.kind(),
          row.parameters(),
          shapes(row));
    }
    out.printf(
        Locale.ROOT,
        "%s: %,d parameters, %,d of them weights and biases of layers%n",
        summary.architecture(),
        summary.parameters(),
        summary.layerParameters());
    return ExitCode.OK;
  }

  private Summary ofRecolourer() throws IOException {
    RecolourerConfig config = options.config();
    Architecture architecture = options.architecture();
    return of(architecture.name().toLowerCase(Locale.ROOT), config.build(), (Record) config);
  }

  private static Summary ofEmbedder() {
    EmbedderConfig config = EmbedderConfig.PAPER;
    return of("embedder", new VariationalEmbedder(config), config);
  }

  private static Summary of(String architecture, Module model, Record config) {
    List<Row> rows = model.layers().stream().map(ModelCommand::row).toList();
    return new Summary(architecture, model.layerParameters(), model.parameters(), rows, config);
  }

  private static Row row(Module.Layer layer) {
    SequencedMap<String, List<Integer>> shapes = new LinkedHashMap<>();
    layer.shapes().forEach((name, shape) -> shapes.put(name, extents(shape)));
    return new Row(layer.name(), layer.kind(), shapes, layer.parameters());
  }

  private static List<Integer> extents(Shape shape) {
    return Arrays.stream(shape.extents()).boxed().toList();
  }

  private static String shapes(Row row) {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<String, List<Integer>> e : row.shapes().entrySet()) {
      text.append(text.isEmpty() ? "" : "  ").append(e.getKey()).append(' ').append(e.getValue());
    }
    return text.toString();
  }
}
