package org.sinopia.train.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.sinopia.train.cli.option.CubeOptions;
import org.sinopia.train.cli.output.Json;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.CubeSummary;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.fit.ScanFit;
import org.sinopia.xrf.pigment.PeakLabel;
import org.sinopia.xrf.spectrum.Spectrum;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sinopia info}: what is in a cube. */
@Command(
    name = "info",
    description =
        "Prints what is in a cube: shape, energy axis, total counts, the lines that stand out.")
final class InfoCommand implements Callable<Integer> {
  private static final int STRONGEST = 8;

  @Parameters(paramLabel = "CUBE", description = "HDF5, NPY, NPZ, RPL, ENVI or BCF.")
  private Path file;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Mixin private CubeOptions cubeOptions;

  @Spec private CommandSpec spec;

  /**
   * A line of an element in the summed spectrum; {@code share} is its highest bin's part of all
   * counts.
   */
  private record Line(String line, double energyKev, double share) {}

  /** An element whose lines are there: its part of all counts, and what speaks for it. */
  private record Found(String element, List<String> families, double share, String evidence) {}

  /** A channel that stands out; its energy is null where the cube has no energy axis. */
  private record Channel(int bin, Double energyKev, double counts) {}

  /** The outer edges of the first and last bin; null where the cube is not calibrated. */
  private record Energy(int bins, Double fromKev, Double toKev, boolean calibrated) {}

  /** All of it. */
  private record Contents(
      int height,
      int width,
      int bins,
      String type,
      Energy energy,
      double totalCounts,
      double countsPerPixel,
      int missingPixels,
      int detectors,
      List<String> warnings,
      List<Line> lines,
      List<Found> elements,
      List<Channel> strongest,
      Map<String, Object> attributes) {}

  @Override
  public Integer call() throws IOException {
    Contents info;
    Thread.ofPlatform().daemon().name("tables").start(ScanFit::prepare);
    try (DataCube cube = cubeOptions.open(file)) {
      info = read(cube);
    } catch (IllegalArgumentException e) {
      throw cubeOptions.named(file, e);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.write(info));
      return ExitCode.OK;
    }
    out.printf(
        "shape     %d x %d pixels, %d bins of %s%n",
        info.height(), info.width(), info.bins(), info.type());
    out.println(
        !info.energy().calibrated()
            ? "energy    not calibrated"
            : String.format(
                Locale.ROOT,
                "energy    %.3f to %.3f keV",
                info.energy().fromKev(),
                info.energy().toKev()));
    out.printf(
        Locale.ROOT, "counts    %.0f, %.1f a pixel%n", info.totalCounts(), info.countsPerPixel());
    if (info.missingPixels() > 0) {
      out.printf("missing   %d pixels without valid data%n", info.missingPixels());
    }
    if (info.detectors() > 1) {
      out.printf("detectors %d%n", info.detectors());
    }
    for (Line line : info.lines()) {
      out.printf(
          Locale.ROOT,
          "line      %-10s %7.3f keV  %6.2f %%%n",
          line.line(),
          line.energyKev(),
          100 * line.share());
    }
    for (Found found : info.elements()) {
      out.printf(
          Locale.ROOT,
          "element   %-2s %-8s %6.2f %%  %s%n",
          found.element(),
          String.join(" ", found.families()),
          100 * found.share(),
          found.evidence());
    }
    if (info.lines().isEmpty()) {
      info.strongest()
          .forEach(
              c -> out.printf(Locale.ROOT, "channel   %5d  %.0f counts%n", c.bin(), c.counts()));
    }
    info.attributes().forEach((name, value) -> out.println("attribute " + name + " = " + value));
    return ExitCode.OK;
  }

  private static Contents read(DataCube cube) throws IOException {
    CubeSummary summary = CubeSummary.of(cube);
    CubeHeader header = summary.header();
    EnergyAxis axis = header.energy().orElse(null);
    List<Line> lines =
        axis == null || !(summary.totalCounts() > 0)
            ? List.of()
            : PeakLabel.of(Spectrum.ofCounts(axis, summary.sumSpectrum()), summary.totalCounts())
                .stream()
                .map(l -> new Line(l.name(), l.energyKev(), l.probability()))
                .toList();
    List<Channel> strongest =
        summary.strongest(STRONGEST).stream()
            .map(
                p ->
                    new Channel(
                        p.bin(),
                        p.energyKev().isPresent() ? p.energyKev().getAsDouble() : null,
                        p.counts()))
            .toList();
    return new Contents(
        header.height(),
        header.width(),
        header.bins(),
        header.type().toString().toLowerCase(Locale.ROOT),
        new Energy(
            header.bins(),
            axis == null ? null : axis.fromKev(),
            axis == null ? null : axis.toKev(),
            axis != null),
        summary.totalCounts(),
        summary.totalCounts() / (header.pixels() - summary.missing().count()),
        summary.missing().count(),
        cube.detectors(),
        cube.warnings(),
        lines,
        elements(summary),
        strongest,
        header.attributes());
  }

  /** None where there is no axis, or too little to fit. */
  private static List<Found> elements(CubeSummary summary) {
    if (summary.header().energy().isEmpty() || !(summary.totalCounts() > 0)) {
      return List.of();
    }
    return ScanFit.of(summary, Set.of()).elements().stream()
        .map(e -> new Found(e.element().symbol(), e.families(), e.share(), e.evidence()))
        .toList();
  }
}
