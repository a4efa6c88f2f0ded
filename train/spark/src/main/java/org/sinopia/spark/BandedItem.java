package org.sinopia.spark;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkException;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.sinopia.train.data.spectra.ScanMoments;
import org.sinopia.train.inference.ScanContext;
import org.sinopia.xrf.cube.RowSums;

/** A cube too large for one task, done by all executors together in bands of rows. */
final class BandedItem {
  /** Cubes with more bytes are split. */
  static final long LARGE = 4L << 30;

  /** Bytes of a band, unless the user wants others. */
  private static final long BAND = 1L << 30;

  private final JavaSparkContext spark;
  private final Broadcast<Plan> plan;
  private final Item item;

  BandedItem(JavaSparkContext spark, Broadcast<Plan> plan, Item item) {
    this.spark = spark;
    this.plan = plan;
    this.item = item;
  }

  /** True if an item is done in bands. */
  static boolean isFor(Plan plan, Item item) {
    boolean large = plan.line().bandRows() > 0 || item.files().getFirst().bytes() > LARGE;
    return large
        && plan.line().job().splits()
        && !plan.line().pictures()
        && plan.line().value("--window").isEmpty();
  }

  /** Does it; a failure is an outcome as any other. */
  Outcome run() throws IOException {
    Optional<Outcome> done = Markers.find(plan.value(), item);
    if (done.isPresent()) {
      return done.get();
    }
    try {
      return plan.value().line().job() == Job.MAP ? maps() : latents();
    } catch (Exception e) {
      // Java does not know that Spark's Scala methods throw this checked exception.
      if (e instanceof SparkException failure) {
        return Outcome.failed(item, reason(failure));
      }
      throw e;
    }
  }

  private Outcome maps() {
    Broadcast<Plan> known = plan;
    Item whole = item;
    BandCube.Size size =
        spark
            .parallelize(List.of(item), 1)
            .map(one -> new BandMaps(known.value(), one).size())
            .first();
    List<BandCube.Band> bands = BandCube.Band.of(size.height(), size.unit(), rows(size));
    List<RowSums> sums =
        spark
            .parallelize(bands, bands.size())
            .flatMap(band -> new BandMaps(known.value(), whole).sums(band).iterator())
            .collect();
    if (sums.isEmpty()) {
      return Outcome.failed(item, "samples: all pixels are missing, expected numbers in some");
    }
    Broadcast<RowSums> total = spark.broadcast(RowSums.total(sums));
    List<BandMaps.Shown> shown =
        spark
            .parallelize(bands, bands.size())
            .map(
                band ->
                    List.copyOf(
                        new BandMaps(known.value(), whole)
                            .fit(band, total.value(), TaskContext.get().taskAttemptId())))
            .collect()
            .getFirst();
    List<BandMaps.Shown> all = List.copyOf(shown);
    return spark
        .parallelize(List.of(item), 1)
        .map(
            one ->
                new Attempt(known.value(), one, TaskContext.get().taskAttemptId())
                    .run(folder -> assembled(known.value(), one, size, bands, all, folder)))
        .first();
  }

  private Outcome latents() {
    Broadcast<Plan> known = plan;
    Item whole = item;
    BandLatents.Whole look =
        spark
            .parallelize(List.of(item), 1)
            .map(one -> new BandLatents(known.value(), one).whole())
            .first();
    List<BandCube.Band> bands =
        BandCube.Band.of(look.size().height(), look.size().unit(), rows(look.size()));
    List<ScanMoments.Sum> sums =
        spark
            .parallelize(bands, bands.size())
            .flatMap(band -> new BandLatents(known.value(), whole).sums(band).iterator())
            .collect();
    Broadcast<Totals> total = spark.broadcast(Totals.of(sums));
    spark
        .parallelize(bands, bands.size())
        .foreach(
            band ->
                new BandLatents(known.value(), whole)
                    .embed(band, total.value().sum(), TaskContext.get().taskAttemptId()));
    return spark
        .parallelize(List.of(item), 1)
        .map(
            one ->
                new Attempt(known.value(), one, TaskContext.get().taskAttemptId())
                    .run(
                        folder -> finished(known.value(), one, look, bands, total.value(), folder)))
        .first();
  }

  /**
   * The moments of a scan, if they are needed.
   *
   * @param sum null if not
   */
  record Totals(ScanMoments.Sum sum) implements Serializable {
    private static final long serialVersionUID = 1L;

    static Totals of(List<ScanMoments.Sum> sums) {
      return new Totals(sums.isEmpty() ? null : ScanContext.total(new ArrayList<>(sums)));
    }
  }

  private static Attempt.Made finished(
      Plan plan,
      Item item,
      BandLatents.Whole look,
      List<BandCube.Band> bands,
      Totals total,
      Path folder)
      throws IOException {
    long began = System.nanoTime();
    Path latents = folder.resolve("latents");
    new BandLatents(plan, item).assemble(look, bands, total.sum(), latents);
    Single single = new Single(plan, item, folder);
    String json = single.run(single.stage(), "--latents=" + latents);
    return new Attempt.Made(json, 0, (System.nanoTime() - began) * 1e-9);
  }

  private static Attempt.Made assembled(
      Plan plan,
      Item item,
      BandCube.Size size,
      List<BandCube.Band> bands,
      List<BandMaps.Shown> shown,
      Path folder)
      throws IOException {
    long began = System.nanoTime();
    String json = new BandMaps(plan, item).assemble(size, bands, shown, folder.resolve("out"));
    return new Attempt.Made(json, 0, (System.nanoTime() - began) * 1e-9);
  }

  private int rows(BandCube.Size size) {
    int asked = plan.value().line().bandRows();
    if (asked > 0) {
      return asked;
    }
    long bytes = Math.max(1, item.files().getFirst().bytes() / size.height());
    return Math.clamp(BAND / bytes, 1, size.height());
  }

  /** The message of the exception that ended the last try. */
  private static String reason(SparkException e) {
    String line = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return line.replaceFirst(".*most recent failure: .*?\\): ", "");
  }
}
