package org.sinopia.spark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.api.java.JavaSparkContext;
import org.sinopia.nn.ConfigJson;
import org.sinopia.train.data.ImageSplit;
import org.sinopia.train.data.SplitShares;
import org.sinopia.train.data.pairs.PairsManifest;

/**
 * Files that belong to all results together: the list of pairs, and the metrics of all pictures.
 */
final class Finish {
  private final JavaSparkContext spark;
  private final Plan plan;
  private final List<Item> items;

  Finish(JavaSparkContext spark, Plan plan, List<Item> items) {
    this.spark = spark;
    this.plan = plan;
    this.items = items;
  }

  /**
   * Prepares the folder of the results. A list of pairs that will change is deleted first, so that
   * there is never one whose files are not its own.
   *
   * @throws IllegalArgumentException if pairs would go among other things
   */
  void begin() throws IOException {
    plan.storage().delete(plan.kept() + "/attempts");
    plan.storage().delete(plan.kept() + "/bands");
    if (plan.line().job() != Job.EMBED) {
      return;
    }
    String manifest = plan.out() + "/" + PairsManifest.FILE;
    boolean ours = plan.storage().exists(plan.kept()) || plan.storage().exists(manifest);
    if (!ours && !plan.storage().list(plan.out()).isEmpty()) {
      throw new IllegalArgumentException(
          plan.out() + ": holds other things, expected an empty folder or one of pairs");
    }
    Set<String> done = new HashSet<>();
    for (FileStatus status : plan.storage().list(plan.kept() + "/done")) {
      done.add(status.getPath().getName());
    }
    if (!items.stream().allMatch(item -> done.contains(plan.markerName(item)))) {
      plan.storage().delete(manifest);
    }
  }

  /** Writes it. */
  void end(List<Outcome> outcomes) throws IOException {
    List<Outcome> done =
        outcomes.stream().filter(outcome -> outcome.state() != Outcome.State.FAILED).toList();
    if (done.isEmpty()) {
      return;
    }
    switch (plan.line().job()) {
      case EMBED -> writePairs(done);
      case EVALUATE -> new Metrics(spark, plan).write(done);
      case SYNTHESIZE, RECOLOUR, MAP, CONVERT -> {}
    }
  }

  /**
   * Pairs that failed are left out of the list, but not of the split: a repair changes no other.
   */
  private void writePairs(List<Outcome> done) throws IOException {
    PairsManifest nothing = new PairsManifest("", "", List.of());
    List<PairsManifest.Entry> entries = new ArrayList<>();
    String sha256 = "";
    Set<String> names = new HashSet<>();
    List<String> all = new ArrayList<>();
    for (Outcome outcome : done) {
      PairsManifest own = ConfigJson.parse(outcome.json(), outcome.uri(), nothing);
      sha256 = own.embedderSha256();
      entries.addAll(own.pairs());
      own.pairs().forEach(entry -> names.add(entry.name()));
    }
    entries.forEach(entry -> all.add(entry.name()));
    for (Item item : items) {
      if (names.add(item.name())) {
        all.add(item.name());
      }
    }
    Map<String, ImageSplit> splits =
        ImageSplit.of(
            all,
            plan.line().splitSeed(),
            new SplitShares(plan.line().validation(), plan.line().test()));
    List<PairsManifest.Entry> split =
        entries.stream().map(entry -> with(entry, splits.get(entry.name()))).toList();
    PairsManifest whole =
        new PairsManifest(sha256, plan.line().value("--model").orElseThrow(), split);
    plan.storage()
        .write(
            ConfigJson.write(whole) + "\n",
            plan.out() + "/" + PairsManifest.FILE,
            plan.kept() + "/" + PairsManifest.FILE);
  }

  private static PairsManifest.Entry with(PairsManifest.Entry entry, ImageSplit split) {
    return new PairsManifest.Entry(
        entry.name(),
        entry.latent(),
        entry.picture(),
        entry.height(),
        entry.width(),
        split,
        entry.target(),
        entry.dominant(),
        entry.paint(),
        entry.evidence(),
        entry.scan());
  }
}
