package org.sinopia.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sinopia.tensor.Device;

/** A process that trains and saves after every step is killed without warning, again and again. */
class KilledTrainingTest {
  private static final int KILLS = 6;
  private static final long WEIGHTS = 4;
  private static final long SEED = 9;

  @TempDir Path folder;

  /** What the process to be killed runs: resumes, and for ever trains, saves and says the step. */
  static final class Victim {
    private Victim() {}

    public static void main(String[] arguments) throws IOException {
      Snapshots snapshots =
          new Snapshots(Path.of(arguments[0]), Goal.MINIMISE, w -> System.out.println("bad " + w));
      try (TinyRun run = TinyRun.spectra(Device.reference(), WEIGHTS, SEED)) {
        Optional<Snapshot> last = snapshots.last();
        if (last.isPresent()) {
          run.resume(last.get());
        }
        while (true) {
          run.advance(1);
          run.save(snapshots);
          System.out.println(run.progress.step());
        }
      }
    }
  }

  private Process start() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-modules",
            "jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            Victim.class.getName(),
            folder.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  @Test
  void theLastSnapshotIsNeverLost() throws IOException, InterruptedException {
    Random random = new Random();
    List<String> warnings = new ArrayList<>();
    Snapshots snapshots = new Snapshots(folder, Goal.MINIMISE, warnings::add);
    long saved = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      Process victim = start();
      try (BufferedReader said = victim.inputReader()) {
        int lines = 1 + random.nextInt(6);
        for (int i = 0; i < lines; i++) {
          String line = said.readLine();
          assertNotNull(line, "the process ended by itself");
          assertEquals(++saved, Long.parseLong(line));
        }
        LockSupport.parkNanos(random.nextLong(20_000_000));
        victim.toHandle().destroyForcibly(); // the process's own would close its output as well
        for (String line = said.readLine(); line != null; line = said.readLine()) {
          saved = Long.parseLong(line);
        }
      } finally {
        victim.destroyForcibly().waitFor();
      }
      long found = snapshots.last().orElseThrow().progress().step();
      assertTrue(found == saved || found == saved + 1, found + " found, said were " + saved);
      saved = found;
    }
    assertEquals(List.of(), warnings);
    try (TinyRun resumed = TinyRun.spectra(Device.reference(), WEIGHTS, SEED);
        TinyRun through = TinyRun.spectra(Device.reference(), WEIGHTS, SEED)) {
      resumed.resume(snapshots.last().orElseThrow());
      through.advance((int) saved);
      assertEquals(through.progress, resumed.progress);
      assertArrayEquals(through.state(), resumed.state());
    }
  }
}
