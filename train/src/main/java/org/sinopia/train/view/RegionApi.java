package org.sinopia.train.view;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.sinopia.train.view.layer.Plane;
import org.sinopia.train.view.layer.ScatterPlot;
import org.sinopia.train.view.reading.Pass;
import org.sinopia.train.view.server.Answer;
import org.sinopia.train.view.server.BadRequestException;
import org.sinopia.train.view.server.Call;

/**
 * Requests of the page about regions: their spectra, their points in a scatter plot, their names.
 */
final class RegionApi {
  private final ViewedScan scan;

  RegionApi(ViewedScan scan) {
    this.scan = scan;
  }

  /** A region and what is known of its spectra; the fit is null where there is none. */
  private record Known(
      String id,
      int pixels,
      String state,
      double progress,
      String problem,
      int added,
      RegionSpectrum.Spectrum sum,
      RegionSpectrum.Spectrum maximum,
      FittedSpectrum fit) {}

  /** A region that is asked for, and whether its fit is. */
  private record Wanted(Region region, boolean fit) {}

  /** A region that is to be saved. */
  private record Name(String name, Region region) {}

  /** Points of a scatter plot, with 1 for those that are in the region asked for. */
  private record Points(
      List<Integer> pixels,
      RegionSpectrum.Spectrum x,
      RegionSpectrum.Spectrum y,
      List<Integer> inside,
      double correlation) {}

  Map<String, ScanApi.Handler> handlers() {
    return Map.of(
        "POST region", this::region,
        "DELETE region", this::forget,
        "GET scatter", this::scatter,
        "GET saved", this::saved,
        "POST saved", this::save,
        "DELETE saved", this::remove);
  }

  private Answer region(Call call) {
    Wanted wanted = ViewJson.read(call.body(), Wanted.class);
    if (wanted.region == null) {
      throw new BadRequestException("region: missing");
    }
    String id = id(wanted.region);
    Optional<Jobs.Job<RegionSpectrum>> known = scan.regions().find(id);
    Jobs.Job<RegionSpectrum> job;
    if (known.isPresent() && scan.layers().find(id).isPresent()) {
      job = known.get();
    } else {
      RegionMask mask = scan.mask(wanted.region);
      if (mask.count() == 0) {
        throw new BadRequestException("region: no pixel is in it");
      }
      job = scan.region(id, mask);
    }
    RegionSpectrum.Numbers numbers = job.result().numbers();
    boolean done = job.pass().state() == Pass.State.DONE;
    FittedSpectrum fit =
        wanted.fit && done && scan.fit().isPresent()
            ? FittedSpectrum.of(scan.fit().get().spectra().fit(numbers.sum().values()))
            : null;
    return Answer.json(
        ViewJson.write(
            new Known(
                id,
                job.result().pixels(),
                job.pass().state().name().toLowerCase(Locale.ROOT),
                job.pass().progress(),
                job.pass().problem().orElse(""),
                numbers.pixels(),
                numbers.sum(),
                numbers.maximum(),
                fit)));
  }

  private static String id(Region region) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(ViewJson.write(region).getBytes(UTF_8));
      return "region-" + HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private Answer forget(Call call) {
    scan.regions().cancel(call.segment(2));
    scan.layers().drop(call.segment(2));
    return Answer.json("{}");
  }

  private Answer scatter(Call call) {
    Plane x = scan.layers().numbers(call.parameter("x").orElse(""));
    Plane y = scan.layers().numbers(call.parameter("y").orElse(""));
    if (x.height() != y.height() || x.width() != y.width()) {
      throw new BadRequestException("scatter: the layers differ in size");
    }
    ScatterPlot plot = ScatterPlot.of(x, y);
    double[] a = new double[plot.count()];
    double[] b = new double[plot.count()];
    Integer[] pixels = new Integer[plot.count()];
    Integer[] inside = new Integer[plot.count()];
    Optional<Plane> region = call.parameter("region").map(scan.layers()::numbers);
    for (int i = 0; i < plot.count(); i++) {
      a[i] = plot.x(i);
      b[i] = plot.y(i);
      pixels[i] = plot.pixel(i);
      int pixel = plot.pixel(i);
      float value = region.map(r -> r.get(pixel)).orElse(Float.NaN);
      inside[i] = Float.isNaN(value) ? 0 : (int) value;
    }
    return Answer.json(
        ViewJson.write(
            new Points(
                List.of(pixels),
                new RegionSpectrum.Spectrum(a),
                new RegionSpectrum.Spectrum(b),
                List.of(inside),
                plot.correlation())));
  }

  private Answer saved(Call call) throws IOException {
    return Answer.json(ViewJson.write(new SavedRegions.All(scan.saved().read())));
  }

  private Answer save(Call call) throws IOException {
    Name name = ViewJson.read(call.body(), Name.class);
    SavedRegions.Named named = new SavedRegions.Named(name.name, name.region);
    scan.mask(named.region());
    return Answer.json(ViewJson.write(new SavedRegions.All(scan.saved().put(named, scan::mask))));
  }

  private Answer remove(Call call) throws IOException {
    String name = call.parameter("name").orElse("");
    return Answer.json(ViewJson.write(new SavedRegions.All(scan.saved().remove(name, scan::mask))));
  }
}
