package org.sinopia.spark;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;

/**
 * The program that {@code spark-submit} runs: {@code JOB INPUT... --out URI} and the options of the
 * command of one machine. Exit status 0: done; 1: something failed, and the summary says what; 2:
 * bad usage, said in one line before anything is done.
 */
public final class SparkSinopia {
  private static final String JVM_OPTIONS =
      "--add-modules=jdk.incubator.vector --enable-native-access=ALL-UNNAMED";
  private static final String EXECUTOR_OPTIONS = "spark.executor.extraJavaOptions";

  /** Tensors and buffers of files lie outside the heap. */
  private static final String OVERHEAD = "1g";

  /** More than the deaths after which an input is given up, for a task may have several inputs. */
  private static final String FAILURES = "8";

  private SparkSinopia() {}

  /** Runs a job and ends the process with its exit status. */
  public static void main(String[] arguments) {
    System.setProperty("sinopia.terminal", "false");
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int status = run(out, err, arguments);
    if (status != ExitCode.OK) {
      System.exit(status);
    }
  }

  private static int run(PrintWriter out, PrintWriter err, String... arguments) {
    if (arguments.length == 0 || arguments[0].equals("--help") || arguments[0].equals("-h")) {
      out.println(
          "Usage: sinopia spark synthesize|embed|recolour|map|evaluate|convert INPUT... --out URI"
              + " [--master URL] [OPTIONS]; --help after the job's name lists its options");
      return ExitCode.OK;
    }
    String name = "sinopia spark " + arguments[0];
    try {
      Job job = Job.of(arguments[0]);
      LineParser parser = new LineParser(job);
      String[] rest = Arrays.copyOfRange(arguments, 1, arguments.length);
      if (Arrays.asList(rest).contains("--help") || Arrays.asList(rest).contains("-h")) {
        parser.command().usage(out);
        return ExitCode.OK;
      }
      requireVectors();
      try (JavaSparkContext spark = new JavaSparkContext(configured(new SparkConf(), name))) {
        Storage storage = new Storage(spark.hadoopConfiguration());
        return new SparkRun(spark, storage, out, err).run(parser.parse(storage, rest));
      }
    } catch (ParameterException | IllegalArgumentException e) {
      err.println(name + ": " + oneLine(e));
      return ExitCode.USAGE;
    } catch (Exception e) {
      err.println(name + ": " + oneLine(e));
      return ExitCode.SOFTWARE;
    }
  }

  private static String oneLine(Exception e) {
    return String.valueOf(e.getMessage() == null ? e : e.getMessage()).replaceAll("\\R+", " ");
  }

  private static void requireVectors() {
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
      throw new IllegalArgumentException(
          "the driver's JVM lacks the Vector API, expected spark-submit --driver-java-options '"
              + JVM_OPTIONS
              + "'");
    }
  }

  /** The settings that jobs need, unless the user decided otherwise. */
  private static SparkConf configured(SparkConf conf, String name) {
    conf.setIfMissing("spark.app.name", name);
    conf.setIfMissing("spark.master", "local[*]");
    conf.setIfMissing("spark.executor.memoryOverhead", OVERHEAD);
    conf.setIfMissing("spark.task.maxFailures", FAILURES);
    String given = conf.get(EXECUTOR_OPTIONS, "");
    if (!given.contains("jdk.incubator.vector")) {
      conf.set(EXECUTOR_OPTIONS, (given + " " + JVM_OPTIONS + " -Dsinopia.terminal=false").strip());
    }
    return conf;
  }
}
