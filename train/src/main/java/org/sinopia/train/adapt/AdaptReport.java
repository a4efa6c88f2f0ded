package org.sinopia.train.adapt;

import com.samskivert.mustache.Mustache;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.sinopia.train.inference.Hatching;
import org.sinopia.train.inference.ScanRecolouring;
import org.sinopia.train.inference.SpreadPicture;
import org.sinopia.xrf.cube.MissingPixels;
import org.sinopia.xrf.map.ElementMap;
import org.sinopia.xrf.picture.Picture;
import org.sinopia.xrf.pigment.LibraryPigment;
import org.sinopia.xrf.pigment.PigmentLibrary;

/** One page that says what a scan was taken for and what that changed; it needs no other file. */
final class AdaptReport {
  private AdaptReport() {}

  /**
   * The content of the page.
   *
   * @param name of the scan
   * @param kept what the model in the folder makes of it
   * @param uncertainty of that, if it was measured
   */
  record Content(
      String name,
      Adaptation.Result result,
      Picture before,
      Picture after,
      ScanRecolouring.Result kept,
      Optional<SpreadPicture> uncertainty,
      MissingPixels missing,
      List<ElementMap> maps,
      FoundPigments pigments,
      PigmentLibrary library) {}

  private record Row(String what, String before, String after) {}

  private record MapView(String element, String image, String colour) {}

  private record PigmentView(String name, String colour) {}

  /** The page as HTML; everything that is not its own is escaped. */
  static String html(Content content) {
    Adaptation.Result result = content.result();
    return Mustache.compiler()
        .emptyStringIsFalse(true)
        .zeroIsFalse(true)
        .compile(template())
        .execute(
            Map.ofEntries(
                Map.entry("name", content.name()),
                Map.entry("verdict", result.verdict()),
                Map.entry("before", uri(content.before().image())),
                Map.entry("after", uri(content.after().image())),
                Map.entry("foreign", uri(foreign(content))),
                Map.entry("uncertainty", content.uncertainty().map(u -> uri(u.image())).orElse("")),
                Map.entry(
                    "scale",
                    content
                        .uncertainty()
                        .map(
                            u ->
                                String.format(
                                    Locale.ROOT,
                                    "white is a CIEDE2000 of %.0f, the median %.1f",
                                    u.scale().white(),
                                    u.scale().median()))
                        .orElse("")),
                Map.entry("numbers", numbers(result)),
                Map.entry("estimates", result.estimates()),
                Map.entry("maps", maps(content)),
                Map.entry("pigments", pigments(content)),
                Map.entry("missing", content.missing().count())));
  }

  private static BufferedImage foreign(Content content) {
    Picture picture = content.kept().picture();
    return content
        .kept()
        .judgement()
        .map(judgement -> Hatching.over(picture, judgement::foreign))
        .orElse(picture)
        .image();
  }

  private static List<Row> numbers(Adaptation.Result result) {
    ModelOnScan.Measured before = result.before();
    ModelOnScan.Measured after = result.after();
    List<Row> rows =
        new ArrayList<>(
            List.of(
                new Row(
                    "CIEDE2000, simulated paintings",
                    String.format(Locale.ROOT, "%.2f", before.deltaE()),
                    String.format(Locale.ROOT, "%.2f", after.deltaE())),
                new Row(
                    "MS-SSIM, the same",
                    String.format(Locale.ROOT, "%.3f", before.msSsim()),
                    String.format(Locale.ROOT, "%.3f", after.msSsim())),
                new Row(
                    "Distance between the scan’s latents and theirs (squared MMD)",
                    String.format(Locale.ROOT, "%.4f", before.discrepancy()),
                    String.format(Locale.ROOT, "%.4f", after.discrepancy()))));
    if (before.foreign() != null && after.foreign() != null) {
      rows.add(
          new Row(
              "Pixels of the scan unlike those of the training",
              String.format(Locale.ROOT, "%.1f %%", 100 * before.foreign()),
              String.format(Locale.ROOT, "%.1f %%", 100 * after.foreign())));
    }
    return rows;
  }

  private static List<MapView> maps(Content content) {
    return content.maps().stream()
        .map(
            map ->
                new MapView(
                    map.name() + " " + map.line(),
                    uri(map.image()),
                    ElementMaps.colour(map, content.kept().picture())))
        .toList();
  }

  private static List<PigmentView> pigments(Content content) {
    List<PigmentView> views = new ArrayList<>();
    for (LibraryPigment pigment : content.library().pigments()) {
      if (content.pigments().possible().contains(pigment.name())) {
        views.add(new PigmentView(pigment.name(), pigment.masstone().toHex()));
      }
    }
    return views;
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

  private static String template() {
    try (InputStream in = AdaptReport.class.getResourceAsStream("report.html")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("report.html", e);
    }
  }
}
