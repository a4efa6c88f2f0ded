package org.sinopia.train.inference;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.sinopia.nn.model.Spectra;
import org.sinopia.nn.model.VariationalEmbedder;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.CountScaling;
import org.sinopia.train.data.Evidence;
import org.sinopia.train.data.pairs.LatentImage;
import org.sinopia.train.data.spectra.ScanMoments;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.Tile;
import org.sinopia.xrf.cube.TileGrid;

/**
 * A trained embedder applied to every pixel of a cube, in memory that does not grow with the cube:
 * only its latent, a few numbers for each pixel, is held. Belongs to one thread.
 */
public final class CubeEmbedder implements AutoCloseable {
  /** Spectra embedded at once. */
  private static final int BATCH = 4096;

  /** Counts read at once, unless one spectrum has more. */
  private static final int MAX_SAMPLES = 1 << 20;

  private final EmbedderDescription description;
  private final VariationalEmbedder model;
  private final Optional<Scope> weights;
  private final Scope step;
  private final LatentWriter latents;
  private Optional<StoredLatents> stored = Optional.empty();

  /**
   * The posterior of each pixel's latent: a Gaussian of independent dimensions.
   *
   * @param mean standardised
   * @param deviation its standard deviation, in the units of {@code mean}
   */
  public record Posterior(LatentImage mean, LatentImage deviation) {}

  /** Encodes one batch. */
  @FunctionalInterface
  private interface Batch {
    void encode(int firstPixel, Spectra spectra, Optional<Tensor> context);
  }

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
    LatentImage mean = latents.blank(cube.header(), name);
    walk(
        cube,
        name,
        done,
        (at, spectra, scan) -> latents.put(model.means(spectra, scaling(), scan, step), at, mean));
    return mean;
  }

  /** Means and deviations of all pixels' latents; otherwise as {@link #embed}. */
  public Posterior posterior(DataCube cube, String name, LongConsumer done) throws IOException {
    LatentImage mean = latents.blank(cube.header(), name);
    LatentImage deviation = latents.blank(cube.header(), name);
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
    Optional<ScanMoments> scan =
        description.needsScan() ? Optional.of(ScanContext.of(on(cube, name))) : Optional.empty();
    return examine(cube, name, scan, done);
  }

  /**
   * As the other, of a scan or a band of it.
   *
   * @param scan what all spectra of the whole scan are like, if the embedder needs that
   */
  public Examined examine(DataCube cube, String name, Optional<ScanMoments> scan, LongConsumer done)
      throws IOException {
    LatentImage mean = latents.blank(cube.header(), name);
    Evidence evidence = new Evidence(cube.header().height(), cube.header().width());
    DataCube moved = on(cube, name);
    Misfit misfit = new Misfit(description, model, step);
    walkCounts(
        moved,
        scan,
        done,
        (at, spectra, context) -> {
          Tensor mu = model.means(spectra, scaling(), context, step);
          latents.put(mu, at, mean);
          misfit.measure(mu, context, at, evidence);
        },
        misfit);
    return new Examined(mean, evidence, scan);
  }

  private void walk(DataCube cube, String name, LongConsumer done, Batch into) throws IOException {
    DataCube moved = on(cube, name);
    if (description.needsScan()) {
      Optional<ScanMoments> scan = Optional.of(ScanContext.of(moved));
      walkCounts(moved, scan, done, into, null);
      return;
    }
    if (moved.drawsPhotons()) {
      draw(moved, done, into);
      return;
    }
    walkCounts(moved, Optional.empty(), done, into, null);
  }

  private void walkCounts(
      DataCube moved, Optional<ScanMoments> scan, LongConsumer done, Batch into, Misfit watching)
      throws IOException {
    CubeHeader header = moved.header();
    int bins = header.bins();
    int width = header.width();
    int mostPixels = Math.max(1, MAX_SAMPLES / bins);
    int batchPixels = Math.min(BATCH, mostPixels);
    int columns = Math.min(width, mostPixels);
    int cell = moved.grid().cellHeight();
    int rows = Math.ceilDiv(Math.ceilDiv(BATCH, width), cell) * cell;
    rows = Math.clamp(rows, 1, Math.min(header.height(), Math.max(1, mostPixels / width)));
    float[] counts = new float[rows * columns * bins];
    float[] batch = new float[batchPixels * bins];
    int filled = 0;
    int first = 0;
    // Pixels go into batches row by row, however the cube is stored, so that the last bits of a
    // latent do not depend on that.
    for (Tile tile : new TileGrid(header.height(), width, rows, columns)) {
      moved.readFloats(tile, counts);
      int pixels = (int) tile.pixels();
      for (int from = 0; from < pixels; ) {
        int taken = Math.min(batchPixels - filled, pixels - from);
        System.arraycopy(counts, from * bins, batch, filled * bins, taken * bins);
        filled += taken;
        from += taken;
        if (filled == batchPixels) {
          encode(batch, filled, first, scan, into, watching);
          first += filled;
          filled = 0;
        }
      }
      done.accept(pixels);
    }
    if (filled > 0) {
      encode(batch, filled, first, scan, into, watching);
    }
  }

  private void encode(
      float[] spectra,
      int count,
      int firstPixel,
      Optional<ScanMoments> scan,
      Batch into,
      Misfit watching) {
    int bins = model.config().bins();
    step.rewind();
    boolean byScan = scan.isPresent() && description.scaling().byScan();
    float[] input = spectra;
    if (watching != null) {
      float[] scaled = watching.watch(spectra, count, scan);
      input = byScan ? scaled : spectra;
    } else if (byScan) {
      for (int i = 0; i < count; i++) {
        description.scaling().apply(spectra, i * bins, bins, scan.get());
      }
    }
    Optional<Tensor> context =
        model.config().context()
            ? scan.map(moments -> step.of(moments.context(), 1, model.config().contextWidth()))
            : Optional.empty();
    MemorySegment counts =
        MemorySegment.ofArray(input).asSlice(0, (long) count * bins * Float.BYTES);
    into.encode(firstPixel, new Spectra.Counted(step.empty(count, bins).set(counts)), context);
  }

  /** A synthetic cube's counts are drawn where they are encoded, and never all there at once. */
  private void draw(DataCube cube, LongConsumer done, Batch into) {
    CubeHeader header = cube.header();
    int columns = Math.min(BATCH, header.width());
    int rows = Math.clamp(BATCH / header.width(), 1, header.height());
    int first = 0;
    for (Tile tile : new TileGrid(header.height(), header.width(), rows, columns)) {
      step.rewind();
      Spectra.Drawn drawn = new Spectra.Drawn(cube.photons(tile, step).orElseThrow());
      into.encode(first, drawn, Optional.empty());
      first += (int) tile.pixels();
      done.accept(tile.pixels());
    }
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
