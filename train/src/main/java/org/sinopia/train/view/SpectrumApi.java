package org.sinopia.train.view;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sinopia.train.view.layer.Layer;
import org.sinopia.train.view.pigment.PigmentEvidence;
import org.sinopia.train.view.reading.Pass;
import org.sinopia.train.view.server.Answer;
import org.sinopia.train.view.server.BadRequestException;
import org.sinopia.train.view.server.Call;
import org.sinopia.xrf.fit.SpectrumFit;

/** Requests of the page about the spectra of pixels, regions and the whole scan. */
final class SpectrumApi {
  private static final String ATTACHMENT = "Content-Disposition";

  private final ViewedScan scan;

  SpectrumApi(ViewedScan scan) {
    this.scan = scan;
  }

  /** A layer's number at a pixel. */
  private record Value(String layer, double value) {}

  /** A pixel; the fit is null where none is asked for or possible. */
  private record Pixel(
      int x, int y, RegionSpectrum.Spectrum counts, List<Value> values, FittedSpectrum fit) {}

  /** The whole scan, as far as it is read. */
  private record Whole(
      int pixels,
      RegionSpectrum.Spectrum sum,
      RegionSpectrum.Spectrum maximum,
      FittedSpectrum fit) {}

  Map<String, ScanApi.Handler> handlers() {
    return Map.of(
        "GET spectrum", this::pixel,
        "GET whole", this::whole,
        "GET pigments", this::pigments,
        "GET spectra", this::download);
  }

  private Answer pixel(Call call) throws IOException {
    int x = (int) call.number("x");
    int y = (int) call.number("y");
    float[] counts = scan.spectrum(y, x);
    double[] wide = new double[counts.length];
    for (int b = 0; b < wide.length; b++) {
      wide[b] = counts[b];
    }
    List<Value> values = new ArrayList<>();
    for (Layer layer : scan.layers().lasting()) {
      if (layer instanceof Layer.Numbers numbers) {
        values.add(new Value(numbers.id(), numbers.plane().get(y, x)));
      }
    }
    return Answer.json(
        ViewJson.write(
            new Pixel(x, y, new RegionSpectrum.Spectrum(wide), values, fit(call, wide))));
  }

  private Answer whole(Call call) {
    double[] sum = scan.totals().sumSpectrum();
    return Answer.json(
        ViewJson.write(
            new Whole(
                scan.totals().validPixels(),
                new RegionSpectrum.Spectrum(sum),
                new RegionSpectrum.Spectrum(scan.totals().maximumSpectrum()),
                fit(call, sum))));
  }

  private FittedSpectrum fit(Call call, double[] counts) {
    if (call.parameter("fit").isEmpty() || scan.fit().isEmpty()) {
      return null;
    }
    return FittedSpectrum.of(scan.fit().get().spectra().fit(counts));
  }

  private Answer pigments(Call call) throws IOException {
    Fits fits =
        scan.fit()
            .orElseThrow(
                () -> new BadRequestException(503, "pigments: elements are not known yet"));
    SpectrumFit.Fitted fitted = fits.spectra().fit(counts(call.segment(2), call));
    PigmentEvidence evidence = scan.pigments(fits, fitted);
    return Answer.json(ViewJson.write(evidence));
  }

  /** The sum spectrum of a region by its id, of the whole scan, or of a pixel. */
  private double[] counts(String id, Call call) throws IOException {
    if (id.equals("whole")) {
      return scan.totals().sumSpectrum();
    }
    if (id.equals("pixel")) {
      float[] counts = scan.spectrum((int) call.number("y"), (int) call.number("x"));
      double[] wide = new double[counts.length];
      for (int b = 0; b < wide.length; b++) {
        wide[b] = Float.isFinite(counts[b]) ? counts[b] : 0;
      }
      return wide;
    }
    return region(id).result().numbers().sum().values();
  }

  private Jobs.Job<RegionSpectrum> region(String id) {
    Jobs.Job<RegionSpectrum> job =
        scan.regions()
            .find(id)
            .orElseThrow(() -> new BadRequestException(404, "region " + id + ": unknown"));
    if (job.pass().state() != Pass.State.DONE) {
      throw new BadRequestException(503, "region: its spectra are still being added up");
    }
    return job;
  }

  /** The spectra of a region: mean, sum and maximum as CSV, the sum as EMSA/MAS. */
  private Answer download(Call call) {
    String name = call.segment(2);
    RegionSpectrum.Numbers numbers =
        region(name.replaceFirst("\\.(csv|msa)$", "")).result().numbers();
    if (name.endsWith(".msa")) {
      String title = scan.name() + ": sum of " + numbers.pixels() + " pixels";
      return Answer.text(
              200,
              "text/plain; charset=us-ascii",
              SpectrumText.msa(scan.axis(), new SpectrumText.Column(title, numbers.sum())))
          .with(ATTACHMENT, "attachment; filename=\"region.msa\"");
    }
    double[] mean = numbers.sum().values();
    for (int b = 0; b < mean.length; b++) {
      mean[b] /= Math.max(1, numbers.pixels());
    }
    String csv =
        SpectrumText.csv(
            scan.axis(),
            List.of(
                new SpectrumText.Column("mean", new RegionSpectrum.Spectrum(mean)),
                new SpectrumText.Column("sum", numbers.sum()),
                new SpectrumText.Column("maximum", numbers.maximum())));
    return Answer.text(200, "text/csv; charset=utf-8", csv)
        .with(ATTACHMENT, "attachment; filename=\"region.csv\"");
  }
}
