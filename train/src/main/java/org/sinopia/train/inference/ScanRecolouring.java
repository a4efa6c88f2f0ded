package org.sinopia.train.inference;

import java.io.IOException;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.sinopia.nn.model.Recolourer;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.train.data.pairs.LatentImage;
import org.sinopia.train.data.spectra.ScanMoments;
import org.sinopia.train.model.EmbedderDescription;
import org.sinopia.train.model.ModelFolder;
import org.sinopia.train.model.ScanSubspace;
import org.sinopia.train.model.Trust;
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

  /**
   * The colours of a scan.
   *
   * @param judgement how far they can be trusted, if that was measured of the model
   */
  public record Coloured(Picture picture, Optional<Judgement> judgement) {}

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

  /**
   * Recolours a scan, and keeps its latent.
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
    if (embedder.stored().isPresent()) {
      return stored(cube, name, missing, embedded, recoloured);
    }
    LatentImage latent = embedder.blank(cube.header().height(), cube.header().width(), name);
    Coloured coloured =
        recolour(cube, name, missing, LatentBand.whole(latent), embedded, recoloured);
    return new Result(latent, coloured.picture(), coloured.judgement());
  }

  /** Recolours a scan in memory that grows by the picture alone; otherwise as {@link #recolour}. */
  public Coloured colours(
      DataCube cube,
      String name,
      MissingPixels missing,
      LongConsumer embedded,
      LongConsumer recoloured)
      throws IOException {
    if (embedder.stored().isPresent()) {
      Result result = stored(cube, name, missing, embedded, recoloured);
      return new Coloured(result.picture(), result.judgement());
    }
    int width = cube.header().width();
    int rows = CubeEmbedder.bandRows(tiles.rows(cube.header().height()), width);
    LatentBand band = LatentBand.moving(embedder.blank(rows, width, name));
    return recolour(cube, name, missing, band, embedded, recoloured);
  }

  private Result stored(
      DataCube cube,
      String name,
      MissingPixels missing,
      LongConsumer embedded,
      LongConsumer recoloured)
      throws IOException {
    LatentBand band;
    Optional<ScanMoments> scan = Optional.empty();
    if (trust.isPresent()) {
      CubeEmbedder.Examined made = embedder.examine(cube, name, embedded);
      band = LatentBand.whole(made.latent(), made.evidence());
      scan = made.scan();
    } else {
      band = LatentBand.whole(embedder.embed(cube, name, embedded));
    }
    GrowingPicture growing = growing(band, cube, missing, recoloured);
    growing.ready(band.image().pixels());
    return new Result(band.image(), growing.picture(), growing.judgement(novelty(scan)));
  }

  private Coloured recolour(
      DataCube cube,
      String name,
      MissingPixels missing,
      LatentBand band,
      LongConsumer embedded,
      LongConsumer recoloured)
      throws IOException {
    GrowingPicture growing = growing(band, cube, missing, recoloured);
    Optional<ScanMoments> scan = Optional.empty();
    if (trust.isPresent()) {
      scan = embedder.scan(cube, name);
      embedder.examine(cube, name, scan, band, embedded, growing::ready);
    } else {
      embedder.embed(cube, name, band, embedded, growing::ready);
    }
    return new Coloured(growing.picture(), growing.judgement(novelty(scan)));
  }

  private GrowingPicture growing(
      LatentBand band, DataCube cube, MissingPixels missing, LongConsumer done) {
    int height = cube.header().height();
    int width = cube.header().width();
    EmbedderDescription described = embedder.description();
    TiledRecolourer.Rows rows = tiles.begin(described.channels(), height, width, 0);
    Optional<GrowingPicture.Judge> judge =
        trust.map(
            measured ->
                new GrowingPicture.Judge(measured, height, width, described.config().latent()));
    return new GrowingPicture(rows, band, missing, judge, done);
  }

  private double novelty(Optional<ScanMoments> scan) {
    return scans.isPresent() && scan.isPresent() ? scans.get().novelty(scan.get()) : 0;
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
