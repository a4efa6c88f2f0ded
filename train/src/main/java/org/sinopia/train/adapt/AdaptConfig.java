package org.sinopia.train.adapt;

import org.sinopia.nn.ConfigField;

/**
 * How much work an adaptation does.
 *
 * @param paintings that are painted and scanned, at least 8
 * @param side of those in pixels; they are squares
 * @param steps of the embedder's training, and half as many of the recolourer's, at least 1
 * @param stacks the most different stacks of layers of a painting
 * @param trials draws of pigments, ground and instrument that are compared with the scan
 * @param kept how many of those are simulated
 * @param batch spectra in a step, half as many of the scan's
 * @param domain what the domains shall be alike in
 * @param seed of all chance
 */
public record AdaptConfig(
    int paintings,
    int side,
    int steps,
    int stacks,
    int trials,
    int kept,
    int batch,
    AlignConfig.Domain domain,
    long seed) {
  /** A few minutes on two cores. */
  public static final AdaptConfig DEFAULT =
      new AdaptConfig(640, 48, 1200, 300, 192, 12, 384, AlignConfig.Domain.LATENT, 1);

  /** The smallest side that three scales of MS-SSIM take. */
  static final int MIN_SIDE = 44;

  /**
   * @throws IllegalArgumentException naming the field that is out of range
   */
  public AdaptConfig {
    ConfigField.within("paintings", paintings, 8, 10_000);
    ConfigField.within("side", side, MIN_SIDE, 4096);
    ConfigField.within("steps", steps, 1, 10_000_000);
    ConfigField.within("stacks", stacks, 1, 100_000);
    ConfigField.within("trials", trials, 1, 10_000);
    ConfigField.within("kept", kept, 1, trials);
    ConfigField.within("batch", batch, 4, 1 << 16);
    ConfigField.present("domain", domain);
  }
}
