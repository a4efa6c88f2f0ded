package org.sinopia.train.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.sinopia.nn.model.EmbedderConfig;
import org.sinopia.nn.model.Recolourer;
import org.sinopia.nn.model.VariationalEmbedder;
import org.sinopia.tensor.Device;
import org.sinopia.train.cli.option.DeviceOption;
import org.sinopia.train.cli.option.ModelOptions;
import org.sinopia.train.cli.option.Size;
import org.sinopia.train.cli.output.Json;
import org.sinopia.train.cli.output.OutputFile;
import org.sinopia.train.cli.output.ProgressDisplay;
import org.sinopia.train.profile.ChromeTrace;
import org.sinopia.train.profile.Roof;
import org.sinopia.train.profile.StepProfile;
import org.sinopia.train.profile.StepProfiler;
import org.sinopia.train.profile.Workload;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sinopia profile}: where the time of a step goes. */
@Command(
    name = "profile",
    description = {
      "Time, bytes, FLOPs and share of the roofline by op of a training step on random input, and the"
          + " most memory that its tensors take.",
      "Of each op also the share of its time inside matrix products, its own or those that it is"
          + " made of, where the device can tell.",
      "The roof is measured first: the rate of a large matrix product and of a large copy. Ops whose"
          + " operands come from a cache may exceed it."
    })
final class ProfileCommand implements Callable<Integer> {
  private static final int PICTURES = 8;
  private static final int SPECTRA = 4096;
  private static final int LARGEST_LAYERS = 12;

  @Mixin private ModelOptions options;

  @Option(names = "--embedder", description = "The embedder instead of a recolourer.")
  private boolean embedder;

  @Option(names = "--inference", description = "Only the forward pass, without gradients.")
  private boolean inference;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Pictures (" + PICTURES + ") or spectra (" + SPECTRA + ") in a step.")
  private Integer batch;

  @Option(
      names = "--size",
      paramLabel = "HxW",
      defaultValue = "256x256",
      converter = Size.Converter.class,
      description = "Size of the pictures (${DEFAULT-VALUE}).")
  private Size size;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "10",
      description =
          "Steps that are watched, and as many in between that are not (${DEFAULT-VALUE}); of each"
              + " op the median is shown.")
  private int steps;

  @Option(
      names = "--trace",
      paramLabel = "T.json",
      description = "Receives a trace that ui.perfetto.dev and chrome://tracing open.")
  private Path trace;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Mixin private DeviceOption device;

  @Spec private CommandSpec spec;

  /** The output of {@code --json}; the product share is null where the device cannot tell. */
  private record Summary(
      String work,
      String device,
      Roof roof,
      double seconds,
      double watchedSeconds,
      double unobservedSeconds,
      double boundSeconds,
      long peakBytes,
      long flops,
      Double productShare,
      double gemmShare,
      double opShare,
      List<StepProfile.Row> ops,
      List<StepProfile.Row> shapes,
      List<StepProfile.Row> layers) {}

  @Override
  public Integer call() throws IOException {
    if (steps < 1 || (batch != null && batch < 1)) {
      throw new IllegalArgumentException(
          (steps < 1 ? "--steps is " + steps : "--batch is " + batch) + ", expected at least 1");
    }
    if (trace != null) {
      OutputFile.check(trace);
    }
    Device on = device.device();
    StepProfile profile;
    long peakBytes;
    try (ProgressDisplay display = new ProgressDisplay(spec.commandLine().getErr(), true);
        Workload workload = workload(on)) {
      display.stage("profile " + title());
      profile = StepProfiler.profile(workload, on, steps);
      peakBytes = workload.peakBytes();
    }
    if (trace != null) {
      ChromeTrace.write(profile, title(), trace);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.write(summary(profile, peakBytes, on)));
    } else {
      print(profile, peakBytes, on, out);
    }
    return ExitCode.OK;
  }

  private int batch() {
    return batch != null ? batch : embedder ? SPECTRA : PICTURES;
  }

  private Workload workload(Device on) throws IOException {
    if (embedder) {
      VariationalEmbedder model = new VariationalEmbedder(EmbedderConfig.PAPER);
      return inference
          ? Workload.encoding(model, on, batch())
          : Workload.embedderTraining(model, on, batch());
    }
    Recolourer model = options.config().build();
    return inference
        ? Workload.recolouring(model, on, batch(), size.height(), size.width())
        : Workload.recolourerTraining(model, on, batch(), size.height(), size.width());
  }

  private String title() {
    String model = embedder ? "embedder" : options.architecture().name().toLowerCase(Locale.ROOT);
    String what = inference ? (embedder ? "encoding" : "inference") : "training step";
    String pictures = embedder ? "" : ", " + size.height() + "x" + size.width();
    return model + ", " + what + ", batch " + batch() + pictures;
  }

  private Summary summary(StepProfile profile, long peakBytes, Device on) {
    return new Summary(
        title(),
        on.name(),
        profile.roof(),
        profile.seconds(),
        profile.watchedSeconds(),
        profile.unobservedSeconds(),
        profile.bound(),
        peakBytes,
        profile.flops(),
        profile.productShare().isPresent() ? profile.productShare().getAsDouble() : null,
        profile.gemmShare(),
        profile.opShare(),
        profile.byOp(),
        profile.byShape(),
        profile.byLayer());
  }

  private void print(StepProfile profile, long peakBytes, Device on, PrintWriter out) {
    Roof roof = profile.roof();
    out.printf(
        Locale.ROOT,
        "%s: the roof is %.0f GFLOP/s (matrix product) and %.1f GB/s (copy), measured here and now%n",
        on.name(),
        roof.flopsPerSecond() * 1e-9,
        roof.bytesPerSecond() * 1e-9);
    out.printf(
        Locale.ROOT,
        "%s: %.1f ms (whole steps: %.1f ms watched, %.1f ms unobserved), %.1f GFLOP; the roof allows"
            + " %.1f ms; %s, between ops %.1f %%; tensors take at most %.1f MB%n%n",
        title(),
        profile.seconds() * 1e3,
        profile.watchedSeconds() * 1e3,
        profile.unobservedSeconds() * 1e3,
        profile.flops() * 1e-9,
        profile.bound() * 1e3,
        products(profile),
        (1 - profile.opShare()) * 100,
        peakBytes * 1e-6);
    table("op", profile.byOp(), out);
    List<StepProfile.Row> layers = profile.byLayer();
    table("layer", layers.subList(0, Math.min(LARGEST_LAYERS, layers.size())), out);
  }

  /** All matrix products, and which ops they are in; where that is not known, those of gemm. */
  private static String products(StepProfile profile) {
    if (profile.productShare().isEmpty()) {
      return percents("gemm", profile.gemmShare());
    }
    return profile.byOp().stream()
        .filter(row -> row.productShare() > 0)
        .map(row -> percents(row.what(), row.share() * row.productShare()))
        .collect(
            Collectors.joining(
                ", ",
                percents("matrix products", profile.productShare().getAsDouble()) + " (",
                ")"));
  }

  private static String percents(String what, double share) {
    return String.format(Locale.ROOT, "%s %.0f %%", what, share * 100);
  }

  private static void table(String what, List<StepProfile.Row> rows, PrintWriter out) {
    out.printf(
        "%-32s %5s %9s %6s %8s %8s %8s %8s %7s %7s%n",
        what, "calls", "ms", "share", "products", "GFLOP", "GFLOP/s", "MB", "GB/s", "of roof");
    for (StepProfile.Row row : rows) {
      out.printf(
          Locale.ROOT,
          "%-32s %5d %9.3f %5.1f%% %8s %8.3f %8.1f %8.1f %7.1f %6.0f%%%n",
          row.what(),
          row.calls(),
          row.seconds() * 1e3,
          row.share() * 100,
          row.productShare() == null
              ? ""
              : String.format(Locale.ROOT, "%.1f%%", row.productShare() * 100),
          row.flops() * 1e-9,
          row.flops() * 1e-9 / row.seconds(),
          row.bytes() * 1e-6,
          row.bytes() * 1e-9 / row.seconds(),
          row.roofShare() * 100);
    }
    out.println();
  }
}
