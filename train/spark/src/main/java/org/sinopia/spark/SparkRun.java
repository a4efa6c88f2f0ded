package org.sinopia.spark;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.LongAccumulator;
import org.sinopia.train.data.pairs.PairsManifest;
import org.sinopia.train.evaluation.Evaluation;
import picocli.CommandLine.ExitCode;

/** The driver's part of a job: finds the items, hands them to tasks, and puts together the rest. */
final class SparkRun {
  private static final int PROGRESS_SECONDS = 10;

  /** Tasks of a job; more make the driver slow and are no gain. */
  private static final int MAX_TASKS = 10_000;

  /** Spark's own default. */
  private static final int SPARK_ATTEMPTS = 4;

  private static final Pattern LOCAL_RETRIES = Pattern.compile("local\\[[^,]*,\\s*(\\d+)]");

  private final JavaSparkContext spark;
  private final Storage storage;
  private final PrintWriter out;
  private final PrintWriter err;

  SparkRun(JavaSparkContext spark, Storage storage, PrintWriter out, PrintWriter err) {
    this.spark = spark;
    this.storage = storage;
    this.out = out;
    this.err = err;
  }

  /** Runs a job and returns its exit status. */
  int run(Line line) throws IOException {
    InputFiles inputs = new InputFiles(storage);
    String target = storage.qualified(line.out());
    List<Item> items;
    int scales = 0;
    if (line.pairs()) {
      String folder = storage.qualified(line.inputs().getFirst());
      PairsManifest pairs = inputs.manifest(folder);
      items = inputs.pairs(folder, pairs, line.split());
      Set<String> names = new HashSet<>(items.stream().map(Item::name).toList());
      scales =
          Evaluation.scales(
              pairs.pairs().stream().filter(entry -> names.contains(entry.name())).toList());
    } else {
      items = inputs.of(line);
      requireApart(items, target);
    }
    scales = line.value("--scales").isPresent() ? 0 : scales;
    Plan plan =
        new Plan(
            line, UUID.randomUUID().toString(), target, storage, shipped(line), scales, attempts());
    Finish finish = new Finish(spark, plan, items);
    finish.begin();
    err.printf(
        "sinopia spark %s: %d inputs, %.1f MB%n",
        line.job().command(), items.size(), items.stream().mapToLong(Item::bytes).sum() * 1e-6);
    long began = System.nanoTime();
    List<Outcome> outcomes = outcomes(plan, items);
    storage.delete(plan.kept() + "/attempts");
    storage.delete(plan.kept() + "/bands");
    finish.end(outcomes);
    Summary summary = Summary.of(plan, outcomes, (System.nanoTime() - began) * 1e-9);
    summary.write(plan);
    summary.print(out, err);
    return summary.failed() == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  /** Results must not replace what they are made of. */
  private static void requireApart(List<Item> items, String target) {
    for (Item item : items) {
      for (Item.Stored file : item.files()) {
        if (file.uri().substring(0, file.uri().lastIndexOf('/')).equals(target)) {
          throw new IllegalArgumentException(
              "--out: " + target + " holds " + file.name() + ", expected a folder without inputs");
        }
      }
    }
  }

  private List<Shipped> shipped(Line line) throws IOException {
    List<Shipped> shipped = new ArrayList<>();
    for (Line.Given option : line.options()) {
      if (option.file()) {
        shipped.add(Shipped.read(storage, option.name(), option.value()));
      }
    }
    return shipped;
  }

  private int attempts() {
    Matcher retries = LOCAL_RETRIES.matcher(spark.master());
    if (retries.matches()) {
      return Integer.parseInt(retries.group(1));
    }
    boolean oneTry = spark.isLocal() && !spark.master().startsWith("local-cluster");
    int failures = spark.getConf().getInt("spark.task.maxFailures", SPARK_ATTEMPTS);
    return oneTry ? 1 : Math.min(SPARK_ATTEMPTS, failures);
  }

  private List<Outcome> outcomes(Plan plan, List<Item> items) throws IOException {
    Broadcast<Plan> known = spark.broadcast(plan);
    List<Item> small = items.stream().filter(item -> !BandedItem.isFor(plan, item)).toList();
    List<Outcome> outcomes = new ArrayList<>();
    if (!small.isEmpty()) {
      outcomes.addAll(small(plan, known, small));
    }
    for (Item item : items) {
      if (BandedItem.isFor(plan, item)) {
        outcomes.add(new BandedItem(spark, known, item).run());
      }
    }
    Map<String, Integer> order = new HashMap<>();
    items.forEach(item -> order.put(item.name(), order.size()));
    outcomes.sort(Comparator.comparingInt(outcome -> order.get(outcome.name())));
    return outcomes;
  }

  private List<Outcome> small(Plan plan, Broadcast<Plan> known, List<Item> items)
      throws IOException {
    int asked = plan.line().partitions();
    int tasks = Math.min(asked > 0 ? asked : MAX_TASKS, items.size());
    LongAccumulator done = spark.sc().longAccumulator("items");
    JavaRDD<Outcome> work =
        spark
            .parallelize(items, tasks)
            .map(
                item -> {
                  Outcome outcome = new ItemTask(known.value(), item, TaskContext.get()).run();
                  done.add(1);
                  return known.value().line().job().isPutTogether() ? outcome : outcome.brief();
                });
    JavaFutureAction<List<Outcome>> running = work.collectAsync();
    while (true) {
      try {
        return running.get(PROGRESS_SECONDS, TimeUnit.SECONDS);
      } catch (TimeoutException _) {
        err.printf(
            "sinopia spark %s: %d of %d%n",
            plan.line().job().command(), Math.min(done.value(), items.size()), items.size());
      } catch (ExecutionException e) {
        throw new IOException(
            "Spark gave up, a second run does what is missing: " + firstLine(e.getCause()), e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }
  }

  private static String firstLine(Throwable e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
