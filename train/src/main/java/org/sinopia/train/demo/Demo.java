package org.sinopia.train.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.sinopia.nn.ConfigJson;
import org.sinopia.tensor.Device;
import org.sinopia.train.PendingFolder;
import org.sinopia.train.baseline.Baselines;
import org.sinopia.train.baseline.ColouringMethod;
import org.sinopia.train.data.ImageSplit;
import org.sinopia.train.data.SyntheticPainting;
import org.sinopia.train.data.pairs.LatentImage;
import org.sinopia.train.data.pairs.PairCrops;
import org.sinopia.train.data.pairs.PairsFolder;
import org.sinopia.train.embedder.EmbedderTraining;
import org.sinopia.train.embedder.PairsWriter;
import org.sinopia.train.evaluation.Evaluation;
import org.sinopia.train.evaluation.ImageMetrics;
import org.sinopia.train.inference.CubeEmbedder;
import org.sinopia.train.inference.ModelColouring;
import org.sinopia.train.model.ModelFolder;
import org.sinopia.train.recolourer.RecolourerTask;
import org.sinopia.train.report.LatentSpace;
import org.sinopia.train.report.Report;
import org.sinopia.train.report.ReportPage;
import org.sinopia.train.report.Triplet;
import org.sinopia.train.run.TrainingRun;
import org.sinopia.xrf.picture.Picture;

/**
 * The whole pipeline on a few small pictures: synthetic scans, an embedder, a recolourer,
 * baselines, and a report on pictures that no model saw. Scans are drawn as they are read and never
 * stored.
 *
 * <p>The folder has {@code report.html}, {@code metrics.json}, {@code the-scream-triplet.png},
 * {@code demo.json} (what was asked for), and what the trainings left: {@code embedder}, {@code
 * pairs}, {@code recolourer}, of which the last is all that {@code recolour} needs.
 */
public final class Demo {
  /** The report's name. */
  public static final String REPORT = "report.html";

  private static final String CONFIG = "demo.json";
  private static final String TRIPLET = "the-scream-triplet.png";
  static final String EMBEDDER = "embedder";
  private static final String PAIRS = "pairs";
  static final String RECOLOURER = "recolourer";
  private static final int STAGES = 8;

  private final DemoConfig config;
  private final Device device;
  private final DemoListener listener;
  private final DemoScans scans;
  private int stage;

  private Demo(DemoConfig config, DemoScans scans, Device device, DemoListener listener) {
    this.config = config;
    this.scans = scans;
    this.device = device;
    this.listener = listener;
  }

  /** Where pictures come from. */
  @FunctionalInterface
  public interface Source {
    /** Makes or reads them. */
    DemoPictures get() throws IOException;
  }

  /** Everything that the stages found, for metrics and report. */
  record Findings(
      DemoPictures pictures,
      List<SyntheticPainting> paintings,
      PairsFolder pairs,
      ModelFolder embedder,
      TrainingRun.Result embedderRun,
      ModelFolder recolourer,
      TrainingRun.Result recolourerRun,
      LatentSpace latent,
      Evaluation evaluation,
      List<Evaluation.Result> results,
      Guest guest,
      List<Guest> atOnce) {}

  /** A picture from elsewhere, through the whole pipeline. */
  record Guest(
      SyntheticPainting painting,
      LatentImage latent,
      Picture prediction,
      int scales,
      ImageMetrics likeness) {
    /** Compares a prediction with what was painted. */
    static Guest of(
        SyntheticPainting painting, LatentImage latent, Picture prediction, Device device) {
      Picture truth = painting.picture();
      int scales = ImageMetrics.scales(Math.min(truth.height(), truth.width()));
      return new Guest(
          painting, latent, prediction, scales, ImageMetrics.of(prediction, truth, scales, device));
    }
  }

  /**
   * Runs the demo.
   *
   * @param source of the pictures
   * @param kind how they become scans
   * @param out the folder; missing, empty, or that of an earlier demo, which is replaced when this
   *     one has ended well
   * @param command the command line, for the report
   * @throws IllegalArgumentException if the folder holds anything else, or pictures do not fit
   * @throws IOException if something cannot be read or written; nothing is left then
   */
  public static DemoMetrics run(
      DemoConfig config,
      Source source,
      DemoScans.Kind kind,
      Path out,
      String command,
      Device device,
      DemoListener listener)
      throws IOException {
    requireOwn(out);
    Demo demo = new Demo(config, kind.of(config), device, listener);
    try (PendingFolder folder = PendingFolder.of(out)) {
      DemoMetrics metrics = demo.fill(source, folder.path(), command);
      folder.commit();
      return metrics;
    }
  }

  private static void requireOwn(Path out) throws IOException {
    if (!Files.exists(out)) {
      return;
    }
    if (!Files.isDirectory(out)) {
      throw new IllegalArgumentException(out + ": is not a folder");
    }
    try (Stream<Path> files = Files.list(out)) {
      if (!Files.exists(out.resolve(CONFIG)) && files.findAny().isPresent()) {
        throw new IllegalArgumentException(
            out + ": holds other things, expected a new or empty folder or an earlier demo's");
      }
    }
  }

  private DemoMetrics fill(Source source, Path folder, String command) throws IOException {
    begin("pictures");
    DemoPictures pictures = source.get();
    begin("the built-in model at work, before anything is trained");
    Picture scream = DemoPictures.scream(folder, config);
    List<Guest> atOnce = new AtOnce(config, device).recoloured(pictures, scream, listener);
    begin("synthetic scans");
    List<SyntheticPainting> paintings =
        pictures.byName().entrySet().parallelStream()
            .map(entry -> scans.scan(entry.getKey(), entry.getValue()))
            .toList();
    begin("training the embedder");
    TrainingRun.Result embedderRun = trainEmbedder(paintings, folder.resolve(EMBEDDER));
    ModelFolder embedder = ModelFolder.open(folder.resolve(EMBEDDER));
    begin("embedding every pixel");
    PairsFolder pairs = embed(paintings, embedder, folder.resolve(PAIRS));
    begin("training the recolourer");
    TrainingRun.Result recolourerRun = trainRecolourer(pairs, folder.resolve(RECOLOURER));
    embedder.copyInto(folder.resolve(RECOLOURER).resolve(ModelFolder.IN_RUN));
    ModelFolder recolourer = ModelFolder.open(folder.resolve(RECOLOURER));
    begin("recolouring the test pictures, also by simpler means");
    List<Evaluation.Result> results = new ArrayList<>();
    Evaluation evaluation = evaluate(pairs, recolourer, results);
    LatentSpace latent =
        PigmentClusters.of(pairs, embedder.embedder(), scans.palette(), config.seed(), device);
    begin("The Scream, and the report");
    Guest guest = guest(scream, embedder, recolourer);
    Findings findings =
        new Findings(
            pictures,
            paintings,
            pairs,
            embedder,
            embedderRun,
            recolourer,
            recolourerRun,
            latent,
            evaluation,
            results,
            guest,
            atOnce);
    DemoMetrics metrics = new DemoNumbers(config, findings).metrics();
    Report report =
        new DemoReport(config, findings, metrics, folder, scans).report(command, device);
    Triplet.of(report.guests().getFirst()).writePng(folder.resolve(TRIPLET));
    write(folder.resolve(REPORT), ReportPage.html(report));
    write(folder.resolve(DemoMetrics.FILE), ConfigJson.write(metrics) + "\n");
    write(folder.resolve(CONFIG), ConfigJson.write(config) + "\n");
    return metrics;
  }

  private void begin(String what) {
    listener.stage(++stage, STAGES, what);
  }

  private static void write(Path file, String text) throws IOException {
    Files.writeString(file, text, UTF_8);
  }

  private TrainingRun.Result trainEmbedder(List<SyntheticPainting> paintings, Path run)
      throws IOException {
    return EmbedderTraining.train(
        paintings.stream().map(SyntheticPainting::source).toList(),
        config.embedder(),
        run,
        false,
        device,
        listener.training("spectra", config.embedder().batch(), "loss"));
  }

  private PairsFolder embed(List<SyntheticPainting> paintings, ModelFolder model, Path folder)
      throws IOException {
    List<String> names = paintings.stream().map(SyntheticPainting::name).toList();
    try (CubeEmbedder embedder = CubeEmbedder.open(model, device);
        PairsWriter writer =
            PairsWriter.create(
                folder,
                embedder,
                names,
                config.embedder().splitSeed(),
                config.embedder().split())) {
      LongConsumer done =
          listener.embedding(paintings.stream().mapToLong(p -> p.source().header().pixels()).sum());
      for (SyntheticPainting painting : paintings) {
        writer.add(painting, done);
      }
      writer.finish(model.sha256(), EMBEDDER);
    }
    return PairsFolder.open(folder);
  }

  private TrainingRun.Result trainRecolourer(PairsFolder pairs, Path run) throws IOException {
    RecolourerTask trainee = new RecolourerTask(pairs, config.recolourer(), device);
    try (TrainingRun<PairCrops.Batch> training =
        new TrainingRun<>(
            run,
            false,
            trainee,
            config.recolourer().run(),
            device,
            listener.training("images", config.recolourer().batch(), RecolourerTask.SCORE))) {
      return training.run();
    }
  }

  private Evaluation evaluate(
      PairsFolder pairs, ModelFolder recolourer, List<Evaluation.Result> results)
      throws IOException {
    var model = config.recolourer().model();
    try (ModelColouring trained = ModelColouring.open(recolourer, device);
        ModelColouring untrained = ModelColouring.untrained(model, device, config.seed());
        Baselines simpler = Baselines.of(pairs, model.channels(), device, config.seed())) {
      List<ColouringMethod> ways = new ArrayList<>(List.of(trained, untrained));
      ways.addAll(simpler.colourings());
      return Evaluation.of(pairs, ImageSplit.TEST, model.channels(), ways, device, results::add);
    }
  }

  private Guest guest(Picture picture, ModelFolder embedderModel, ModelFolder model)
      throws IOException {
    SyntheticPainting painting = scans.scan(DemoPictures.SCREAM, picture);
    try (CubeEmbedder embedder = CubeEmbedder.open(embedderModel, device);
        ModelColouring recolourer = ModelColouring.open(model, device)) {
      LatentImage latent = embedder.embed(painting.cube(), painting.name(), pixels -> {});
      return Guest.of(painting, latent, recolourer.picture(latent), device);
    }
  }
}
