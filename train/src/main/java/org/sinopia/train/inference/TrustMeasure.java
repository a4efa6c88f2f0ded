package org.sinopia.train.inference;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.sinopia.tensor.Device;
import org.sinopia.train.data.Evidence;
import org.sinopia.train.data.ImageSplit;
import org.sinopia.train.data.pairs.LatentImage;
import org.sinopia.train.data.pairs.PairsFolder;
import org.sinopia.train.data.pairs.PairsManifest;
import org.sinopia.train.model.ModelFolder;
import org.sinopia.train.model.ScanSubspace;
import org.sinopia.train.model.Trust;
import org.sinopia.xrf.colour.Ciede2000;
import org.sinopia.xrf.colour.PixelLayout;
import org.sinopia.xrf.picture.Picture;

/** Measures how far a trained model can be trusted. */
public final class TrustMeasure {
  private static final double LEVEL = 0.9;
  private static final List<Double> COUNT_BOUNDS = List.of(300.0, 1000.0, 3000.0, 10000.0);
  private static final double[] DISAGREEMENT_SHARES = {0.3, 0.6, 0.85, 0.95};
  private static final double FOREIGN_SHARE = 0.01;

  /** A group with fewer pixels takes the quantile of its stratum. */
  private static final int MIN_GROUP = 500;

  /** Pixels of a picture that are looked at, evenly spread. */
  private static final int PIXELS_A_PICTURE = 4096;

  private TrustMeasure() {}

  /** Pixels of several pictures, one row each. */
  private static final class Pixels {
    private final List<double[]> rows = new ArrayList<>();

    private double[] sorted(int column) {
      return sorted(column, row -> true);
    }

    private double[] sorted(int column, int stratum) {
      return sorted(column, row -> Trust.group(COUNT_BOUNDS, row[0]) == stratum);
    }

    private double[] sorted(int column, Predicate<double[]> chosen) {
      return rows.stream().filter(chosen).mapToDouble(row -> row[column]).sorted().toArray();
    }
  }

  /**
   * Measures a model on the pairs of a folder and notes what was found beside its weights: how far
   * its colours can be trusted, if the pairs have evidence and pixels enough, and what their scans
   * are like, if they are enough.
   *
   * @param model of a recolourer that was trained on them
   */
  public static void note(PairsFolder pairs, ModelFolder model, Device device) throws IOException {
    Optional<Trust> trust = of(pairs, model, device);
    if (trust.isEmpty()) {
      return;
    }
    model.write(trust.get());
    int bins = model.ownEmbedder().orElseThrow().embedder().config().bins();
    List<float[]> spectra = new ArrayList<>();
    Map<String, Integer> pictures = new HashMap<>();
    List<Integer> numbers = new ArrayList<>();
    for (PairsManifest.Entry entry : pairs.manifest().pairs()) {
      Optional<float[]> spectrum = pairs.scanMean(entry, bins);
      if (spectrum.isPresent()) {
        spectra.add(spectrum.get());
        numbers.add(
            pictures.computeIfAbsent(ImageSplit.image(entry.name()), name -> pictures.size()));
      }
    }
    if (spectra.size() >= ScanSubspace.FEWEST && pictures.size() > 1) {
      model.write(ScanSubspace.of(spectra, numbers.stream().mapToInt(Integer::intValue).toArray()));
    }
  }

  /**
   * Measures a model on the pairs of a folder: radii on the pictures for validation, what is usual
   * on those for training.
   *
   * @param model of a recolourer that was trained on them
   * @return empty if the pairs have no evidence beside their latents, or too few pixels
   */
  static Optional<Trust> of(PairsFolder pairs, ModelFolder model, Device device)
      throws IOException {
    Optional<ModelFolder> embedder = model.ownEmbedder();
    if (embedder.isEmpty()) {
      return Optional.empty();
    }
    int dimensions = embedder.get().embedder().config().latent();
    try (ModelColouring colouring = ModelColouring.open(model, device)) {
      Pixels validation = pixels(pairs, ImageSplit.VALIDATION, colouring, dimensions, true);
      Pixels training = pixels(pairs, ImageSplit.TRAIN, colouring, dimensions, false);
      if (validation.rows.size() < MIN_GROUP || training.rows.size() < MIN_GROUP) {
        return Optional.empty();
      }
      return Optional.of(trust(validation, training));
    }
  }

  /** The numbers of each pixel: counts, misfit, distance, disagreement, error. */
  private static Pixels pixels(
      PairsFolder pairs,
      ImageSplit split,
      ModelColouring colouring,
      int dimensions,
      boolean withErrors)
      throws IOException {
    Pixels pixels = new Pixels();
    for (PairsManifest.Entry entry : pairs.of(split)) {
      Optional<Evidence> evidence = pairs.evidence(entry);
      if (evidence.isEmpty()) {
        continue;
      }
      LatentImage latent = pairs.latent(entry, colouring.channels());
      Picture truth = pairs.picture(entry).orElseThrow();
      Picture picture = withErrors ? colouring.picture(latent) : truth;
      float[] errors = new float[latent.pixels()];
      Ciede2000.differences(picture.planes(), truth.planes(), PixelLayout.PLANAR, errors);
      PixelTrust looked = new PixelTrust(latent, dimensions, evidence.get(), 0, picture);
      int step = Math.max(1, latent.pixels() / PIXELS_A_PICTURE);
      for (int i = 0; i < latent.pixels(); i += step) {
        pixels.rows.add(
            new double[] {
              looked.counts(i),
              looked.misfit(i),
              looked.distance(i),
              looked.disagreement(i),
              errors[i]
            });
      }
    }
    return pixels;
  }

  private static Trust trust(Pixels validation, Pixels training) {
    double[] disagreements = validation.sorted(3);
    List<Double> bounds = new ArrayList<>();
    for (double share : DISAGREEMENT_SHARES) {
      double bound = quantile(disagreements, share);
      if (bounds.isEmpty() ? bound > 0 : bound > bounds.getLast()) {
        bounds.add(bound);
      }
    }
    List<List<Double>> radii = new ArrayList<>();
    double overall = conformal(validation.sorted(4));
    for (int stratum = 0; stratum <= COUNT_BOUNDS.size(); stratum++) {
      double[] all = validation.sorted(4, stratum);
      double usual = all.length < MIN_GROUP ? overall : conformal(all);
      List<Double> row = new ArrayList<>();
      for (int group = 0; group <= bounds.size(); group++) {
        double[] errors = errors(validation, stratum, bounds, group);
        row.add(errors.length < MIN_GROUP ? usual : conformal(errors));
      }
      radii.add(row);
    }
    // Either threshold alone is passed by fewer than both together, so both are raised alike.
    double[] distances = training.sorted(2);
    double distance = Math.max(quantile(distances, 1 - FOREIGN_SHARE / 2), Float.MIN_NORMAL);
    List<Double> misfits = new ArrayList<>();
    double[] allMisfits = training.sorted(1);
    for (int stratum = 0; stratum <= COUNT_BOUNDS.size(); stratum++) {
      double[] some = training.sorted(1, stratum);
      double usual = quantile(some.length < MIN_GROUP ? allMisfits : some, 1 - FOREIGN_SHARE / 2);
      misfits.add(Math.max(usual, Float.MIN_NORMAL));
    }
    Trust first = new Trust(LEVEL, COUNT_BOUNDS, bounds, radii, misfits, distance);
    double[] novelties =
        training.rows.stream()
            .mapToDouble(row -> first.novelty(row[0], row[1], row[2]))
            .sorted()
            .toArray();
    double factor = quantile(novelties, 1 - FOREIGN_SHARE);
    return new Trust(
        LEVEL,
        COUNT_BOUNDS,
        bounds,
        radii,
        misfits.stream().map(m -> m * factor).toList(),
        distance * factor);
  }

  private static double[] errors(Pixels pixels, int stratum, List<Double> bounds, int group) {
    return pixels.sorted(
        4,
        row ->
            Trust.group(COUNT_BOUNDS, row[0]) == stratum && Trust.group(bounds, row[3]) == group);
  }

  /** The least value that a share of {@link #LEVEL} of pixels yet unseen stays within. */
  private static double conformal(double[] sorted) {
    int rank = (int) Math.ceil((sorted.length + 1) * LEVEL);
    return sorted[Math.min(rank, sorted.length) - 1];
  }

  private static double quantile(double[] sorted, double share) {
    return sorted[Math.clamp((long) Math.ceil(share * sorted.length) - 1, 0, sorted.length - 1)];
  }
}
