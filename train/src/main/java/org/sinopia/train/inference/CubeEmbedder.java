package org.sinopia.train.inference;

import java.io.IOException;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.function.LongConsumer;
import org.sinopia.nn.model.VariationalEmbedder;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.CountScaling;
import org.sinopia.train.data.Evidence;
import org.sinopia.train.data.pairs.LatentImage;
import org.sinopia.train.data.spectra.ScanMoments;
import org.sinopia.train.model.EmbedderDescription;
import org.sinopia.train.model.ModelFolder;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.DataCube;

/**
 * A trained embedder applied to every pixel of a cube, in memory that does not grow with the cube:
 * only its latent, a few numbers for each pixel, is held. Belongs to one thread.
 */
public final class CubeEmbedder implements AutoCloseable {
  private final EmbedderDescription description;
  private final VariationalEmbedder model;
  private final Optional<Scope> weights;
  private final Scope step;
  private final LatentWriter latents;
  private final SpectrumBatches batches;
  private Optional<StoredLatents> stored = Optional.empty();

  /**
   * The posterior of each pixel's latent: a Gaussian of independent dimensions.
   *
   * @param mean standardised
   * @param deviation its standard deviation, in the units of {@code mean}
   */
  public record Posterior(LatentImage mean, LatentImage deviation) {}

  /** An embedder whose weights are the caller's. */
  @SuppressWarnings("MustBeClosedChecker") // closed by close
  public CubeEmbedder(EmbedderDescription description, VariationalEmbedder model, Device device) {
    this(description, model, Optional.empty(), Scope.open(device));
  }

  private CubeEmbedder(
      EmbedderDescription description,
      VariationalEmbedder model,
      Optional<Scope> weights,
      Scope step) {
    this.description = description;
    this.model = model;
    this.weights = weights;
    this.step = step;
    this.latents = new LatentWriter(description, model, step);
    this.batches = new SpectrumBatches(description, model, step);
  }

  /**
   * An embedder with the weights of a folder.
   *
   * @throws IllegalArgumentException if it holds no embedder
   */
  @SuppressWarnings("MustBeClosedChecker") // closed by close
  public static CubeEmbedder open(ModelFolder folder, Device device) throws IOException {
    EmbedderDescription description = folder.embedder();
    Scope weights = Scope.open(device);
    try {
      return new CubeEmbedder(
          description, folder.loadEmbedder(weights), Optional.of(weights), Scope.open(device));
    } catch (IOException | RuntimeException e) {
      weights.close();
      throw e;
    }
  }

  /** The description of the embedder. */
  public EmbedderDescription description() {
    return description;
  }

  /** From now on takes latents that were made before rather than making them again. */
  public void use(StoredLatents made) {
    stored = Optional.of(made);
  }

  /**
   * The means μ of all pixels' latents, standardised.
   *
   * @param cube with any energy axis; its counts are moved to the embedder's
   * @param name of the cube, for messages
   * @param done is told how many pixels more are embedded
   * @throws IllegalArgumentException if the cube has no axis to come from, none in common with the
   *     embedder's, or more pixels than an array holds
   */
  public LatentImage embed(DataCube cube, String name, LongConsumer done) throws IOException {
    if (stored.isPresent()) {
      return stored.get().latent(cube.header(), name, description);
    }
    LatentImage mean = blank(cube.header(), name);
    embed(cube, name, LatentBand.whole(mean), done, pixels -> {});
    return mean;
  }

  /** A latent image of a scan or a band of it, to be filled. */
  LatentImage blank(int height, int width, String name) {
    return latents.blank(height, width, name);
  }

  private LatentImage blank(CubeHeader header, String name) {
    return latents.blank(header.height(), header.width(), name);
  }

  /**
   * Puts the means of latents into a band, pixel after pixel.
   *
   * @param ready is told how many pixels, from the first, have been put, so that it can move the
   *     band on; there must be room for {@value SpectrumBatches#BATCH} more
   */
  void embed(DataCube cube, String name, LatentBand band, LongConsumer done, IntConsumer ready)
      throws IOException {
    walk(
        cube,
        name,
        done,
        (at, spectra, scan) -> {
          Tensor mu = model.means(spectra, scaling(), scan, step);
          latents.put(mu, at - band.firstPixel(), band.image());
          ready.accept(at + mu.shape().extent(0));
        });
  }

  /** Rows of a band, of which a recolourer needs some, so that there is room for a batch. */
  static int bandRows(int needed, int width) {
    return needed + Math.ceilDiv(SpectrumBatches.BATCH, width);
  }

  /** Means and deviations of all pixels' latents; otherwise as {@link #embed}. */
  public Posterior posterior(DataCube cube, String name, LongConsumer done) throws IOException {
    LatentImage mean = blank(cube.header(), name);
    LatentImage deviation = blank(cube.header(), name);
    walk(
        cube,
        name,
        done,
        (at, spectra, scan) -> {
          VariationalEmbedder.Posterior found = model.posterior(spectra, scaling(), scan, step);
          latents.put(found.mu(), at, mean);
          float[] logvar = found.logvar().toFloats();
          for (int i = 0; i < logvar.length; i++) {
            logvar[i] = (float) StrictMath.exp(0.5 * logvar[i]);
          }
          latents.standardise(logvar, at, deviation, false);
        });
    return new Posterior(mean, deviation);
  }

  /**
   * The embedder's results for a scan.
   *
   * @param latent means of all pixels' latents, standardised, and the colours told of them
   * @param evidence how much each pixel says, and how well it is explained
   * @param scan what all of its spectra are like, if the embedder reads them in that context
   */
  public record Examined(LatentImage latent, Evidence evidence, Optional<ScanMoments> scan) {}

  /** Means of latents and what speaks for them; otherwise as {@link #embed}. */
  public Examined examine(DataCube cube, String name, LongConsumer done) throws IOException {
    if (stored.isPresent()) {
      return stored.get().examined(cube.header(), name, description);
    }
    return examine(cube, name, scan(cube, name), done);
  }

  /** The context that an embedder reads spectra in: what all of the scan are like. */
  Optional<ScanMoments> scan(DataCube cube, String name) throws IOException {
    return description.needsScan() ? Optional.of(ScanContext.of(on(cube, name))) : Optional.empty();
  }

  /** Latents that were made before, if any are in use. */
  Optional<StoredLatents> stored() {
    return stored;
  }

  /**
   * As the other, of a scan or a band of it.
   *
   * @param scan what all spectra of the whole scan are like, if the embedder needs that
   */
  public Examined examine(DataCube cube, String name, Optional<ScanMoments> scan, LongConsumer done)
      throws IOException {
    LatentImage mean = blank(cube.header(), name);
    Evidence evidence = new Evidence(mean.height(), mean.width());
    examine(cube, name, scan, LatentBand.whole(mean, evidence), done, pixels -> {});
    return new Examined(mean, evidence, scan);
  }

  /** Puts latents into a band, as {@link #embed}, and what speaks for them. */
  void examine(
      DataCube cube,
      String name,
      Optional<ScanMoments> scan,
      LatentBand band,
      LongConsumer done,
      IntConsumer ready)
      throws IOException {
    Misfit misfit = new Misfit(description, model, step);
    batches.counts(
        on(cube, name),
        scan,
        done,
        (at, spectra, context) -> {
          Tensor mu = model.means(spectra, scaling(), context, step);
          int into = at - band.firstPixel();
          latents.put(mu, into, band.image());
          misfit.measure(mu, context, into, band.evidence());
          ready.accept(at + mu.shape().extent(0));
        },
        misfit);
  }

  private void walk(DataCube cube, String name, LongConsumer done, SpectrumBatches.Encoding into)
      throws IOException {
    DataCube moved = on(cube, name);
    if (description.needsScan()) {
      Optional<ScanMoments> scan = Optional.of(ScanContext.of(moved));
      batches.counts(moved, scan, done, into, null);
      return;
    }
    if (moved.drawsPhotons()) {
      batches.draw(moved, done, into);
      return;
    }
    batches.counts(moved, Optional.empty(), done, into, null);
  }

  private CountScaling scaling() {
    return description.scaling().inOps();
  }

  private DataCube on(DataCube cube, String name) {
    try {
      return cube.on(description.energy());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    step.close();
    weights.ifPresent(Scope::close);
  }
}
