package org.sinopia.train.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.sinopia.tensor.PendingFile;
import org.sinopia.xrf.pigment.PaintRecipe;
import org.sinopia.xrf.pigment.Palette;
import org.sinopia.xrf.pigment.PalettePlot;
import org.sinopia.xrf.pigment.PeakLabel;
import org.sinopia.xrf.pigment.Pigment;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sinopia palette}: the pigments, their colours, formulas and spectra. */
@Command(
    name = "palette",
    description = "The pigments: colours, formulas, lines; or a plot of their spectra.")
final class PaletteCommand implements Callable<Integer> {
  @Mixin private PaletteOption options;

  @Option(
      names = "--plot",
      paramLabel = "FILE.png",
      description = "Draw the spectra with their lines named.")
  private Path plot;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  /**
   * One pigment.
   *
   * @param masses parts by mass of each formula; empty for a measured pigment
   * @param lines the lines seen in its spectrum, by rising energy
   */
  private record Row(
      String name,
      String colour,
      List<Integer> rgb,
      String note,
      Map<String, Double> masses,
      List<String> lines) {}

  @Override
  public Integer call() throws IOException {
    if (plot != null) {
      OutputFile.check(plot);
    }
    Palette palette = options.palette();
    if (plot != null) {
      PendingFile.write(plot, file -> PalettePlot.write(palette, file));
    }
    List<Row> rows = palette.pigments().stream().map(this::row).toList();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.write(rows));
      return ExitCode.OK;
    }
    for (Row row : rows) {
      out.printf(
          "%-16s %s  %s%n", row.name(), row.colour(), String.join(", ", row.masses().keySet()));
      if (!row.note().isEmpty()) {
        out.printf("%-16s %s%n", "", row.note());
      }
      out.printf("%-16s lines: %s%n", "", String.join(", ", row.lines()));
    }
    return ExitCode.OK;
  }

  private Row row(Pigment pigment) {
    int rgb = pigment.colour().rgb24();
    List<String> lines = new ArrayList<>();
    for (PeakLabel label : PeakLabel.of(pigment.spectrum())) {
      lines.add(label.name());
    }
    List<Integer> channels = List.of(rgb >> 16 & 0xFF, rgb >> 8 & 0xFF, rgb & 0xFF);
    if (!options.isSimulated()) {
      return new Row(pigment.name(), pigment.colour().toHex(), channels, "", Map.of(), lines);
    }
    PaintRecipe recipe = options.chemistry().recipe(pigment.name());
    return new Row(
        pigment.name(), pigment.colour().toHex(), channels, recipe.note(), recipe.masses(), lines);
  }
}
