package org.sinopia.train.inference;

import java.io.IOException;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.sinopia.nn.model.Recolourer;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.train.data.Evidence;
import org.sinopia.train.data.pairs.LatentImage;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.MissingPixels;
import org.sinopia.xrf.picture.Picture;

/** Trained models applied to a scan, from its counts to its picture. Belongs to one thread. */
public final class ScanRecolouring implements AutoCloseable {
  private final CubeEmbedder embedder;
  private final Scope weights;
  private final Recolourer model;
  private final TiledRecolourer tiles;
  private final Optional<Trust> trust;
  private final Optional<ScanSubspace> scans;

  /**
   * How far a picture can be trusted.
   *
   * @param level probability that a pixel's true colour lies within its radius
   * @param radius ΔE00, [height · width]
   * @param novelty above 1 where a pixel is unlike those that the model was trained on, [height ·
   *     width]
   * @param scanNovelty above 1 where the scan as a whole is unlike those that the model was trained
   *     on; 0 if that was not measured
   * @param foreignShare share of the pixels, missing ones left out, that are foreign; all of them
   *     if the scan as a whole is
   */
  @SuppressWarnings("ArrayRecordComponent") // as large as the picture; not compared
  public record Judgement(
      double level, float[] radius, float[] novelty, double scanNovelty, double foreignShare) {
    /** True if a pixel by itself is unlike those that the model was trained on. */
    public boolean foreign(int pixel) {
      return novelty[pixel] > 1;
    }
  }

  /**
   * The result of recolouring a scan.
   *
   * @param latent what the embedder made of it
   * @param picture its colours
   * @param judgement how far they can be trusted, if that was measured of the model
   */
  public record Result(LatentImage latent, Picture picture, Optional<Judgement> judgement) {}

  private ScanRecolouring(
      CubeEmbedder embedder,
      Scope weights,
      Recolourer model,
      TiledRecolourer tiles,
      Optional<Trust> trust,
      Optional<ScanSubspace> scans) {
    this.embedder = embedder;
    this.weights = weights;
    this.model = model;
    this.tiles = tiles;
    this.trust = trust;
    this.scans = scans;
  }

  /**
   * Loads models.
   *
   * @param embedding an embedder whose latents have the channels that the recolourer takes
   * @param recolouring a recolourer
   * @param tile pixels along a side of what is recoloured at once
   * @throws IllegalArgumentException if a folder does not hold what it should, naming it
   */
  @SuppressWarnings("MustBeClosedChecker") // closed by close
  public static ScanRecolouring open(
      ModelFolder embedding, ModelFolder recolouring, Device device, int tile) throws IOException {
    Optional<Trust> trust = recolouring.trust();
    Optional<ScanSubspace> scans = recolouring.scans(embedding.embedder().config().bins());
    CubeEmbedder embedder = CubeEmbedder.open(embedding, device);
    Scope weights = Scope.open(device);
    try {
      Recolourer model = recolouring.loadRecolourer(weights);
      return new ScanRecolouring(
          embedder, weights, model, new TiledRecolourer(model, device, tile), trust, scans);
    } catch (IOException | RuntimeException e) {
      weights.close();
      embedder.close();
      throw e;
    }
  }

  /** From now on takes latents that were made before rather than making them again. */
  public void use(StoredLatents made) {
    embedder.use(made);
  }

  /** Whether results come with a judgement. */
  public boolean judges() {
    return trust.isPresent();
  }

  /**
   * Recolours a scan.
   *
   * @param cube with any energy axis
   * @param name of the cube, for messages
   * @param missing pixels without valid data; they take what lies next to them
   * @param embedded is told how many pixels more are embedded
   * @param recoloured is told how many pixels more are recoloured
   */
  public Result recolour(
      DataCube cube,
      String name,
      MissingPixels missing,
      LongConsumer embedded,
      LongConsumer recoloured)
      throws IOException {
    if (trust.isEmpty()) {
      LatentImage latent = embedder.embed(cube, name, embedded);
      MissingLatents.fill(latent, missing);
      return new Result(latent, picture(latent, recoloured), Optional.empty());
    }
    CubeEmbedder.Examined examined = embedder.examine(cube, name, embedded);
    MissingLatents.fill(examined.latent(), missing);
    Picture picture = picture(examined.latent(), recoloured);
    double scanNovelty =
        scans.isPresent() && examined.scan().isPresent()
            ? scans.get().novelty(examined.scan().get())
            : 0;
    Judgement judgement =
        judge(trust.get(), examined.latent(), examined.evidence(), scanNovelty, picture, missing);
    return new Result(examined.latent(), picture, Optional.of(judgement));
  }

  private Picture picture(LatentImage latent, LongConsumer done) {
    return Picture.clamped(latent.height(), latent.width(), tiles.recolour(latent, 0, done));
  }

  private Judgement judge(
      Trust measured,
      LatentImage latent,
      Evidence evidence,
      double scanNovelty,
      Picture picture,
      MissingPixels missing) {
    int dimensions = embedder.description().config().latent();
    PixelTrust pixels = new PixelTrust(latent, dimensions, evidence, picture);
    float[] radius = new float[pixels.pixels()];
    float[] novelty = new float[pixels.pixels()];
    int foreign = 0;
    for (int i = 0; i < radius.length; i++) {
      radius[i] = (float) measured.radius(pixels.counts(i), pixels.disagreement(i));
      boolean there = !missing.isMissing(i / latent.width(), i % latent.width());
      if (there) {
        novelty[i] =
            (float) measured.novelty(pixels.counts(i), pixels.misfit(i), pixels.distance(i));
        foreign += novelty[i] > 1 ? 1 : 0;
      }
    }
    int valid = Math.max(1, radius.length - missing.count());
    double share = scanNovelty > 1 ? 1 : (double) foreign / valid;
    return new Judgement(measured.level(), radius, novelty, scanNovelty, share);
  }

  /**
   * The spread of colours over recolourings of latents from the posterior, see {@link
   * ColourSpread}.
   *
   * @param samples how many, at least 2
   * @param done is told how many pixels more of a sample are done
   */
  public float[] spread(
      DataCube cube,
      String name,
      MissingPixels missing,
      Device device,
      int samples,
      long seed,
      LongConsumer done)
      throws IOException {
    CubeEmbedder.Posterior posterior = embedder.posterior(cube, name, pixels -> {});
    MissingLatents.fill(posterior.mean(), missing);
    MissingLatents.fill(posterior.deviation(), missing);
    return ColourSpread.of(model, tiles, posterior, device, samples, seed, done);
  }

  @Override
  public void close() {
    tiles.close();
    weights.close();
    embedder.close();
  }
}
