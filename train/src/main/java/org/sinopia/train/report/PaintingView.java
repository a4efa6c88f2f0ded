package org.sinopia.train.report;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.sinopia.xrf.map.ElementMap;
import org.sinopia.xrf.picture.Picture;

/**
 * A painting as the report shows it; pictures are {@code data:} addresses of PNG files.
 *
 * @param title the painting's title
 * @param painter the model that recoloured it
 * @param remark its rank, or empty
 * @param cells its scores
 * @param latent false colours of its latents
 * @param prediction what the model made of it
 * @param truth the painting itself
 * @param ceiling the best that could be made of its latents, or empty
 * @param width pixels of a row
 * @param height rows
 * @param maps of elements
 */
record PaintingView(
    String title,
    String painter,
    String remark,
    List<ScoreCell> cells,
    String latent,
    String prediction,
    String truth,
    String ceiling,
    int width,
    int height,
    List<MapView> maps) {
  /** The most paintings that are all shown; of more, only the best and the worst are. */
  private static final int MAX_SHOWN = 8;

  private static final int SHOWN_BEST = 4;
  private static final int SHOWN_WORST = 3;

  /** The map of an element by one of its lines. */
  record MapView(String line, String image) {}

  /** Says which paintings are shown. */
  static String order(int paintings) {
    return paintings <= MAX_SHOWN
        ? "All are here, in order of MS-SSIM, the best first."
        : "Here are the %d best and the %d worst by MS-SSIM; the numbers of all are further down."
            .formatted(SHOWN_BEST, SHOWN_WORST);
  }

  /**
   * Paintings of a list, the best first: all of a short one, the best and the worst of a long one.
   */
  static List<PaintingView> shown(
      List<Painting> bestFirst, String painter, Map<String, Double> whites) {
    List<PaintingView> views = new ArrayList<>();
    int last = bestFirst.size() - 1;
    for (int i = 0; i <= last; i++) {
      if (last < MAX_SHOWN || i < SHOWN_BEST || i > last - SHOWN_WORST) {
        String remark = last == 0 ? "" : i == 0 ? "the best" : i == last ? "the worst" : "";
        views.add(of(bestFirst.get(i), painter, remark, whites));
      }
    }
    return views;
  }

  /** One painting. */
  static PaintingView of(
      Painting painting, String painter, String remark, Map<String, Double> whites) {
    return new PaintingView(
        painting.title(),
        painter,
        remark,
        ScoreCell.of(painting.scores()),
        uri(painting.latent()),
        uri(painting.prediction()),
        uri(painting.truth()),
        painting.ceiling().map(PaintingView::uri).orElse(""),
        painting.truth().width(),
        painting.truth().height(),
        painting.maps().stream()
            .map(map -> new MapView(line(map), uri(map.image(whites.get(line(map))))))
            .toList());
  }

  /** For each line, the net counts that make white on all maps of it, so that they compare. */
  static Map<String, Double> whites(Report report) {
    Map<String, Double> whites = new HashMap<>();
    Stream.of(report.paintings(), report.guests(), report.atOnce())
        .flatMap(List::stream)
        .flatMap(painting -> painting.maps().stream())
        .forEach(map -> whites.merge(line(map), map.whiteCounts(), Math::max));
    return whites;
  }

  private static String line(ElementMap map) {
    return map.name() + " " + map.line().replaceFirst("a", "α").replaceFirst("b", "β");
  }

  private static String uri(Picture picture) {
    return uri(picture.image());
  }

  private static String uri(BufferedImage image) {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", png);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(png.toByteArray());
  }
}
