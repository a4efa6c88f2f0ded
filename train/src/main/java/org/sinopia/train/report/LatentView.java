package org.sinopia.train.report;

import java.util.ArrayList;
import java.util.List;

/**
 * The latent space as the report shows it.
 *
 * @param points number of points
 * @param ari adjusted Rand index of clusters and pigments
 * @param nmi normalised mutual information of them
 * @param silhouette of the clusters
 * @param views the space from three sides
 * @param legend the pigments that are there
 * @param json the points, for the page's script
 */
record LatentView(
    String points,
    String ari,
    String nmi,
    String silhouette,
    List<ViewOfSpace> views,
    List<LegendEntry> legend,
    String json) {

  /** The space from one side. */
  record ViewOfSpace(String svg, String caption) {}

  /** A pigment and its share of the points. */
  record LegendEntry(int index, int number, String name, String colour, String share) {}

  static LatentView of(LatentSpace space) {
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
        Numbers.count(space.spectra().size()),
        Numbers.print(space.adjustedRandIndex()),
        Numbers.print(space.mutualInformation()),
        Numbers.print(space.silhouette()),
        views,
        legend,
        chart.json());
  }
}
