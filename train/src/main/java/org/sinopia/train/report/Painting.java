package org.sinopia.train.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sinopia.xrf.map.ElementMap;
import org.sinopia.xrf.picture.Picture;

/**
 * A painting that the models had not seen.
 *
 * @param title what it is called
 * @param latent its embedding in false colours
 * @param prediction what the recolourer made of that
 * @param truth the picture that the scan was synthesised from
 * @param ceiling the truth reduced to the colours that the scan was synthesised with, if known
 * @param scores of the prediction against the truth
 * @param maps where elements are
 */
public record Painting(
    String title,
    Picture latent,
    Picture prediction,
    Picture truth,
    Optional<Picture> ceiling,
    Map<Score, Double> scores,
    List<ElementMap> maps) {
  /** Copies the scores and maps. */
  public Painting {
    scores = Map.copyOf(scores);
    maps = List.copyOf(maps);
  }
}
