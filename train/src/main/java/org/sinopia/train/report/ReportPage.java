package org.sinopia.train.report;

import com.samskivert.mustache.Mustache;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A {@link Report} as one HTML file: the template {@code report.html} filled in, with its style
 * sheet, script and pictures inside. Equal reports give equal pages.
 */
public final class ReportPage {
  private static final String BUILT_IN = "the built-in model";

  private ReportPage() {}

  private record Key(String label, String value, String beside) {}

  private record Fact(String name, String value) {}

  private record Panel(String label, String last, String svg) {}

  private record Training(String title, List<Panel> panels) {}

  private record Method(String role, String name, String note, List<ScoreCell> cells) {}

  private record Each(String name, List<ScoreCell> cells) {}

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
    Map<String, Double> whites = PaintingView.whites(report);
    return Mustache.compiler()
        .defaultValue("")
        .emptyStringIsFalse(true)
        .withLoader(name -> new StringReader(resource(name + ".html")))
        .compile(resource("report.html"))
        .execute(
            Map.ofEntries(
                Map.entry("css", resource("report.css")),
                Map.entry("js", resource("report.js")),
                Map.entry("pictures", Numbers.count(facts.pictures())),
                Map.entry("source", facts.source()),
                Map.entry("training", facts.training()),
                Map.entry("validation", facts.validation()),
                Map.entry("test", facts.test()),
                Map.entry("method", facts.method()),
                Map.entry("photons", Numbers.count(facts.photons())),
                Map.entry("bins", Numbers.count(facts.bins())),
                Map.entry("megapixels", Numbers.print(facts.pixels() / 1e6)),
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
                Map.entry("pigments", PigmentView.of(report.palette())),
                Map.entry("latent", LatentView.of(report.latent())),
                Map.entry("order", PaintingView.order(bestFirst.size())),
                Map.entry("paintings", PaintingView.shown(bestFirst, facts.recolourer(), whites)),
                Map.entry("hasGuests", !report.guests().isEmpty()),
                Map.entry(
                    "guests",
                    report.guests().stream()
                        .map(p -> PaintingView.of(p, facts.recolourer(), "", whites))
                        .toList()),
                Map.entry("hasAtOnce", !report.atOnce().isEmpty()),
                Map.entry(
                    "atOnce",
                    report.atOnce().stream()
                        .map(p -> PaintingView.of(p, BUILT_IN, "", whites))
                        .toList()),
                Map.entry("compared", report.comparison().pictures()),
                Map.entry(
                    "scoreHeads",
                    Arrays.stream(Score.values()).map(s -> s.label() + " " + s.arrow()).toList()),
                Map.entry("methods", methods(report.comparison())),
                Map.entry("defeats", report.comparison().defeats()),
                Map.entry(
                    "each",
                    bestFirst.stream()
                        .map(p -> new Each(p.title(), ScoreCell.of(p.scores())))
                        .toList())));
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
            Numbers.print(report.latent().adjustedRandIndex()),
            "1 is perfect, 0 is chance"));
    return keys;
  }

  private static List<Fact> facts(RunFacts facts) {
    return List.of(
        new Fact(
            "Pictures: training, validation, test",
            "%d, %d, %d".formatted(facts.training(), facts.validation(), facts.test())),
        new Fact("Pixels scanned", Numbers.count(facts.pixels())),
        new Fact("Photons simulated", Numbers.count(facts.pixels() * facts.photons())),
        new Fact("Energies of a spectrum", Numbers.count(facts.bins())),
        new Fact("Embedder’s parameters", Numbers.count(facts.embedderParameters())),
        new Fact("Spectra it trained on", Numbers.count(facts.spectra())),
        new Fact(facts.recolourer() + "’s parameters", Numbers.count(facts.recolourerParameters())),
        new Fact("Crops it trained on", Numbers.count(facts.crops())),
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
                                new ScoreCell(
                                    s.label(),
                                    s.print(row.mean(s)),
                                    row.role() != Comparison.Role.CEILING
                                        && s.print(row.mean(s))
                                            .equals(s.print(comparison.best(s)))))
                        .toList()))
        .toList();
  }

  private static String resource(String name) {
    try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }
}
