package org.sinopia.train.demo;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.sinopia.nn.model.VariationalEmbedder;
import org.sinopia.train.data.ImageSplit;
import org.sinopia.train.demo.Demo.Findings;
import org.sinopia.train.model.RecolourerDescription;

/** The findings of a demo as its metrics. */
record DemoNumbers(DemoConfig config, Findings found) {
  DemoMetrics metrics() throws IOException {
    RecolourerDescription recolourer = found.recolourer().recolourer();
    String subject = found.evaluation().methods().getFirst().method();
    return new DemoMetrics(
        config.seed(),
        pictures(),
        embedder(),
        new DemoMetrics.Recolourer(
            subject,
            recolourer.config().build().parameters(),
            found.recolourerRun().progress().step() * config.recolourer().batch(),
            found.recolourerRun().best()),
        found.evaluation().scales(),
        found.evaluation().methods(),
        new LinkedHashMap<>(found.evaluation().lossesOf(subject)),
        found.results().stream()
            .map(r -> new DemoMetrics.Image(r.image(), r.method(), r.likeness()))
            .toList(),
        new DemoMetrics.Scream(
            found.guest().prediction().height(),
            found.guest().prediction().width(),
            found.guest().scales(),
            found.guest().likeness()),
        found.atOnce().stream()
            .map(g -> new DemoMetrics.BuiltIn(g.painting().name(), g.scales(), g.likeness()))
            .toList());
  }

  private DemoMetrics.Pictures pictures() {
    Map<ImageSplit, Long> count = new LinkedHashMap<>();
    long pixels = 0;
    for (var entry : found.pairs().manifest().pairs()) {
      count.merge(entry.split(), 1L, Long::sum);
      pixels += (long) entry.height() * entry.width();
    }
    return new DemoMetrics.Pictures(
        count.getOrDefault(ImageSplit.TRAIN, 0L).intValue(),
        count.getOrDefault(ImageSplit.VALIDATION, 0L).intValue(),
        count.getOrDefault(ImageSplit.TEST, 0L).intValue(),
        pixels);
  }

  private DemoMetrics.Embedder embedder() {
    var description = found.embedder().embedder();
    double silhouette = found.latent().silhouette();
    return new DemoMetrics.Embedder(
        new VariationalEmbedder(description.config()).parameters(),
        found.embedderRun().progress().step() * config.embedder().batch(),
        found.embedderRun().best(),
        description.centroids().size(),
        found.latent().adjustedRandIndex(),
        found.latent().mutualInformation(),
        Double.isNaN(silhouette) ? null : silhouette);
  }
}
