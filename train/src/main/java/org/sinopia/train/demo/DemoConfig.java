package org.sinopia.train.demo;

import org.sinopia.nn.ConfigField;
import org.sinopia.nn.model.Architecture;
import org.sinopia.train.embedder.EmbedderTrainingConfig;
import org.sinopia.train.recolourer.RecolourerTrainingConfig;
import org.sinopia.xrf.painting.Painter;

/**
 * The configuration of the demo.
 *
 * @param seed of all chance; of the trainings too
 * @param pictures how many are painted where none are given, at least 3
 * @param side in pixels of a painted picture, and of the shorter side that larger ones are reduced
 *     to; at least {@value #MIN_SIDE}
 * @param photons in each pixel, at least 1
 * @param threshold least similarity of a pigment that takes part in a colour, 0 to 1
 * @param clusters middle of the range of numbers of colours
 * @param clusterSpread how far the range reaches to both sides
 * @param embedder how the embedder is trained
 * @param recolourer how the recolourer is trained, on as many channels as the embedder's latent has
 */
public record DemoConfig(
    long seed,
    int pictures,
    int side,
    int photons,
    double threshold,
    int clusters,
    int clusterSpread,
    EmbedderTrainingConfig embedder,
    RecolourerTrainingConfig recolourer) {
  /** The smallest side that a picture may have, in pixels: two scales of MS-SSIM, and some. */
  public static final int MIN_SIDE = 32;

  /**
   * Some minutes on two cores. The threshold of similarity is high, so that most colours are one
   * pigment: with lower ones a dominant pigment leads by so little that even clusters of noise-free
   * spectra do not find it. On the painted pictures these agree with it by an adjusted Rand index
   * of 0.38 at 0.6, 0.53 at 0.8, 0.66 at 0.84 and 0.82 at 0.87.
   */
  public static final DemoConfig DEFAULT =
      new DemoConfig(
          1,
          40,
          192,
          400,
          0.87,
          10,
          2,
          org.sinopia.train.embedder.Preset.SMALL.config(),
          org.sinopia.train.recolourer.Preset.SMALL.config(Architecture.SMALLUVIT));

  /**
   * @throws IllegalArgumentException naming the field that is out of range
   */
  public DemoConfig {
    ConfigField.within("pictures", pictures, 3, 100_000);
    ConfigField.within("side", side, Math.max(MIN_SIDE, Painter.MIN_SIDE), 1 << 12);
    ConfigField.within("photons", photons, 1, 1_000_000);
    ConfigField.within("clusters", clusters, 1, 1 << 10);
    ConfigField.within("cluster_spread", clusterSpread, 0, 1 << 10);
    ConfigField.present("embedder", embedder);
    ConfigField.present("recolourer", recolourer);
    ConfigField.require(
        recolourer.model().channels() == embedder.model().latent(),
        "recolourer.model.channels is "
            + recolourer.model().channels()
            + ", expected embedder.model.latent, "
            + embedder.model().latent());
  }

  /** The same with other chance: that of trainings and of the division of pictures included. */
  public DemoConfig withSeed(long other) {
    EmbedderTrainingConfig e = embedder;
    RecolourerTrainingConfig r = recolourer;
    return new DemoConfig(
        other,
        pictures,
        side,
        photons,
        threshold,
        clusters,
        clusterSpread,
        new EmbedderTrainingConfig(
            e.model(),
            e.energy(),
            e.scaling(),
            e.loss(),
            e.batch(),
            e.spectra(),
            e.leastClusters(),
            e.mostClusters(),
            e.sample(),
            e.validation(),
            other,
            e.split(),
            e.run().withSeed(other)),
        new RecolourerTrainingConfig(
            r.model(), r.crop(), r.batch(), r.loss(), r.augmentation(), r.run().withSeed(other)));
  }
}
