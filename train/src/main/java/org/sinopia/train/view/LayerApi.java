package org.sinopia.train.view;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.sinopia.train.view.layer.Layer;
import org.sinopia.train.view.layer.MapFile;
import org.sinopia.train.view.layer.Plane;
import org.sinopia.train.view.reading.Pass;
import org.sinopia.train.view.server.Answer;
import org.sinopia.train.view.server.BadRequestException;
import org.sinopia.train.view.server.Call;
import org.sinopia.xrf.fit.FoundElement;

/** Requests of the page about a scan and its layers. */
final class LayerApi {
  private static final int PERCENTILE_STEPS = 400;
  private static final String BINARY = "application/octet-stream";

  private final ViewedScan scan;

  LayerApi(ViewedScan scan) {
    this.scan = scan;
  }

  /** A layer, without its pixels. */
  private record Listed(
      String id, String title, String kind, String unit, int width, int height, boolean passing) {}

  /** An element. */
  private record Found(
      String symbol, List<String> families, double share, String evidence, String origin) {}

  /** How a scan is. */
  private record Status(
      String name,
      int width,
      int height,
      int bins,
      Double fromKev,
      Double toKev,
      Double pixelMm,
      int detectors,
      int missingPixels,
      String regionsFile,
      List<String> warnings,
      List<Stages.Stage> stages,
      boolean fitted,
      List<Found> elements,
      List<Listed> layers) {}

  /** A band that is mapped. */
  private record Band(String id, String state, double progress, String problem) {}

  /** A band that is asked for. */
  private record WantedBand(double from, double to, boolean net) {}

  /** Clusters that are asked for. */
  private record WantedClusters(List<String> layers, int clusters) {}

  /** Clusters that were found, and how many pixels each has. */
  private record FoundClusters(String id, List<Integer> sizes) {}

  Map<String, ScanApi.Handler> handlers() {
    return Map.of(
        "GET status", this::status,
        "GET tile", this::tile,
        "GET percentiles", this::percentiles,
        "POST band", this::band,
        "DELETE band", this::forgetBand,
        "POST clusters", this::clusters,
        "GET export", this::export);
  }

  private Answer status(Call call) {
    List<Listed> layers = new ArrayList<>();
    scan.layers().lasting().forEach(layer -> layers.add(listed(layer, false)));
    scan.layers().passing().forEach(layer -> layers.add(listed(layer, true)));
    List<Found> elements = scan.elements().stream().map(LayerApi::found).toList();
    return Answer.json(
        ViewJson.write(
            new Status(
                scan.name(),
                scan.header().width(),
                scan.header().height(),
                scan.header().bins(),
                scan.axis().map(a -> a.fromKev()).orElse(null),
                scan.axis().map(a -> a.toKev()).orElse(null),
                scan.pixelMm().orElse(null),
                scan.detectors(),
                scan.totals().missingPixels(),
                scan.saved().fileName(),
                scan.warnings(),
                scan.stages(),
                scan.fit().map(Fits::whole).orElse(false),
                elements,
                layers)));
  }

  private static Listed listed(Layer layer, boolean passing) {
    return switch (layer) {
      case Layer.Numbers n ->
          new Listed(n.id(), n.title(), "numbers", n.unit(), n.width(), n.height(), passing);
      case Layer.Colours c ->
          new Listed(c.id(), c.title(), "colours", "", c.width(), c.height(), passing);
    };
  }

  private static Found found(FoundElement e) {
    return new Found(
        e.element().symbol(),
        e.families(),
        e.share(),
        e.evidence(),
        e.origin().name().toLowerCase(Locale.ROOT));
  }

  private Layer layer(String id) {
    return scan.layers()
        .find(id)
        .orElseThrow(() -> new BadRequestException(404, "layer " + id + ": unknown"));
  }

  private Answer tile(Call call) {
    Layer layer = layer(call.segment(2));
    int level = call.whole(3);
    int row = call.whole(4);
    int column = call.whole(5);
    if (level > 20 || row > 1 << 20 || column > 1 << 20) {
      throw new BadRequestException(404, "tile: there is none");
    }
    Plane.Piece piece = layer.piece(level, row, column);
    if (piece.height() == 0) {
      throw new BadRequestException(404, "tile: there is none");
    }
    return Answer.bytes(BINARY, piece.bytes())
        .with("X-Height", Integer.toString(piece.height()))
        .with("X-Width", Integer.toString(piece.width()));
  }

  private Answer percentiles(Call call) {
    float[] values = scan.layers().numbers(call.segment(2)).percentiles(PERCENTILE_STEPS);
    double[] wide = new double[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return Answer.json(ViewJson.write(new RegionSpectrum.Spectrum(wide)));
  }

  private Answer band(Call call) {
    WantedBand wanted = ViewJson.read(call.body(), WantedBand.class);
    if (scan.axis().isEmpty()) {
      throw new BadRequestException("band: the cube has no energy axis");
    }
    String id =
        String.format(
            Locale.ROOT, "band-%.4f-%.4f-%s", wanted.from, wanted.to, wanted.net ? "net" : "gross");
    Pass pass = scan.band(id, wanted.from, wanted.to, wanted.net).pass();
    return Answer.json(
        ViewJson.write(
            new Band(
                id,
                pass.state().name().toLowerCase(Locale.ROOT),
                pass.progress(),
                pass.problem().orElse(""))));
  }

  private Answer forgetBand(Call call) {
    scan.bands().cancel(call.segment(2));
    scan.layers().drop(call.segment(2));
    return Answer.json("{}");
  }

  private Answer clusters(Call call) {
    WantedClusters wanted = ViewJson.read(call.body(), WantedClusters.class);
    if (wanted.layers == null || wanted.layers.isEmpty() || wanted.layers.size() > 64) {
      throw new BadRequestException("layers: expected 1 to 64");
    }
    String over = HexFormat.of().toHexDigits(wanted.layers.hashCode());
    String id = "clusters-" + wanted.clusters + "-" + over;
    Layer.Numbers found = scan.cluster(id, wanted.layers, wanted.clusters);
    int[] sizes = new int[wanted.clusters];
    for (float label : found.plane().toArray()) {
      if (!Float.isNaN(label)) {
        sizes[(int) label - 1]++;
      }
    }
    return Answer.json(
        ViewJson.write(new FoundClusters(id, Arrays.stream(sizes).boxed().toList())));
  }

  private Answer export(Call call) {
    String name = call.segment(2);
    int point = name.lastIndexOf('.');
    String id = point < 0 ? name : name.substring(0, point);
    Optional<MapFile> format =
        Arrays.stream(MapFile.values())
            .filter(f -> name.endsWith("." + f.name().toLowerCase(Locale.ROOT)))
            .findFirst();
    if (format.isEmpty()) {
      throw new BadRequestException("export: " + name + ", expected .npy or .tif");
    }
    Plane plane = scan.layers().numbers(id);
    return new Answer(
            200,
            format.get().mediaType(),
            Map.of(),
            format.get().size(plane),
            out -> format.get().write(plane, out))
        .with("Content-Disposition", "attachment; filename=\"" + name + "\"");
  }
}
