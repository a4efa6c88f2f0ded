package org.sinopia.train.report;

import com.samskivert.mustache.Mustache;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.sinopia.xrf.fit.ElementMap;
import org.sinopia.xrf.picture.Picture;

/**
 * A {@link Report} as one HTML file: the template {@code report.html} filled in, with its style
 * sheet, script and pictures inside. Equal reports give equal pages.
 */
public final class ReportPage {
  /** Of more paintings than this, only the best and the worst are shown. */
  private static final int MAX_SHOWN = 8;

  private static final String BUILT_IN = "the built-in model";
  private static final int HUNG_BEST = 4;
  private static final int HUNG_WORST = 3;

  private ReportPage() {}

  private record Key(String label, String value, String beside) {}

  private record Fact(String name, String value) {}

  private record Panel(String label, String last, String svg) {}

  private record Training(String title, List<Panel> panels) {}

  private record PigmentView(
      int number, String name, String colour, String formulas, String note, String svg) {}

  private record ViewOfSpace(String svg, String caption) {}

  private record LegendEntry(int index, int number, String name, String colour, String share) {}

  private record LatentView(
      String points,
      String ari,
      String nmi,
      String silhouette,
      List<ViewOfSpace> views,
      List<LegendEntry> legend,
      String json) {}

  private record Cell(String label, String value, boolean best) {}

  private record MapView(String line, String image) {}

  private record PaintingView(
      String title,
      String painter,
      String remark,
      List<Cell> cells,
      String latent,
      String prediction,
      String truth,
      String ceiling,
      int width,
      int height,
      List<MapView> maps) {}

  private record Method(String role, String name, String note, List<Cell> cells) {}

  private record Each(String name, List<Cell> cells) {}

  /** The page as HTML. */
  public static String html(Report report) {
    RunFacts facts = report.facts();
    List<Painting> bestFirst =
        report.paintings().stream()
            .sorted(
                Comparator.comparingDouble(
                        (Painting p) -> -p.scores().getOrDefault(Score.MS_SSIM, 0.0))
                    .thenComparing(Painting::title))
            .toList();
    Map<String, Double> whites = whites(report);
    return Mustache.compiler()
        .defaultValue("")
        .emptyStringIsFalse(true)
        .withLoader(name -> new StringReader(resource(name + ".html")))
        .compile(resource("report.html"))
        .execute(
            Map.ofEntries(
                Map.entry("css", resource("report.css")),
                Map.entry("js", resource("report.js")),
                Map.entry("pictures", count(facts.pictures())),
                Map.entry("source", facts.source()),
                Map.entry("training", facts.training()),
                Map.entry("validation", facts.validation()),
                Map.entry("test", facts.test()),
                Map.entry("method", facts.method()),
                Map.entry("photons", count(facts.photons())),
                Map.entry("bins", count(facts.bins())),
                Map.entry("megapixels", print(facts.pixels() / 1e6)),
                Map.entry("recolourer", facts.recolourer()),
                Map.entry("command", facts.command()),
                Map.entry("keys", keys(report)),
                Map.entry("facts", facts(facts)),
                Map.entry(
                    "trainings",
                    List.of(
                        new Training("The embedder", panels(report.embedder())),
                        new Training("The recolourer", panels(report.recolourer())))),
                Map.entry("pigmentCount", report.palette().size()),
                Map.entry("pigments", pigments(report.palette())),
                Map.entry("latent", latent(report.latent())),
                Map.entry("order", order(bestFirst.size())),
                Map.entry("paintings", hung(bestFirst, facts.recolourer(), whites)),
                Map.entry("hasGuests", !report.guests().isEmpty()),
                Map.entry(
                    "guests",
                    report.guests().stream()
                        .map(p -> painting(p, facts.recolourer(), "", whites))
                        .toList()),
                Map.entry("hasAtOnce", !report.atOnce().isEmpty()),
                Map.entry(
                    "atOnce",
                    report.atOnce().stream().map(p -> painting(p, BUILT_IN, "", whites)).toList()),
                Map.entry("compared", report.comparison().pictures()),
                Map.entry(
                    "scoreHeads",
                    Arrays.stream(Score.values()).map(s -> s.label() + " " + s.arrow()).toList()),
                Map.entry("methods", methods(report.comparison())),
                Map.entry("defeats", report.comparison().defeats()),
                Map.entry(
                    "each",
                    bestFirst.stream().map(p -> new Each(p.title(), cells(p.scores()))).toList())));
  }

  private static List<Key> keys(Report report) {
    Comparison comparison = report.comparison();
    List<Key> keys = new ArrayList<>();
    for (Score score : List.of(Score.MS_SSIM, Score.REDMEAN)) {
      keys.add(
          new Key(
              score.noun() + ", mean of the test pictures",
              score.print(comparison.subject().mean(score)),
              comparison.rows().stream()
                  .filter(row -> row.role() == Comparison.Role.BASELINE)
                  .filter(row -> !Double.isNaN(row.mean(score)))
                  .min(
                      (a, b) ->
                          score.better(a.mean(score), b.mean(score))
                              ? -1
                              : score.better(b.mean(score), a.mean(score)) ? 1 : 0)
                  .map(
                      row ->
                          "best baseline %s, %s"
                              .formatted(score.print(row.mean(score)), row.name()))
                  .orElse("")));
    }
    keys.add(
        new Key(
            "Adjusted Rand index of clusters and pigments",
            print(report.latent().adjustedRandIndex()),
            "1 is perfect, 0 is chance"));
    return keys;
  }

  private static List<Fact> facts(RunFacts facts) {
    return List.of(
        new Fact(
            "Pictures: training, validation, test",
            "%d, %d, %d".formatted(facts.training(), facts.validation(), facts.test())),
        new Fact("Pixels scanned", count(facts.pixels())),
        new Fact("Photons simulated", count(facts.pixels() * facts.photons())),
        new Fact("Energies of a spectrum", count(facts.bins())),
        new Fact("Embedder’s parameters", count(facts.embedderParameters())),
        new Fact("Spectra it trained on", count(facts.spectra())),
        new Fact(facts.recolourer() + "’s parameters", count(facts.recolourerParameters())),
        new Fact("Crops it trained on", count(facts.crops())),
        new Fact("Computed on", facts.device()),
        new Fact("Seed", Long.toString(facts.seed())));
  }

  private static List<Panel> panels(LearningCurves curves) {
    return curves.measures().stream()
        .map(
            measure -> {
              MeasureLabel label = MeasureLabel.of(measure.name());
              String last = label.print(measure.last());
              return new Panel(
                  label.text(),
                  last,
                  LineChart.svg(measure, label.text() + " by epoch; the last is " + last));
            })
        .toList();
  }

  private static List<PigmentView> pigments(List<PaletteEntry> palette) {
    List<PigmentView> views = new ArrayList<>();
    for (PaletteEntry entry : palette) {
      views.add(
          new PigmentView(
              views.size() + 1,
              entry.pigment().name(),
              entry.pigment().colour().toHex(),
              subscripts(String.join(", ", entry.formulas())),
              entry.note(),
              SpectrumChart.svg(entry.pigment())));
    }
    return views;
  }

  /** Numbers that follow an atom or a group, as subscripts. */
  private static String subscripts(String formula) {
    StringBuilder text = new StringBuilder();
    boolean after = false;
    for (int i = 0; i < formula.length(); i++) {
      char c = formula.charAt(i);
      boolean digit = Character.isDigit(c);
      boolean subscript = digit && after;
      text.append(subscript ? (char) ('₀' + (c - '0')) : c);
      after = subscript || Character.isLetter(c) || c == ')' || (c == '.' && after);
    }
    return text.toString();
  }

  private static LatentView latent(LatentSpace space) {
    LatentChart chart = new LatentChart(space);
    List<String> svgs = chart.views();
    List<String> captions = List.of("1 across, 2 up", "1 across, 3 up", "2 across, 3 up");
    List<ViewOfSpace> views = new ArrayList<>();
    for (int i = 0; i < svgs.size(); i++) {
      views.add(new ViewOfSpace(svgs.get(i), captions.get(i)));
    }
    List<LegendEntry> legend =
        chart.present().stream()
            .map(
                i ->
                    new LegendEntry(
                        i,
                        i + 1,
                        space.names().get(i),
                        space.colours().get(i).toHex(),
                        Math.round(100 * chart.share(i)) + " %"))
            .toList();
    return new LatentView(
        count(space.spectra().size()),
        print(space.adjustedRandIndex()),
        print(space.mutualInformation()),
        print(space.silhouette()),
        views,
        legend,
        chart.json());
  }

  private static String order(int paintings) {
    return paintings <= MAX_SHOWN
        ? "All are here, in order of MS-SSIM, the best first."
        : "Here are the %d best and the %d worst by MS-SSIM; the numbers of all are further down."
            .formatted(HUNG_BEST, HUNG_WORST);
  }

  private static List<PaintingView> hung(
      List<Painting> bestFirst, String painter, Map<String, Double> whites) {
    List<PaintingView> views = new ArrayList<>();
    int last = bestFirst.size() - 1;
    for (int i = 0; i <= last; i++) {
      if (last < MAX_SHOWN || i < HUNG_BEST || i > last - HUNG_WORST) {
        String remark = last == 0 ? "" : i == 0 ? "the best" : i == last ? "the worst" : "";
        views.add(painting(bestFirst.get(i), painter, remark, whites));
      }
    }
    return views;
  }

  private static PaintingView painting(
      Painting painting, String painter, String remark, Map<String, Double> whites) {
    return new PaintingView(
        painting.title(),
        painter,
        remark,
        cells(painting.scores()),
        uri(painting.latent()),
        uri(painting.prediction()),
        uri(painting.truth()),
        painting.ceiling().map(ReportPage::uri).orElse(""),
        painting.truth().width(),
        painting.truth().height(),
        painting.maps().stream()
            .map(map -> new MapView(line(map), uri(map.image(whites.get(line(map))))))
            .toList());
  }

  /** For each line, the net counts that make white on all maps of it, so that they compare. */
  private static Map<String, Double> whites(Report report) {
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

  private static List<Cell> cells(Map<Score, Double> scores) {
    return Arrays.stream(Score.values())
        .map(s -> new Cell(s.label(), s.print(scores.getOrDefault(s, Double.NaN)), false))
        .toList();
  }

  private static List<Method> methods(Comparison comparison) {
    return comparison.rows().stream()
        .map(
            row ->
                new Method(
                    row.role().name().toLowerCase(Locale.ROOT),
                    row.name(),
                    row.note(),
                    Arrays.stream(Score.values())
                        .map(
                            s ->
                                new Cell(
                                    s.label(),
                                    s.print(row.mean(s)),
                                    row.role() != Comparison.Role.CEILING
                                        && s.print(row.mean(s))
                                            .equals(s.print(comparison.best(s)))))
                        .toList()))
        .toList();
  }

  private static String print(double value) {
    return String.format(Locale.ROOT, "%.2f", value).replace('-', '−');
  }

  /** A whole number in groups of three digits. */
  private static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number).replace(',', '\u202F');
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

  private static String resource(String name) {
    try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }
}
