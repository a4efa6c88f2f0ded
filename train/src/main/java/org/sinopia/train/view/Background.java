package org.sinopia.train.view;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.sinopia.train.view.layer.Layer;
import org.sinopia.train.view.layer.ScanLayers;
import org.sinopia.train.view.reading.Copying;
import org.sinopia.train.view.reading.Interest;
import org.sinopia.train.view.reading.Pass;
import org.sinopia.train.view.reading.ScanSource;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.fit.FoundElement;
import org.sinopia.xrf.fit.ScanFit;
import org.sinopia.xrf.fit.SpectrumFit;
import org.sinopia.xrf.physics.atom.Element;

/**
 * Work on a scan that goes on without requests, in one thread, in the order in which people want
 * it: total counts, elements, their maps, the models' layers. A large scan is first fitted as far
 * as it is read. Waits while nobody looks.
 */
final class Background implements AutoCloseable {
  /** A fit of this many pixels finds what most scans hold. */
  private static final int EARLY_PIXELS = 20_000;

  private static final int STOP_MILLIS = 5000;

  private final Path file;
  private final ScanSource source;
  private final ViewOptions options;
  private final Interest interest;
  private final Stages stages;
  private final ScanLayers layers;
  private final Totals totals;
  private final Thread thread;
  private volatile Optional<Fits> fit = Optional.empty();
  private volatile Pass current;
  private volatile boolean stopped;
  private boolean early;

  Background(
      Path file,
      ScanSource source,
      ViewOptions options,
      Interest interest,
      Stages stages,
      ScanLayers layers) {
    this.file = file;
    this.source = source;
    this.options = options;
    this.interest = interest;
    this.stages = stages;
    this.layers = layers;
    this.totals = new Totals(source.header(), this::early);
    this.current = new Pass("total counts", interest, true);
    this.thread = Thread.ofPlatform().daemon().name("view-background").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  Totals totals() {
    return totals;
  }

  Optional<Fits> fit() {
    return fit;
  }

  List<Stages.Stage> stages() {
    stages.watch(current);
    return stages.all();
  }

  private void run() {
    Optional<String> uncopied = findCopy();
    if (!pass(current, () -> totals)) {
      return;
    }
    fit(true);
    fit.ifPresent(this::map);
    uncopied.ifPresent(this::copy);
    options.model().ifPresent(this::model);
  }

  private boolean pass(Pass pass, Pass.Maker maker) {
    stages.watch(current);
    current = pass;
    if (stopped) {
      return false;
    }
    boolean done = pass.run(source, maker);
    stages.watch(pass);
    return done;
  }

  private void early(int pixels) {
    boolean large = source.header().pixels() > 4L * EARLY_PIXELS;
    if (large && pixels >= EARLY_PIXELS && !early) {
      early = true;
      Thread.ofPlatform().daemon().name("view-early-fit").start(() -> fit(false));
    }
  }

  private void fit(boolean whole) {
    CubeHeader header = source.header();
    if (header.energy().isEmpty()) {
      stages.skip(
          "elements",
          "the cube has no energy axis; give one with --calibration OFFSET,GAIN or --calibrate");
      return;
    }
    stages.set("elements", 0);
    try {
      ScanFit found = ScanFit.of(header, totals.sumSpectrum(), Set.of());
      publish(new Fits(found, SpectrumFit.of(found), whole));
      stages.set("elements", 1);
    } catch (IllegalArgumentException e) {
      if (whole) {
        stages.fail("elements", String.valueOf(e.getMessage()));
      }
    }
  }

  /** A fit of all pixels is not replaced by one of some that took longer. */
  private synchronized void publish(Fits found) {
    if (found.whole() || fit.isEmpty()) {
      fit = Optional.of(found);
    }
  }

  private void map(Fits fits) {
    List<Element> elements = fits.scan().elements().stream().map(FoundElement::element).toList();
    ElementMaps maps = new ElementMaps(source.header(), fits.scan(), elements);
    for (int e = 0; e < elements.size(); e++) {
      String symbol = elements.get(e).symbol();
      layers.keep(new Layer.Numbers("el-" + symbol, symbol, "net counts", maps.plane(e)));
    }
    pass(new Pass("element maps", interest, true), () -> maps.work(options.device()));
  }

  private Optional<String> findCopy() {
    try {
      return options.cache().isPresent()
          ? Copying.in(options.cache().get()).find(source, file)
          : Optional.empty();
    } catch (IOException e) {
      stages.fail("tiled copy", String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private void copy(String digest) {
    Pass pass = new Pass("tiled copy", interest, true);
    stages.watch(current);
    current = pass;
    try {
      new Copying(options.cache().orElseThrow()).write(source, file, digest, pass);
    } catch (IOException e) {
      stages.fail("tiled copy", String.valueOf(e.getMessage()));
    }
  }

  private void model(ModelLayers models) {
    try {
      models.compute(
          source.cube(),
          source.name(),
          options.device(),
          this::waitForInterest,
          new ModelLayers.Sink() {
            @Override
            public void show(Layer layer) {
              layers.keep(layer);
            }

            @Override
            public void progress(String stage, double share) {
              stages.set(stage, share);
            }
          });
    } catch (CancellationException e) {
      stages.skip("model", "stopped");
    } catch (IOException | RuntimeException e) {
      stages.fail("model", String.valueOf(e.getMessage()));
    }
  }

  private boolean waitForInterest() {
    try {
      while (!stopped && !interest.isLive()) {
        Thread.sleep(100);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    return !stopped;
  }

  /** Ends the work and waits for it, so that no file is closed while it is read. */
  @Override
  public void close() {
    stopped = true;
    current.cancel();
    try {
      thread.join(STOP_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
