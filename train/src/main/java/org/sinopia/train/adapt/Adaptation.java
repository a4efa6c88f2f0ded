package org.sinopia.train.adapt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Supplier;
import org.sinopia.tensor.Device;
import org.sinopia.train.PendingFolder;
import org.sinopia.train.data.CubeSource;
import org.sinopia.train.data.ImageSplit;
import org.sinopia.train.data.PaintingColours;
import org.sinopia.train.data.SplitShares;
import org.sinopia.train.data.SyntheticPainting;
import org.sinopia.train.data.pairs.PairsFolder;
import org.sinopia.train.data.spectra.SpectrumSampler;
import org.sinopia.train.embedder.PairsWriter;
import org.sinopia.train.inference.CubeEmbedder;
import org.sinopia.train.inference.ScanRecolouring;
import org.sinopia.train.model.EmbedderDescription;
import org.sinopia.train.model.ModelFolder;
import org.sinopia.train.recolourer.RecolourerTraining;
import org.sinopia.train.recolourer.RecolourerTrainingConfig;
import org.sinopia.train.run.RunFolder;
import org.sinopia.train.run.TrainingRun;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.MissingPixels;
import org.sinopia.xrf.paint.GroundKind;
import org.sinopia.xrf.picture.Picture;
import org.sinopia.xrf.pigment.PigmentLibrary;

/**
 * Fits a trained model to one scan of which no colours are known: looks at it, simulates paintings
 * like it, aligns the embedder, trains the recolourer on, and keeps the result only if it recolours
 * simulated paintings that neither was trained on better than the model did before.
 *
 * <p>The folder of a run holds {@code model}, which recolours, {@code report.html}, {@code
 * before.png}, {@code after.png}, {@code uncertainty.png}, {@code instrument.json}, {@code
 * adapt.json} and what the trainings logged. The same arguments give the same bits.
 */
public final class Adaptation {
  /** The file that says what was found; a folder with it is one of a run. */
  public static final String RESULT = "adapt.json";

  private static final int MAX_REAL = 16384;

  /** Which paintings choose among models and which judge in the end. */
  private static final SplitShares SHARES = new SplitShares(0.2, 0.15);

  private final ModelFolder embedder;
  private final ModelFolder recolourer;
  private final PigmentLibrary library;
  private final AdaptConfig config;
  private final Device device;
  private final AdaptWatcher watcher;

  /**
   * Facts about a scan that the user gives.
   *
   * @param look what is not to be estimated of instrument and pigments
   * @param ground what it is painted on, if that is known
   * @param pictures by name, to be painted; made on several threads
   * @param recoloured whether these are to take colours of paintings that explain the scan: for
   *     pictures of something else
   */
  public record Wishes(
      ScanLook.Known look,
      Optional<GroundKind> ground,
      SequencedMap<String, Supplier<Picture>> pictures,
      boolean recoloured) {}

  /**
   * The result of an adaptation.
   *
   * @param adapted whether the model in the folder is a new one; if not, the old one was no worse
   * @param estimates what the scan was taken to be, and why
   * @param before the model that was started from
   * @param after the adapted one
   */
  public record Result(
      boolean adapted,
      List<Estimate> estimates,
      ModelOnScan.Measured before,
      ModelOnScan.Measured after) {
    /** Whether the model was adapted, and why, in one line. */
    public String verdict() {
      return adapted
          ? String.format(
              Locale.ROOT,
              "adapted: CIEDE2000 on simulated paintings that were not trained on is %.2f, was"
                  + " %.2f",
              after.deltaE(),
              before.deltaE())
          : String.format(
              Locale.ROOT,
              "not adapted: CIEDE2000 on simulated paintings would be %.2f, is %.2f with the model"
                  + " as it was, which is kept",
              after.deltaE(),
              before.deltaE());
    }
  }

  /**
   * Prepares an adaptation.
   *
   * @param embedder to start from
   * @param recolourer likewise, which takes its latents
   * @param library pigments
   */
  public Adaptation(
      ModelFolder embedder,
      ModelFolder recolourer,
      PigmentLibrary library,
      AdaptConfig config,
      Device device,
      AdaptWatcher watcher) {
    this.embedder = embedder;
    this.recolourer = recolourer;
    this.library = library;
    this.config = config;
    this.device = device;
    this.watcher = watcher;
  }

  /**
   * Adapts.
   *
   * @param cube the scan
   * @param name of it, for messages
   * @param out folder of the run; what is there is replaced when the new one is whole
   * @throws IllegalArgumentException if the scan has too little to be adapted to
   */
  public Result run(DataCube cube, String name, Wishes wishes, Path out) throws IOException {
    watcher.stage("1/6 looking at the scan");
    ScanLook look = look(cube, name, wishes.look());
    List<Estimate> estimates = new ArrayList<>(look.estimates());
    estimates.forEach(watcher::estimate);
    MissingPixels missing = MissingPixels.of(cube);
    EmbedderDescription description = embedder.embedder();
    RealSpectra real = real(cube, name, missing);
    ScanRecolouring.Result before =
        ModelOnScan.recoloured(embedder, recolourer, cube, name, missing, device);
    watcher.stage("2/6 simulating paintings like it");
    DomainSearch search =
        new DomainSearch(
            new DomainSearch.Wanted(
                look,
                real.scan(),
                real.sample(),
                description.energy(),
                wishes.ground(),
                wishes.look().instrument().isPresent()),
            library,
            config);
    SimulatedDomain domain = new SimulatedDomain(search.best(), description.energy(), config);
    Estimate ground =
        wishes
            .ground()
            .map(kind -> new Estimate("ground", kind.label(), "given"))
            .orElseGet(domain::ground);
    List<Estimate> searched = new ArrayList<>(List.of(ground, domain.pigments()));
    if (wishes.look().instrument().isEmpty()) {
      searched.addFirst(domain.tube());
    }
    for (Estimate estimate : searched) {
      estimates.add(estimate);
      watcher.estimate(estimate);
    }
    SequencedMap<String, SyntheticPainting> paintings =
        domain.paintings(
            wishes.pictures(),
            wishes.recoloured()
                ? Optional.of(PaintingColours.mean(before.picture()))
                : Optional.empty());
    try (PendingFolder pending = PendingFolder.of(out)) {
      Path part = pending.path();
      Scan scan = new Scan(cube, name, missing, before);
      Result result = train(scan, look.with(domain.instrument()), estimates, real, paintings, part);
      pending.commit();
      return result;
    }
  }

  /**
   * A scan.
   *
   * @param name of it, for messages
   * @param before it by the model as it was
   */
  private record Scan(
      DataCube cube, String name, MissingPixels missing, ScanRecolouring.Result before) {}

  private ScanLook look(DataCube cube, String name, ScanLook.Known known) throws IOException {
    try {
      return ScanLook.of(cube, library, known);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
  }

  private RealSpectra real(DataCube cube, String name, MissingPixels missing) throws IOException {
    try {
      return RealSpectra.of(cube, embedder.embedder(), missing, MAX_REAL);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
  }

  private Result train(
      Scan scan,
      ScanLook look,
      List<Estimate> estimates,
      RealSpectra real,
      SequencedMap<String, SyntheticPainting> paintings,
      Path part)
      throws IOException {
    List<String> names = List.copyOf(paintings.keySet());
    Map<String, ImageSplit> splits = ImageSplit.of(names, config.seed(), SHARES);
    watcher.stage("3/6 aligning the embedder");
    Path align = part.resolve("align");
    align(paintings, splits, real, align);
    ModelFolder aligned = ModelFolder.open(align);
    watcher.stage("4/6 embedding the simulated scans");
    Path pairs = part.resolve("pairs");
    try (CubeEmbedder embedding = CubeEmbedder.open(aligned, device);
        PairsWriter writer = PairsWriter.create(pairs, embedding, names, config.seed(), SHARES)) {
      for (SyntheticPainting painting : paintings.values()) {
        writer.add(painting, done -> {});
      }
      writer.finish(aligned.sha256(), aligned.folder().toAbsolutePath().toString());
    }
    watcher.stage("5/6 training the recolourer on");
    Path recolour = part.resolve("recolour");
    RecolourerTrainingConfig training =
        Plans.recolourer(
            recolourer.recolourer().config(), Plans.smallest(paintings.values()), config);
    RecolourerTraining.train(
        PairsFolder.open(pairs),
        Optional.empty(),
        training,
        Optional.of(recolourer),
        recolour,
        false,
        device,
        watcher.training("crops", training.batch(), "ms_ssim"));
    watcher.stage("6/6 comparing");
    List<SyntheticPainting> tests =
        paintings.values().stream()
            .filter(painting -> splits.get(painting.name()) == ImageSplit.TEST)
            .toList();
    ModelFolder trained = ModelFolder.open(recolour);
    // Simulated scans resemble one another more than they resemble the scan.
    trained.forgetScans();
    ModelOnScan before =
        ModelOnScan.of(embedder, recolourer, tests, scan.before, scan.missing, device);
    ModelOnScan after =
        ModelOnScan.of(
            aligned,
            trained,
            tests,
            ModelOnScan.recoloured(aligned, trained, scan.cube, scan.name, scan.missing, device),
            scan.missing,
            device);
    boolean better = better(before.measured(), after.measured());
    Result result = new Result(better, estimates, before.measured(), after.measured());
    Path model = part.resolve(ModelFolder.IN_RUN);
    if (better) {
      Files.move(trained.folder(), model);
    } else {
      copy(model);
    }
    Files.move(align.resolve(RunFolder.METRICS), part.resolve("align-metrics.jsonl"));
    Files.move(recolour.resolve(RunFolder.METRICS), part.resolve("recolourer-metrics.jsonl"));
    for (Path folder : List.of(align, pairs, recolour)) {
      PendingFolder.delete(folder);
    }
    RunContents.write(
        scan.cube,
        scan.name,
        look,
        result,
        before.scan(),
        after.scan(),
        scan.missing,
        library,
        device,
        part);
    return result;
  }

  private void align(
      SequencedMap<String, SyntheticPainting> paintings,
      Map<String, ImageSplit> splits,
      RealSpectra real,
      Path run)
      throws IOException {
    AlignConfig align = Plans.align(embedder, config);
    try (AlignTask trainee =
            new AlignTask(
                align,
                embedder,
                sampler(paintings, splits, ImageSplit.TRAIN),
                sampler(paintings, splits, ImageSplit.VALIDATION),
                real,
                device);
        TrainingRun<AlignBatch> loop =
            new TrainingRun<>(
                run,
                false,
                trainee,
                align.run(),
                device,
                watcher.training("spectra", align.synthetic(), AlignTask.SCORE))) {
      loop.run();
    }
  }

  private SpectrumSampler sampler(
      SequencedMap<String, SyntheticPainting> paintings,
      Map<String, ImageSplit> splits,
      ImageSplit split) {
    List<CubeSource> cubes =
        paintings.values().stream()
            .filter(painting -> splits.get(painting.name()) == split)
            .map(SyntheticPainting::source)
            .toList();
    EmbedderDescription description = embedder.embedder();
    return new SpectrumSampler(
        cubes, description.energy(), description.scaling(), description.config().colourWidth() > 0);
  }

  /** Whether a model is to take the place of another; not if its number is none. */
  static boolean better(ModelOnScan.Measured before, ModelOnScan.Measured after) {
    return after.deltaE() < before.deltaE();
  }

  /** Puts the model that was started from, as it was, into a folder. */
  void copy(Path model) throws IOException {
    recolourer.copyTo(model);
    embedder.copyInto(model);
  }
}
