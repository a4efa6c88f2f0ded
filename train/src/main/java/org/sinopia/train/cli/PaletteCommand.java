package org.sinopia.train.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.sinopia.tensor.file.PendingFile;
import org.sinopia.train.cli.option.PaletteOption;
import org.sinopia.train.cli.output.Json;
import org.sinopia.train.cli.output.OutputFile;
import org.sinopia.xrf.pigment.LibraryPigment;
import org.sinopia.xrf.pigment.Palette;
import org.sinopia.xrf.pigment.PalettePlot;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sinopia palette}: the pigments, their colours, formulas and spectra. */
@Command(
    name = "palette",
    description =
        "The pigments: colours, formulas, lines, use; or a plot of their spectra and mixtures.")
final class PaletteCommand implements Callable<Integer> {
  @Mixin private PaletteOption options;

  @Option(
      names = "--plot",
      paramLabel = "FILE.png",
      description =
          "Draw the spectra with their lines named, the colours, and mixtures with white.")
  private Path plot;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    options.orElse("all");
    if (plot != null) {
      OutputFile.check(plot);
    }
    Palette palette = options.palette();
    List<LibraryPigment> members = options.members();
    if (plot != null) {
      PendingFile.write(plot, file -> PalettePlot.write(palette, members, file));
    }
    List<PaletteRow> rows = PaletteRow.of(palette, members, options.library());
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.write(rows));
    } else {
      rows.forEach(row -> row.print(out));
    }
    return ExitCode.OK;
  }
}
