package org.sinopia.spark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A job as users start it: the built jar, submitted by the launcher, in a separate process. */
final class Submitted implements AutoCloseable {
  /** Two executors, each a JVM of one core and 2 GiB. */
  static final String CLUSTER = "local-cluster[2,1,2048]";

  private static final int MINUTES = 15;

  private final Process process;
  private final Path log;

  /**
   * The result of a job.
   *
   * @param status exit status of the process
   * @param log standard output and standard error
   */
  record Ended(int status, String log) {}

  private Submitted(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Starts a job. */
  static Submitted start(Path folder, String master, List<String> settings, String... arguments)
      throws IOException {
    Path jar = Path.of(System.getProperty("sinopia.spark.jar"));
    Path script = jar.getParent().resolveSibling("submit");
    List<String> command =
        new ArrayList<>(
            List.of(
                "sh",
                script.toString(),
                System.getProperty("java.home"),
                jar.toString(),
                "--master",
                master,
                "--conf",
                "spark.ui.enabled=false",
                "--conf",
                "spark.executor.memory=2g"));
    for (String setting : settings) {
      command.addAll(List.of("--conf", setting));
    }
    command.addAll(List.of(arguments));
    Path log = Files.createTempFile(folder, "job", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().remove("SPARK_HOME");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    return new Submitted(builder.start(), log);
  }

  /** Runs a job. */
  static Ended run(Path folder, String master, List<String> settings, String... arguments)
      throws IOException, InterruptedException {
    try (Submitted job = start(folder, master, settings, arguments)) {
      return job.end();
    }
  }

  /** Waits for its end. */
  Ended end() throws IOException, InterruptedException {
    if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
      throw new IOException("after " + MINUTES + " minutes: " + text());
    }
    return new Ended(process.exitValue(), text());
  }

  boolean isRunning() {
    return process.isAlive();
  }

  private String text() throws IOException {
    return Files.readString(log, StandardCharsets.UTF_8);
  }

  /** The executors' processes. */
  List<ProcessHandle> executors() {
    return process
        .descendants()
        .filter(one -> one.info().commandLine().orElse("").contains("CoarseGrainedExecutorBackend"))
        .toList();
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
