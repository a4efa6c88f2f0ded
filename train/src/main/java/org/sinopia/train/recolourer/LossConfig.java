package org.sinopia.train.recolourer;

import org.sinopia.nn.ConfigField;
import org.sinopia.nn.loss.PictureLoss;

/**
 * The loss of a recolourer's training.
 *
 * @param kind of loss
 * @param alpha the part of MS-SSIM where it is mixed in, 0 to 1
 * @param scales of MS-SSIM, 1 to 5
 * @param adversarial weight of deceiving a discriminator that is trained beside the recolourer
 *     (Pix2Pix), 0 or more; of 0 there is none. Detail that the scan does not hold is then invented
 */
public record LossConfig(Kind kind, double alpha, int scales, double adversarial) {
  /** Kinds of loss. */
  public enum Kind {
    /** Mean redmean distance. */
    REDMEAN,
    /** Mean of squared redmean distances. */
    SQUARED,
    /** α·(1 − MS-SSIM) + (1 − α)·redmean. */
    MS_SSIM
  }

  /** The paper's: mean redmean distance. */
  public static final LossConfig DEFAULT = new LossConfig(Kind.REDMEAN, 0.5, 3);

  /** Without a discriminator. */
  public LossConfig(Kind kind, double alpha, int scales) {
    this(kind, alpha, scales, 0);
  }

  /**
   * @throws IllegalArgumentException naming the field that is out of range
   */
  public LossConfig {
    ConfigField.present("kind", kind);
    ConfigField.within("alpha", alpha, 0, 1);
    ConfigField.within("scales", scales, 1, 5);
    ConfigField.within("adversarial", adversarial, 0, 1e3);
  }

  /** The loss, without what a discriminator adds. */
  public PictureLoss make() {
    PictureLoss.Redmean redmean = new PictureLoss.Redmean(kind == Kind.SQUARED);
    return switch (kind) {
      case REDMEAN, SQUARED -> redmean;
      case MS_SSIM -> new PictureLoss.Mixed(alpha, new PictureLoss.MsSsim(scales), redmean);
    };
  }
}
