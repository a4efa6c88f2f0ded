package org.sinopia.train.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sinopia.tensor.Device;
import org.sinopia.train.data.SyntheticPainting;
import org.sinopia.train.data.pairs.PairsManifest;
import org.sinopia.train.demo.Demo.Findings;
import org.sinopia.train.demo.Demo.Guest;
import org.sinopia.train.evaluation.Evaluation;
import org.sinopia.train.evaluation.ImageMetrics;
import org.sinopia.train.report.Comparison;
import org.sinopia.train.report.FalseColours;
import org.sinopia.train.report.LearningCurves;
import org.sinopia.train.report.Painting;
import org.sinopia.train.report.Report;
import org.sinopia.train.report.RunFacts;
import org.sinopia.train.report.Score;
import org.sinopia.train.run.RunFolder;
import org.sinopia.xrf.cube.CubeSummary;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.fit.FitMaps;
import org.sinopia.xrf.fit.ScanFit;
import org.sinopia.xrf.map.ElementMap;
import org.sinopia.xrf.physics.atom.Element;

/** The findings of a demo as a report. */
record DemoReport(
    DemoConfig config, Findings found, DemoMetrics metrics, Path folder, DemoScans scans) {
  private static final List<String> MAPPED = List.of("Fe", "Hg", "Ti", "Co", "Ca");
  private static final String SCREAM = "Edvard Munch, The Scream, 1893";

  /** The name of a way of colouring in a report. */
  private record Named(String name, String note, Comparison.Role role) {}

  Report report(String command, Device device) throws IOException {
    return new Report(
        facts(command, device),
        LearningCurves.read(folder.resolve(Demo.EMBEDDER).resolve(RunFolder.METRICS)),
        LearningCurves.read(folder.resolve(Demo.RECOLOURER).resolve(RunFolder.METRICS)),
        scans.entries(),
        found.latent(),
        paintings(),
        List.of(guest(found.guest())),
        atOnce(),
        comparison());
  }

  private String subject() {
    return switch (config.recolourer().architecture()) {
      case SMALLUVIT -> "SmallUViT";
      case VIT -> "ViT";
      case UVIT -> "U-ViT";
      case CONV -> "convolutional encoder–decoder";
    };
  }

  private RunFacts facts(String command, Device device) {
    return new RunFacts(
        config.seed(),
        device.name(),
        found.pictures().source(),
        metrics.pictures().train(),
        metrics.pictures().validation(),
        metrics.pictures().test(),
        metrics.pictures().pixels(),
        scans.method(),
        photons(),
        scans.axis().bins(),
        metrics.embedder().spectra(),
        metrics.embedder().parameters(),
        subject(),
        metrics.recolourer().parameters(),
        metrics.recolourer().crops(),
        command);
  }

  /** Mean number of photons in a pixel. */
  private int photons() {
    double photons = 0;
    for (SyntheticPainting painting : found.paintings()) {
      double mean =
          switch (painting.origin()) {
            case SyntheticPainting.Clusters _ -> config.photons();
            case SyntheticPainting.Paint paint -> paint.scan().meanCounts();
          };
      photons += mean * painting.source().header().pixels();
    }
    return (int) Math.round(photons / metrics.pictures().pixels());
  }

  private List<Painting> paintings() throws IOException {
    List<Painting> paintings = new ArrayList<>();
    for (Evaluation.Result result : found.results()) {
      if (result.method().equals(metrics.recolourer().architecture())) {
        paintings.add(painting(result));
      }
    }
    return paintings;
  }

  private Painting painting(Evaluation.Result result) throws IOException {
    SyntheticPainting painting =
        found.paintings().stream()
            .filter(p -> p.name().equals(result.image()))
            .findFirst()
            .orElseThrow();
    PairsManifest.Entry entry =
        found.pairs().manifest().pairs().stream()
            .filter(e -> e.name().equals(result.image()))
            .findFirst()
            .orElseThrow();
    int channels = config.recolourer().model().channels();
    return new Painting(
        result.image(),
        FalseColours.of(
            entry.height(),
            entry.width(),
            channels,
            found.pairs().latent(entry, channels).values()),
        result.prediction(),
        result.truth(),
        painting.clustered(),
        scores(result.likeness()),
        maps(painting));
  }

  private List<Painting> atOnce() throws IOException {
    List<Painting> paintings = new ArrayList<>();
    for (Guest guest : found.atOnce()) {
      paintings.add(guest(guest));
    }
    return paintings;
  }

  private static Painting guest(Guest guest) throws IOException {
    SyntheticPainting painting = guest.painting();
    return new Painting(
        painting.name().equals(DemoPictures.SCREAM) ? SCREAM : painting.name(),
        FalseColours.of(
            guest.latent().height(),
            guest.latent().width(),
            guest.latent().channels(),
            guest.latent().values()),
        guest.prediction(),
        painting.picture(),
        painting.clustered(),
        scores(guest.likeness()),
        maps(painting));
  }

  private static List<ElementMap> maps(SyntheticPainting painting) throws IOException {
    DataCube cube = painting.cube();
    List<Element> elements = MAPPED.stream().map(Element::of).toList();
    ScanFit fit =
        ScanFit.of(cube.header(), CubeSummary.of(cube).sumSpectrum(), Set.copyOf(elements));
    List<ElementMap> maps = new ArrayList<>();
    try (FitMaps fitted = FitMaps.of(cube, fit, elements, Optional.empty(), Device.cpu())) {
      for (int i = 0; i < fitted.count(); i++) {
        maps.add(fitted.get(i));
      }
    }
    return maps;
  }

  private static Map<Score, Double> scores(ImageMetrics likeness) {
    return Map.of(
        Score.MS_SSIM,
        likeness.msSsim(),
        Score.UIQI,
        likeness.uiqi(),
        Score.REDMEAN,
        likeness.redmean(),
        Score.DELTA_E,
        likeness.deltaE(),
        Score.DELTA_E_95,
        likeness.deltaE95(),
        Score.PSNR,
        likeness.psnr() == null ? Double.POSITIVE_INFINITY : likeness.psnr());
  }

  private Comparison comparison() {
    return new Comparison(
        metrics.pictures().test(),
        found.evaluation().methods().stream()
            .map(
                method -> {
                  Named named = named(method.method());
                  return new Comparison.Row(
                      named.name(), named.note(), named.role(), scores(method.mean()));
                })
            .toList());
  }

  private Named named(String method) {
    if (method.equals(metrics.recolourer().architecture())) {
      return new Named(subject(), "as trained here", Comparison.Role.SUBJECT);
    }
    Comparison.Role baseline = Comparison.Role.BASELINE;
    return switch (method) {
      case "untrained" ->
          new Named("untrained " + subject(), "the same, with random weights", baseline);
      case "mean_colour" ->
          new Named("mean colour", "that of the training pictures, everywhere", baseline);
      case "nearest_neighbour" ->
          new Named(
              "nearest neighbour",
              "for each pixel, the colour of the training pixel of the nearest latent point",
              baseline);
      case "pixel_mlp" ->
          new Named(
              "pixel MLP", "a small network from one pixel’s latent point to its colour", baseline);
      case "clustered" ->
          new Named(
              "clustered truth",
              "ceiling: the true picture in the colours that its scan was made with",
              Comparison.Role.CEILING);
      default -> new Named(method.replace('_', ' '), "", baseline);
    };
  }
}
