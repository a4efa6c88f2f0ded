package org.sinopia.train.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.sinopia.tensor.file.PendingFile;
import org.sinopia.train.cli.option.PaintOption;
import org.sinopia.train.cli.output.Json;
import org.sinopia.train.cli.output.OutputFile;
import org.sinopia.xrf.instrument.Angles;
import org.sinopia.xrf.instrument.Instrument;
import org.sinopia.xrf.instrument.InstrumentDraw;
import org.sinopia.xrf.instrument.LayerText;
import org.sinopia.xrf.instrument.Simulation;
import org.sinopia.xrf.instrument.SpectrumChart;
import org.sinopia.xrf.instrument.SpectrumOutput;
import org.sinopia.xrf.paint.GroundKind;
import org.sinopia.xrf.physics.matter.Layer;
import org.sinopia.xrf.physics.matter.Material;
import org.sinopia.xrf.physics.matter.Specimen;
import org.sinopia.xrf.pigment.LibraryPigment;
import org.sinopia.xrf.pigment.PigmentLibrary;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sinopia xrf}: the spectrum of a stack of layers and the table of its lines. */
@Command(
    name = "xrf",
    description = "The X-ray fluorescence spectrum of a stack of layers, and its lines.")
final class XrfCommand implements Callable<Integer> {
  // Weaker lines are left out of the table for the eye; --json lists all.
  private static final double FAINT = 1e-4;
  private static final String NO_GROUND = "none";

  @Option(
      names = "--layer",
      required = true,
      paramLabel = "LAYER",
      description =
          "A layer, topmost first, such as \"lead white:60,vermilion:40@30um\": pigments or =FORMULA with shares by mass, @THICKNESS, /DENSITY in g/cm³.")
  private List<String> layers;

  @Option(
      names = "--ground",
      defaultValue = NO_GROUND,
      paramLabel = "NAME",
      description =
          "The ground below: none, plaster, chalk, gesso, lead-white, bole, bare (${DEFAULT-VALUE}).")
  private String ground;

  @Option(
      names = "--instrument",
      defaultValue = "generic",
      paramLabel = "NAME|FILE",
      description =
          "chnet, m6, crono, elio, generic, random:SEED, or the JSON of one (${DEFAULT-VALUE}).")
  private String instrument;

  @Option(names = "--counts", paramLabel = "N", description = "Counts of the whole spectrum.")
  private Double counts;

  @Option(
      names = "--beam",
      paramLabel = "KEV",
      description = "A monochromatic beam instead of the tube.")
  private Double beam;

  @Option(
      names = "--angles",
      paramLabel = "IN,OUT",
      description = "Incidence and take-off, degrees from the surface.")
  private String angles;

  @Option(
      names = "--plot",
      paramLabel = "FILE.png",
      description = "Draw the spectrum with its lines named.")
  private Path plot;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Write the spectrum: .csv or .msa (EMSA/MAS).")
  private Path out;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  private record Answer(List<Simulation.Line> lines, double totalCounts) {}

  @Override
  public Integer call() throws IOException {
    if (plot != null) {
      OutputFile.check(plot);
      if (!plot.toString().toLowerCase(Locale.ROOT).endsWith(".png")) {
        throw new IllegalArgumentException(plot + ": unknown kind, expected .png");
      }
    }
    if (out != null) {
      OutputFile.check(out);
      if (!SpectrumOutput.isKnown(out)) {
        throw new IllegalArgumentException(out + ": unknown kind, expected .csv or .msa");
      }
    }
    Specimen specimen = specimen();
    Simulation simulation = Simulation.of(instrument(), specimen, change());
    String title = String.join(" / ", layers);
    if (plot != null) {
      PendingFile.write(plot, file -> SpectrumChart.write(simulation, title, file));
    }
    if (out != null) {
      PendingFile.write(
          out,
          file -> SpectrumOutput.write(out, file, title, simulation.axis(), simulation.counts()));
    }
    PrintWriter writer = spec.commandLine().getOut();
    if (json) {
      writer.println(Json.write(new Answer(simulation.lines(), simulation.totalCounts())));
    } else {
      print(simulation, writer);
    }
    return ExitCode.OK;
  }

  private Specimen specimen() {
    List<Layer> stack = new ArrayList<>();
    for (String layer : layers) {
      stack.add(LayerText.parse(layer, XrfCommand::material));
    }
    if (!ground.strip().equalsIgnoreCase(NO_GROUND)) {
      stack.addAll(ground().layers());
    }
    return new Specimen(stack);
  }

  private GroundKind ground() {
    try {
      return GroundKind.of(ground);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--ground: " + e.getMessage() + ", or none", e);
    }
  }

  private static Material material(String pigment) {
    LibraryPigment known = PigmentLibrary.builtin().pigment(pigment);
    return Material.of(known.composition(), known.densityGcm3());
  }

  private Instrument instrument() throws IOException {
    if (instrument.startsWith("random:")) {
      return InstrumentDraw.of(seed(instrument.substring("random:".length())));
    }
    return PaintOption.named(instrument, ", random:SEED");
  }

  private static long seed(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "instrument 'random:%s', expected a whole number as the seed".formatted(text), e);
    }
  }

  private Simulation.Change change() {
    if (counts != null && !(counts > 0 && counts <= 1e15)) {
      throw new IllegalArgumentException(
          "--counts is %s, expected a number above 0 to 1e15".formatted(counts));
    }
    return new Simulation.Change(
        beam == null ? OptionalDouble.empty() : OptionalDouble.of(beam),
        angles == null ? Optional.empty() : Optional.of(parseAngles()),
        counts == null ? OptionalDouble.empty() : OptionalDouble.of(counts));
  }

  private Angles parseAngles() {
    String[] parts = angles.split(",", -1);
    try {
      if (parts.length == 2) {
        return new Angles(Double.parseDouble(parts[0]), Double.parseDouble(parts[1]));
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "--angles is '%s', expected two numbers such as 45,45".formatted(angles), e);
    }
    throw new IllegalArgumentException(
        "--angles is '%s', expected two numbers such as 45,45".formatted(angles));
  }

  private static void print(Simulation simulation, PrintWriter writer) {
    double strongest =
        simulation.lines().stream().mapToDouble(Simulation.Line::counts).max().orElse(0);
    writer.printf(
        "%-3s %-6s %-6s %9s %12s %8s %12s%n",
        "", "line", "name", "keV", "emitted", "enhanced", "counts");
    for (Simulation.Line line : simulation.lines()) {
      if (line.counts() >= FAINT * strongest) {
        writer.printf(
            Locale.ROOT,
            "%-3s %-6s %-6s %9.4f %12.4g %7.2f%% %12.4g%n",
            line.element(),
            line.line(),
            line.siegbahn(),
            line.energyKev(),
            line.emitted(),
            100 * line.enhancement(),
            line.counts());
      }
    }
    writer.printf(Locale.ROOT, "%-38s %34.5g%n", "all counts", simulation.totalCounts());
  }
}
