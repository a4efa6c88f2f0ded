package org.sinopia.train.model;

import java.util.List;
import org.sinopia.nn.ConfigField;

/**
 * How far the colours of a trained model can be trusted, measured on paintings that it was not
 * trained on. The radius of a pixel is such that the true colour lies within it with probability
 * {@code level}: the quantile of errors among pixels of as many counts, where recolourer and
 * embedder disagreed as much (conformal prediction by groups; Vovk, Gammerman and Shafer 2005,
 * section 4.5). A pixel is foreign if its spectrum is explained worse, or its latent lies further
 * out, than those of all but a hundredth of the training pixels.
 *
 * @param level probability, above 0 and below 1
 * @param countBounds bounds between strata of counts, rising
 * @param disagreementBounds bounds between groups of disagreement, ΔE00, rising
 * @param radius ΔE00 for each stratum of counts and group of disagreement
 * @param misfit for each stratum of counts what {@link org.sinopia.train.data.Evidence#misfit} is
 *     usual up to
 * @param distance squared distance of standardised latents from their mean that is usual up to
 */
public record Trust(
    double level,
    List<Double> countBounds,
    List<Double> disagreementBounds,
    List<List<Double>> radius,
    List<Double> misfit,
    double distance) {
  /** The values of fields that are missing in JSON. */
  public static final Trust NOTHING =
      new Trust(0.9, List.of(), List.of(), List.of(List.of(100.0)), List.of(1.0), 1);

  /**
   * @throws IllegalArgumentException naming the field that is out of range
   */
  public Trust {
    ConfigField.require(
        level > 0 && level < 1, "level is " + level + ", expected above 0 and below 1");
    rising("count_bounds", countBounds);
    rising("disagreement_bounds", disagreementBounds);
    ConfigField.present("radius", radius);
    ConfigField.present("misfit", misfit);
    int strata = countBounds.size() + 1;
    ConfigField.require(
        radius.size() == strata && misfit.size() == strata,
        "radius and misfit have "
            + radius.size()
            + " and "
            + misfit.size()
            + " strata, expected one more than count_bounds, "
            + strata);
    for (List<Double> row : radius) {
      ConfigField.require(
          row != null && row.size() == disagreementBounds.size() + 1,
          "radius has a row of other length than disagreement_bounds and one, "
              + (disagreementBounds.size() + 1));
      row.forEach(r -> ConfigField.notNegative("radius", r));
    }
    misfit.forEach(m -> ConfigField.positive("misfit", m));
    ConfigField.positive("distance", distance);
    countBounds = List.copyOf(countBounds);
    disagreementBounds = List.copyOf(disagreementBounds);
    radius = radius.stream().map(List::copyOf).toList();
    misfit = List.copyOf(misfit);
  }

  private static void rising(String field, List<Double> bounds) {
    ConfigField.present(field, bounds);
    for (int i = 1; i < bounds.size(); i++) {
      ConfigField.require(
          bounds.get(i) > bounds.get(i - 1), field + " is " + bounds + ", expected to rise");
    }
  }

  /** The stratum of a pixel with a number of counts. */
  public int stratum(double counts) {
    return group(countBounds, counts);
  }

  /** How many bounds, rising, a value reaches. */
  public static int group(List<Double> bounds, double value) {
    int group = 0;
    while (group < bounds.size() && value >= bounds.get(group)) {
      group++;
    }
    return group;
  }

  /**
   * The radius of a pixel, in ΔE00.
   *
   * @param counts of its spectrum
   * @param disagreement ΔE00 between the colour that the embedder tells and the recolourer's; 0
   *     where the embedder tells none
   */
  public double radius(double counts, double disagreement) {
    return radius.get(stratum(counts)).get(group(disagreementBounds, disagreement));
  }

  /**
   * How foreign a pixel is; above 1 it is.
   *
   * @param counts of its spectrum
   * @param misfitFound its misfit
   * @param distanceFound squared distance of its standardised latent from the mean
   */
  public double novelty(double counts, double misfitFound, double distanceFound) {
    return Math.max(misfitFound / misfit.get(stratum(counts)), distanceFound / distance);
  }
}
