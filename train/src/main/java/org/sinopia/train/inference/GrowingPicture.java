package org.sinopia.train.inference;

import java.util.Optional;
import java.util.function.LongConsumer;
import org.sinopia.train.model.Trust;
import org.sinopia.xrf.cube.MissingPixels;
import org.sinopia.xrf.picture.Picture;

/**
 * The picture of a scan, made from the top downwards while its latents become known, and how far it
 * can be trusted. It needs the latents of a band only.
 */
final class GrowingPicture {
  private final TiledRecolourer.Rows rows;
  private final LatentBand band;
  private final MissingPixels missing;
  private final Optional<Judge> judge;
  private final LongConsumer done;

  /** Judges rows of pixels once their colours are final. */
  static final class Judge {
    private final Trust trust;
    private final int width;
    private final int dimensions;
    private final float[] radius;
    private final float[] novelty;
    private int foreign;

    /**
     * Of a scan.
     *
     * @param dimensions of the embedder's latent
     */
    Judge(Trust trust, int height, int width, int dimensions) {
      this.trust = trust;
      this.width = width;
      this.dimensions = dimensions;
      this.radius = new float[height * width];
      this.novelty = new float[height * width];
    }

    private void rows(LatentBand band, int from, int to, Picture colours, MissingPixels missing) {
      int first = from * width;
      PixelTrust pixels =
          new PixelTrust(
              band.rows(from, to), dimensions, band.evidence(), first - band.firstPixel(), colours);
      for (int i = 0; i < pixels.pixels(); i++) {
        radius[first + i] = (float) trust.radius(pixels.counts(i), pixels.disagreement(i));
        if (!missing.isMissing(from + i / width, i % width)) {
          novelty[first + i] =
              (float) trust.novelty(pixels.counts(i), pixels.misfit(i), pixels.distance(i));
          foreign += novelty[first + i] > 1 ? 1 : 0;
        }
      }
    }

    private ScanRecolouring.Judgement judgement(double scanNovelty, MissingPixels missing) {
      int valid = Math.max(1, radius.length - missing.count());
      double share = scanNovelty > 1 ? 1 : (double) foreign / valid;
      return new ScanRecolouring.Judgement(trust.level(), radius, novelty, scanNovelty, share);
    }
  }

  /**
   * Of a scan of which nothing is known yet.
   *
   * @param judge empty if nobody knows how far the model can be trusted
   * @param done is told how many pixels more are final
   */
  GrowingPicture(
      TiledRecolourer.Rows rows,
      LatentBand band,
      MissingPixels missing,
      Optional<Judge> judge,
      LongConsumer done) {
    this.rows = rows;
    this.band = band;
    this.missing = missing;
    this.judge = judge;
    this.done = done;
  }

  /** Goes on as far as it can, and moves the band on. */
  void ready(int pixels) {
    int width = band.image().width();
    while (!rows.complete() && (long) rows.to() * width <= pixels) {
      int from = rows.finished();
      MissingLatents.fill(band, rows.from(), rows.to(), missing);
      rows.next(band);
      int to = rows.finished();
      judge.ifPresent(j -> j.rows(band, from, to, rows.colours(from, to), missing));
      done.accept((long) (to - from) * width);
      band.moveTo(rows.from());
    }
  }

  /** The picture, when all pixels have been ready; nothing can be asked of its rows then. */
  Picture picture() {
    return rows.clamped();
  }

  /** How far it can be trusted, if that can be told. */
  Optional<ScanRecolouring.Judgement> judgement(double scanNovelty) {
    return judge.map(j -> j.judgement(scanNovelty, missing));
  }
}
