package org.sinopia.train.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sinopia.train.data.pairs.TinyPairs;

/**
 * The command itself, in a separate process, killed without warning at random moments and started
 * again, ends as one that was left alone. The system property {@code sinopia.kills} says how often.
 */
class KilledTrainingTest {
  private static final int KILLS = Integer.getInteger("sinopia.kills", 3);

  @TempDir Path root;

  private List<String> command(Path out) {
    List<String> words =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                Sinopia.class.getName(),
                "train-recolourer",
                "--device",
                "reference",
                "--resume",
                "--pairs",
                root.resolve("pairs").toString(),
                "--out",
                out.toString(),
                "--preset",
                "small"));
    for (String change :
        List.of(
            "model.patch=4",
            "model.dim=8",
            "model.heads=2",
            "model.dim_head=4",
            "model.depth=1",
            "model.dropout=0.1",
            "crop=8",
            "loss.kind=redmean",
            "batch=1",
            "run.epochs=20",
            "run.steps_per_epoch=5",
            "run.snapshot_steps=2")) {
      words.addAll(List.of("--set", change));
    }
    return words;
  }

  private Process start(Path out) throws IOException {
    return new ProcessBuilder(command(out))
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(root.resolve("stderr").toFile())
        .start();
  }

  private static boolean begun(Path run) {
    return Files.exists(run.resolve("snapshots"));
  }

  @Test
  void aRunKilledAgainAndAgainEndsAsIfLeftAlone() throws IOException, InterruptedException {
    TinyPairs.write(root.resolve("pairs"), 12, 11);
    Path whole = root.resolve("whole");
    Process untouched = start(whole);
    Path killed = root.resolve("killed");
    Random random = new Random();
    for (int kill = 0; kill < KILLS; kill++) {
      Process victim = start(killed);
      while (!begun(killed) && victim.isAlive()) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextLong(1000)));
      victim.destroyForcibly().waitFor();
    }
    assertEquals(0, start(killed).waitFor(), this::stderr);
    assertEquals(0, untouched.waitFor());
    for (String file : List.of("model/weights.safetensors", "model/model.json", "config.json")) {
      assertArrayEquals(
          Files.readAllBytes(whole.resolve(file)), Files.readAllBytes(killed.resolve(file)), file);
    }
    String last = "snapshots/step-000000100/state.safetensors";
    assertArrayEquals(
        Files.readAllBytes(whole.resolve(last)), Files.readAllBytes(killed.resolve(last)));
    assertEquals(metrics(whole), metrics(killed));
  }

  private String stderr() {
    try {
      return Files.readString(root.resolve("stderr"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static String metrics(Path run) throws IOException {
    return Files.readString(run.resolve("metrics.jsonl")).replaceAll("\"seconds\":[^}]*", "");
  }
}
