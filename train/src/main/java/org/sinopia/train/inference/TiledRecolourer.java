package org.sinopia.train.inference;

import java.util.List;
import java.util.function.LongConsumer;
import org.sinopia.autograd.Tape;
import org.sinopia.autograd.Variable;
import org.sinopia.nn.layer.Positions;
import org.sinopia.nn.model.Recolourer;
import org.sinopia.nn.model.RecolourerConfig;
import org.sinopia.nn.model.TransformerConfig;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.random.Philox;
import org.sinopia.train.data.pairs.LatentImage;
import org.sinopia.xrf.picture.Picture;

/**
 * A recolourer applied to latents of any size: in tiles that overlap and are blended, each in a
 * separate forward, so that memory grows by the picture alone. Blending is linear interpolation,
 * first between neighbours in a row of tiles, then between rows; a model that gives one colour
 * everywhere gives just that colour.
 *
 * <p>A picture no larger than a tile is one forward, unless the model's positions are learned: then
 * tiles have the size these were learned for, and a smaller picture is continued by reflection.
 * Belongs to one thread.
 */
public final class TiledRecolourer implements AutoCloseable {
  /** Pixels along a tile's side, unless another number is asked for. */
  public static final int DEFAULT_TILE = 256;

  /** A quarter of a tile is faded into the next. */
  private static final int FADES = 4;

  private final Recolourer model;
  private final Scope step;
  private final int tileHeight;
  private final int tileWidth;
  private final boolean fixedSize;

  // All tiles share it: new ones, of megabytes each, would fill the heap to its limit.
  private float[] input = {};

  /**
   * A recolourer whose weights are the caller's.
   *
   * @param tile pixels along a tile's side, at least 16; of no consequence where positions are
   *     learned
   */
  @SuppressWarnings("MustBeClosedChecker") // closed by close
  public TiledRecolourer(Recolourer model, Device device, int tile) {
    if (tile < 16) {
      throw new IllegalArgumentException("tile is " + tile + " pixels, expected at least 16");
    }
    this.model = model;
    List<Integer> learned = learnedSize(model.config());
    fixedSize = !learned.isEmpty();
    tileHeight = fixedSize ? learned.get(0) : tile;
    tileWidth = fixedSize ? learned.get(1) : tile;
    step = Scope.open(device);
  }

  private static List<Integer> learnedSize(RecolourerConfig config) {
    return switch (config) {
      case TransformerConfig c when c.positions() == Positions.Kind.LEARNED -> c.size();
      default -> List.of();
    };
  }

  /**
   * Recolours.
   *
   * @param latent of as many channels as the model's input has
   * @param seed of dropout, where the model is in training mode
   * @param done is told how many pixels more of the picture are final
   * @return [3, height, width], sRGB-encoded, not clamped to [0, 1]
   * @throws IllegalArgumentException if the channels differ, or the picture is too large for an
   *     array
   */
  public float[] recolour(LatentImage latent, long seed, LongConsumer done) {
    Rows rows = begin(latent.channels(), latent.height(), latent.width(), seed);
    LatentBand all = LatentBand.whole(latent);
    while (!rows.complete()) {
      int before = rows.finished();
      rows.next(all);
      done.accept((long) (rows.finished() - before) * latent.width());
    }
    return rows.picture();
  }

  /** A picture of which no row is known yet; otherwise as {@link #recolour}. */
  Rows begin(int channels, int height, int width, long seed) {
    if (channels != model.config().channels()) {
      throw new IllegalArgumentException(
          "latent of %d channels, the recolourer's input has %d"
              .formatted(channels, model.config().channels()));
    }
    if (3L * height * width > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "picture of %d x %d pixels, expected at most %d"
              .formatted(height, width, (Integer.MAX_VALUE - 8) / 3));
    }
    return new Rows(tiles(height, tileHeight), tiles(width, tileWidth), seed);
  }

  /** A picture that grows downwards, by a row of tiles at a time. */
  final class Rows {
    private final OverlappingTiles down;
    private final OverlappingTiles across;
    private final long seed;
    private final float[] picture;
    private final float[] band;
    private int tile;

    private Rows(OverlappingTiles down, OverlappingTiles across, long seed) {
      this.down = down;
      this.across = across;
      this.seed = seed;
      this.picture = new float[3 * down.extent() * across.extent()];
      this.band = new float[3 * down.length() * across.extent()];
    }

    /** The first row of pixels whose latents the next row of tiles needs; the height at the end. */
    int from() {
      return complete() ? down.extent() : down.start(tile);
    }

    /** The row after the last that it needs. */
    int to() {
      return from() + (complete() ? 0 : down.length());
    }

    boolean complete() {
      return tile == down.count();
    }

    /** How many rows of pixels, from the top, are final. */
    int finished() {
      return complete() ? down.extent() : down.from(tile);
    }

    /** [3, height, width], sRGB-encoded, not clamped. */
    float[] picture() {
      return picture;
    }

    /** The whole, components clamped to [0, 1] where they are. */
    Picture clamped() {
      for (int i = 0; i < picture.length; i++) {
        picture[i] = Math.clamp(picture[i], 0f, 1f);
      }
      return Picture.of(down.extent(), across.extent(), picture);
    }

    /** Rows that are final, components clamped to [0, 1]. */
    Picture colours(int from, int to) {
      int width = across.extent();
      float[] planes = new float[3 * (to - from) * width];
      for (int c = 0; c < 3; c++) {
        int first = (c * down.extent() + from) * width;
        int into = c * (to - from) * width;
        for (int i = 0; i < (to - from) * width; i++) {
          planes[into + i] = Math.clamp(picture[first + i], 0f, 1f);
        }
      }
      return Picture.of(to - from, width, planes);
    }

    /** The next row of tiles, of latents that hold its rows. */
    void next(LatentBand latents) {
      int width = across.extent();
      for (int l = 0; l < across.count(); l++) {
        float[] colours =
            tile(latents, down, tile, across, l, seed(seed, tile * across.count() + l));
        for (int c = 0; c < 3; c++) {
          for (int y = 0; y < down.length(); y++) {
            int row = (c * down.length() + y) * across.length() - across.start(l);
            int into = (c * down.length() + y) * width;
            for (int x = across.from(l); x < across.to(l); x++) {
              band[into + x] = mix(band[into + x], colours[row + x], across.share(l, x));
            }
          }
        }
      }
      for (int c = 0; c < 3; c++) {
        for (int y = down.from(tile); y < down.to(tile); y++) {
          float share = down.share(tile, y);
          int row = (c * down.length() + y - down.start(tile)) * width;
          int into = (c * down.extent() + y) * width;
          for (int x = 0; x < width; x++) {
            picture[into + x] = mix(picture[into + x], band[row + x], share);
          }
        }
      }
      tile++;
    }
  }

  /** Exactly {@code a} where both are the same, and exactly {@code b} where its share is 1. */
  private static float mix(float a, float b, float share) {
    return share == 1 ? b : a + share * (b - a);
  }

  /** How many rows of latents are needed at a time. */
  int rows(int height) {
    return Math.min(height, tileHeight);
  }

  private OverlappingTiles tiles(int extent, int tile) {
    int length = Math.min(extent, tile);
    return new OverlappingTiles(extent, length, length / FADES);
  }

  /** Randomness in a tile follows from its place, not from earlier tiles. */
  private static long seed(long seed, int tile) {
    int[] words = new int[4];
    Philox.block(seed, Long.MAX_VALUE, tile, words, 0);
    return Integer.toUnsignedLong(words[0]) | (long) words[1] << Integer.SIZE;
  }

  /** [3, down.length, across.length]. */
  private float[] tile(
      LatentBand band, OverlappingTiles down, int k, OverlappingTiles across, int l, long seed) {
    LatentImage latent = band.image();
    int height = fixedSize ? tileHeight : down.length();
    int width = fixedSize ? tileWidth : across.length();
    int size = latent.channels() * height * width;
    if (input.length != size) {
      input = new float[size];
    }
    int at = 0;
    for (int c = 0; c < latent.channels(); c++) {
      for (int y = 0; y < height; y++) {
        int row = down.start(k) - band.first() + mirrored(y, down.length());
        int from = (c * latent.height() + row) * latent.width() + across.start(l);
        for (int x = 0; x < width; x++) {
          input[at++] = latent.values()[from + mirrored(x, across.length())];
        }
      }
    }
    step.rewind();
    Tape tape = Tape.inference(step, seed);
    Variable x = tape.constant(step.of(input, 1, latent.channels(), height, width));
    float[] output = model.forward(x).value().toFloats();
    if (height == down.length() && width == across.length()) {
      return output;
    }
    float[] cut = new float[3 * down.length() * across.length()];
    for (int c = 0; c < 3; c++) {
      for (int y = 0; y < down.length(); y++) {
        System.arraycopy(
            output,
            (c * height + y) * width,
            cut,
            (c * down.length() + y) * across.length(),
            across.length());
      }
    }
    return cut;
  }

  /** Index i of a row of {@code extent} pixels that goes to and fro, its ends not repeated. */
  private static int mirrored(int i, int extent) {
    if (i < extent || extent == 1) {
      return Math.min(i, extent - 1);
    }
    int period = 2 * (extent - 1);
    int within = i % period;
    return within < extent ? within : period - within;
  }

  @Override
  public void close() {
    step.close();
  }
}
