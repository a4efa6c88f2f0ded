package org.sinopia.train.evaluation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Consumer;
import org.sinopia.tensor.Device;
import org.sinopia.train.baseline.KnownPaint;
import org.sinopia.train.baseline.RecipeDecoder;
import org.sinopia.train.data.SyntheticPainting;
import org.sinopia.train.inference.ScanRecolouring;
import org.sinopia.xrf.colour.Ciede2000;
import org.sinopia.xrf.colour.PixelLayout;
import org.sinopia.xrf.cube.MissingPixels;
import org.sinopia.xrf.instrument.SpectrumTable;
import org.sinopia.xrf.paint.PaintedSurface;
import org.sinopia.xrf.paint.ScannedSurface;
import org.sinopia.xrf.paint.SurfacePainter;
import org.sinopia.xrf.picture.Picture;
import org.sinopia.xrf.synthesis.ColourClusters;
import org.sinopia.xrf.synthesis.PaintedPicture;

/** Judges recolouring on synthetic scans, beside what could be told of them at best. */
public final class ScanEvaluation {
  /** The recolouring model. */
  public static final String MODEL = "model";

  /** The colours that the embedder tells of each pixel by itself. */
  public static final String PER_PIXEL = "per pixel";

  /** The mean colour of the other paintings. */
  public static final String MEAN_COLOUR = "mean colour";

  /** {@link RecipeDecoder} of other paintings with the same palette, ground and instrument. */
  public static final String DECODER = "decoder";

  /** {@link RecipeDecoder} of the painting itself, which also looks at neighbours. */
  public static final String LIMIT = "limit";

  private static final long CLUSTERS_SEED = 1;

  private final ScanRecolouring model;
  private final int dimensions;
  private final List<Picture> others;
  private final Device device;
  private final Consumer<Evaluation.Result> each;
  private final SequencedMap<String, List<ImageMetrics>> found = new LinkedHashMap<>();
  private final List<Trusted> trusted = new ArrayList<>();
  private int scales;

  /**
   * How far the trust in a picture was justified.
   *
   * @param counts mean counts of its pixels
   * @param covered share of the pixels whose true colour lies within their radius
   * @param foreign share of the pixels that were called foreign
   */
  public record Trusted(double counts, double covered, double foreign) {}

  /**
   * Begins.
   *
   * @param model what is judged
   * @param dimensions of its embedder's latent
   * @param others pictures that are painted for the decoder; none for no bounds
   * @param scales the most of MS-SSIM
   * @param each takes every result
   */
  public ScanEvaluation(
      ScanRecolouring model,
      int dimensions,
      List<Picture> others,
      int scales,
      Device device,
      Consumer<Evaluation.Result> each) {
    this.model = model;
    this.dimensions = dimensions;
    this.others = List.copyOf(others);
    this.scales = scales;
    this.device = device;
    this.each = each;
  }

  /**
   * Recolours a scan, and compares.
   *
   * @throws IllegalArgumentException if the picture is too small for SSIM
   */
  public void add(SyntheticPainting painting) throws IOException {
    Picture truth = painting.picture();
    int height = truth.height();
    int width = truth.width();
    scales = Math.min(scales, ImageMetrics.scales(Math.min(height, width)));
    if (scales == 0) {
      throw new IllegalArgumentException(
          "%s: %d x %d pixels, expected at least %d a side for SSIM"
              .formatted(painting.name(), height, width, ImageMetrics.smallestSide(1)));
    }
    ScanRecolouring.Result result =
        model.recolour(
            painting.cube(),
            painting.name(),
            MissingPixels.none(height, width),
            done -> {},
            done -> {});
    put(painting, MODEL, result.picture());
    Optional<Picture> told = result.latent().colours(dimensions);
    if (told.isPresent()) {
      put(painting, PER_PIXEL, told.get());
    }
    result.judgement().ifPresent(judgement -> judge(truth, result.picture(), judgement, painting));
    if (!others.isEmpty()) {
      bounds(painting);
    }
  }

  private void judge(
      Picture truth,
      Picture picture,
      ScanRecolouring.Judgement judgement,
      SyntheticPainting painting) {
    float[] errors = new float[truth.height() * truth.width()];
    Ciede2000.differences(picture.planes(), truth.planes(), PixelLayout.PLANAR, errors);
    int within = 0;
    for (int i = 0; i < errors.length; i++) {
      within += errors[i] <= judgement.radius()[i] ? 1 : 0;
    }
    double counts =
        painting.origin() instanceof SyntheticPainting.Paint paint
            ? paint.scan().meanCounts()
            : Double.NaN;
    trusted.add(new Trusted(counts, (double) within / errors.length, judgement.foreignShare()));
  }

  private void bounds(SyntheticPainting painting) throws IOException {
    List<Picture> pictures = new ArrayList<>();
    List<KnownPaint> alike = new ArrayList<>();
    KnownPaint own =
        switch (painting.origin()) {
          case SyntheticPainting.Paint paint -> {
            ScannedSurface scan = paint.scan();
            SpectrumTable table = new SpectrumTable(scan.instrument());
            for (Picture other : others) {
              // Palette, ground and binder follow from the seed.
              PaintedSurface surface =
                  SurfacePainter.paint(other, scan.surface().config(), scan.surface().seed());
              pictures.add(surface.truth());
              alike.add(KnownPaint.of(scan.another(surface, table)));
            }
            yield KnownPaint.of(scan);
          }
          case SyntheticPainting.Clusters(PaintedPicture surface) -> {
            for (Picture other : others) {
              pictures.add(other);
              alike.add(
                  KnownPaint.of(
                      new PaintedPicture(
                          other,
                          ColourClusters.of(other, surface.clusters().size(), 0, CLUSTERS_SEED),
                          surface.mixing())));
            }
            yield KnownPaint.of(surface);
          }
        };
    put(painting, MEAN_COLOUR, meanColour(pictures, painting.picture()));
    put(painting, DECODER, new RecipeDecoder(alike).picture(painting.cube(), device));
    put(
        painting,
        LIMIT,
        new RecipeDecoder(List.of(own)).pictureByNeighbours(painting.cube(), device));
  }

  /** The mean colour of some pictures all over a picture of the size of another. */
  private static Picture meanColour(List<Picture> pictures, Picture like) {
    double[] sums = new double[3];
    long pixels = 0;
    for (Picture picture : pictures) {
      float[] planes = picture.planes();
      int size = planes.length / 3;
      for (int i = 0; i < planes.length; i++) {
        sums[i / size] += planes[i];
      }
      pixels += size;
    }
    int size = like.height() * like.width();
    float[] mean = new float[3 * size];
    for (int i = 0; i < mean.length; i++) {
      mean[i] = (float) (sums[i / size] / pixels);
    }
    return Picture.clamped(like.height(), like.width(), mean);
  }

  private void put(SyntheticPainting painting, String method, Picture prediction) {
    ImageMetrics likeness = ImageMetrics.of(prediction, painting.picture(), scales, device);
    found.computeIfAbsent(method, n -> new ArrayList<>()).add(likeness);
    each.accept(
        new Evaluation.Result(painting.name(), method, likeness, prediction, painting.picture()));
  }

  /** The means over all scans, in the order of the constants. */
  public Evaluation evaluation() {
    List<Evaluation.Method> methods = new ArrayList<>();
    for (String method : List.of(MODEL, PER_PIXEL, MEAN_COLOUR, DECODER, LIMIT)) {
      Optional.ofNullable(found.get(method))
          .ifPresent(
              all ->
                  methods.add(new Evaluation.Method(method, all.size(), ImageMetrics.mean(all))));
    }
    return new Evaluation(scales, methods);
  }

  /** How far trust was justified, scan by scan; none if the model's was not measured. */
  public List<Trusted> trusted() {
    return List.copyOf(trusted);
  }
}
