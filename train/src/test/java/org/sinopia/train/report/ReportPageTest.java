package org.sinopia.train.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.map.ElementMap;
import org.sinopia.xrf.map.LineWindow;
import org.sinopia.xrf.painting.Painter;
import org.sinopia.xrf.picture.Picture;
import org.sinopia.xrf.pigment.Palette;
import org.sinopia.xrf.pigment.Pigment;
import org.sinopia.xrf.pigment.PigmentLibrary;
import org.sinopia.xrf.pigment.SimulatedPalette;
import org.sinopia.xrf.synthesis.ColourClusters;
import org.sinopia.xrf.synthesis.PaintedPicture;
import org.sinopia.xrf.synthesis.PigmentMixing;
import org.sinopia.xrf.synthesis.ScanConditions;
import org.sinopia.xrf.synthesis.SyntheticCube;

class ReportPageTest {
  private static final Palette PALETTE =
      SimulatedPalette.DEFAULT.palette(new EnergyAxis(128, 0.5, 38.5));

  private static Report report(int paintings, String title) {
    List<Painting> hung = new ArrayList<>();
    for (int i = 0; i < paintings; i++) {
      hung.add(painting(title + i, i));
    }
    Map<Score, Double> good = Map.of(Score.MS_SSIM, 0.6, Score.REDMEAN, 0.4);
    Map<Score, Double> bad = Map.of(Score.MS_SSIM, 0.5, Score.REDMEAN, 0.3);
    LearningCurves curves =
        new LearningCurves(
            List.of(new LearningCurves.Measure("loss", List.of(2.0, 1.0), List.of(3.0, 1.5))));
    return new Report(
        new RunFacts(
            1,
            "cpu",
            "painted",
            7,
            2,
            paintings,
            900,
            "Each pixel was given",
            40,
            128,
            4096,
            99,
            "SmallUViT",
            98,
            16,
            "x"),
        curves,
        curves,
        PaletteEntry.of(PigmentLibrary.builtin().palette("etruscan"), PALETTE),
        new LatentSpace(
            List.of(
                new LatentSpace.Seen(new LatentSpace.Point(0, 1, 2), 0),
                new LatentSpace.Seen(new LatentSpace.Point(1, 1, -2), 3)),
            PALETTE.pigments().stream().map(Pigment::name).toList(),
            PALETTE.pigments().stream().map(Pigment::colour).toList(),
            List.of(new LatentSpace.Point(0.5, 1, 0)),
            0.7,
            0.8,
            0.5),
        hung,
        List.of(painting("guest", 3)),
        List.of(painting("at once", 4)),
        new Comparison(
            paintings,
            List.of(
                new Comparison.Row("SmallUViT", "", Comparison.Role.SUBJECT, good),
                new Comparison.Row("mean colour", "", Comparison.Role.BASELINE, bad))));
  }

  private static Painting painting(String title, int seed) {
    Picture truth = Painter.paint(8, 10, seed);
    SyntheticCube cube =
        new SyntheticCube(
            new PaintedPicture(
                truth, ColourClusters.of(truth, 2, 0, 1), new PigmentMixing(PALETTE, 0.6)),
            new ScanConditions(40, false, 0, 0, 0, 0),
            1);
    Picture latent = FalseColours.of(8, 10, 3, new float[240]);
    try {
      return new Painting(
          title,
          latent,
          truth,
          truth,
          Optional.of(truth),
          Map.of(Score.MS_SSIM, seed / 100.0),
          List.of(ElementMap.of(cube, new LineWindow(6.2, 6.6, 0.2))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void thePageNeedsNothingElse() {
    String html = ReportPage.html(report(2, "p"));
    Matcher references = Pattern.compile("(?:src|href|srcset)=\"([^\"]{0,30})").matcher(html);
    int found = 0;
    while (references.find()) {
      assertTrue(references.group(1).startsWith("data:image/png;base64,"), references.group(1));
      found++;
    }
    assertEquals(4 * 5, found, "latent, prediction, truth, ceiling and map of each painting");
    assertFalse(html.contains("url("));
    assertFalse(html.contains("@import"));
    assertFalse(html.contains("fetch("));
  }

  @Test
  void everyPictureAndDrawingSaysWhatItShows() {
    String html = ReportPage.html(report(2, "p"));
    Matcher pictures = Pattern.compile("<img (?![^>]*alt=\"[^\"]{3,}\")").matcher(html);
    assertFalse(pictures.find());
    Matcher drawings = Pattern.compile("<svg (?![^>]*aria-label=\"[^\"]{3,}\")").matcher(html);
    assertFalse(drawings.find());
  }

  @Test
  void equalReportsGiveEqualPages() {
    assertEquals(ReportPage.html(report(3, "p")), ReportPage.html(report(3, "p")));
  }

  @Test
  void namesAreText() {
    String html = ReportPage.html(report(1, "<b>\"&"));
    assertFalse(html.contains("<b>\"&0"));
    assertTrue(html.contains("&lt;b&gt;&quot;&amp;0"));
  }

  @Test
  void ofManyPaintingsTheBestAndTheWorstAreHungAndAllAreListed() {
    String html = ReportPage.html(report(12, "p"));
    for (int hung : new int[] {11, 10, 9, 8, 2, 1, 0}) {
      assertTrue(html.contains("<h3>p" + hung + "<") || html.contains("<h3>p" + hung + " "));
    }
    assertFalse(html.contains("<h3>p5"));
    assertTrue(html.contains("<th scope=\"row\">p5</th>"));
    assertTrue(html.indexOf("<h3>p11") < html.indexOf("<h3>p0"), "best first");
  }

  @Test
  void whereABaselineWinsThePageSaysSo() {
    assertTrue(
        ReportPage.html(report(1, "p"))
            .contains("SmallUViT loses to the baseline “mean colour” in Redmean (0.300 against"));
  }
}
