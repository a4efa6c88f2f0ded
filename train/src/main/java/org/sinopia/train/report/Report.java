package org.sinopia.train.report;

import java.util.List;

/**
 * All that a report tells.
 *
 * @param facts what was done
 * @param embedder how the embedder learned
 * @param recolourer how the recolourer learned
 * @param palette the pigments
 * @param latent where the spectra of pictures that were not learned from lie
 * @param paintings the test pictures
 * @param guests pictures from elsewhere that the models had not seen either
 * @param atOnce pictures by the model that comes with the program, before any training
 * @param comparison the recolourer beside its baselines
 */
public record Report(
    RunFacts facts,
    LearningCurves embedder,
    LearningCurves recolourer,
    List<PaletteEntry> palette,
    LatentSpace latent,
    List<Painting> paintings,
    List<Painting> guests,
    List<Painting> atOnce,
    Comparison comparison) {
  /** Copies the lists. */
  public Report {
    palette = List.copyOf(palette);
    paintings = List.copyOf(paintings);
    guests = List.copyOf(guests);
    atOnce = List.copyOf(atOnce);
  }
}
