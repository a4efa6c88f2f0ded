package org.sinopia.train.adapt;

import org.sinopia.nn.ConfigField;
import org.sinopia.nn.loss.EmbedderLossConfig;
import org.sinopia.train.run.RunConfig;

/**
 * How an embedder is aligned with a scan.
 *
 * @param start SHA-256 of the weights that it starts from, in hexadecimal
 * @param loss on synthetic spectra, whose colours are known
 * @param domain what the two domains shall be alike in
 * @param discrepancy weight of the squared maximum mean discrepancy between real and synthetic
 *     latents
 * @param adversarial weight of the domain classifier's loss
 * @param reconstruction weight of the reconstruction of real spectra
 * @param synthetic spectra in a step
 * @param real spectra of the scan in a step
 * @param width of the classifier's hidden layer
 * @param validation synthetic spectra that it is judged by
 * @param run how long
 */
public record AlignConfig(
    String start,
    EmbedderLossConfig loss,
    Domain domain,
    double discrepancy,
    double adversarial,
    double reconstruction,
    int synthetic,
    int real,
    int width,
    int validation,
    RunConfig run) {

  /** The features that a domain classifier sees. */
  public enum Domain {
    /** Means of latents (Ganin et al. 2016). */
    LATENT,
    /** Activations of the encoder's last hidden layer (Sun et al. 2023). */
    PENULTIMATE,
    /** Nothing: there is none. */
    NONE
  }

  /**
   * @throws IllegalArgumentException naming the field that is out of range
   */
  public AlignConfig {
    ConfigField.present("start", start);
    ConfigField.present("loss", loss);
    ConfigField.present("domain", domain);
    ConfigField.notNegative("discrepancy", discrepancy);
    ConfigField.notNegative("adversarial", adversarial);
    ConfigField.notNegative("reconstruction", reconstruction);
    ConfigField.within("synthetic", synthetic, 2, 1 << 16);
    ConfigField.within("real", real, 2, 1 << 16);
    ConfigField.within("width", width, 1, 1 << 12);
    ConfigField.within("validation", validation, 2, 1 << 20);
    ConfigField.present("run", run);
  }
}
