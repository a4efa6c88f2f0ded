package org.sinopia.train.inference;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.sinopia.nn.model.Recolourer;
import org.sinopia.nn.model.RecolourerConfig;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.train.baseline.ColouringMethod;
import org.sinopia.train.data.pairs.LatentImage;
import org.sinopia.train.data.pairs.PairsManifest;
import org.sinopia.train.model.ModelFolder;
import org.sinopia.xrf.picture.Picture;

/** A recolourer as a way of colouring; it owns the weights. Belongs to one thread. */
public final class ModelColouring implements ColouringMethod, AutoCloseable {
  /** The model's name before any training. */
  public static final String UNTRAINED = "untrained";

  private final String name;
  private final Scope weights;
  private final int channels;
  private final TiledRecolourer tiles;

  private ModelColouring(String name, Scope weights, Recolourer model) {
    this.name = name;
    this.weights = weights;
    this.channels = model.config().channels();
    this.tiles = new TiledRecolourer(model, weights.device(), TiledRecolourer.DEFAULT_TILE);
  }

  /**
   * A trained model, named as its architecture.
   *
   * @throws IllegalArgumentException if the folder holds no recolourer
   */
  @SuppressWarnings("MustBeClosedChecker") // closed by close
  public static ModelColouring open(ModelFolder folder, Device device) throws IOException {
    String name = folder.recolourer().architecture().name().toLowerCase(Locale.ROOT);
    Scope weights = Scope.open(device);
    try {
      return new ModelColouring(name, weights, folder.loadRecolourer(weights));
    } catch (IOException | RuntimeException e) {
      weights.close();
      throw e;
    }
  }

  /** The same before any training: with the random weights of a seed. */
  @SuppressWarnings("MustBeClosedChecker") // closed by close
  public static ModelColouring untrained(RecolourerConfig config, Device device, long seed) {
    Scope weights = Scope.open(device);
    Recolourer model = config.build();
    model.allocate(weights, seed);
    return new ModelColouring(UNTRAINED, weights, model);
  }

  /** Channels of the latents that it colours. */
  public int channels() {
    return channels;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Optional<float[]> colours(PairsManifest.Entry entry, LatentImage latent)
      throws IOException {
    return Optional.of(tiles.recolour(latent, 0, done -> {}));
  }

  /** The picture of a latent, components clamped to [0, 1]. */
  public Picture picture(LatentImage latent) {
    return Picture.clamped(latent.height(), latent.width(), tiles.recolour(latent, 0, done -> {}));
  }

  @Override
  public void close() {
    tiles.close();
    weights.close();
  }
}
