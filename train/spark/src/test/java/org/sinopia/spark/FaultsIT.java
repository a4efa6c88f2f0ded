package org.sinopia.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FaultsIT {
  private static final int CUBES = 6;

  @TempDir private static Path folder;

  private static SortedMap<String, String> expected;

  @BeforeAll
  static void mapOnOneMachine() throws Exception {
    Archive.make(folder, CUBES);
    Path maps = folder.resolve("expected");
    try (Stream<Path> files = Files.list(folder.resolve("cubes"))) {
      for (Path cube : files.filter(file -> file.toString().endsWith(".h5")).toList()) {
        Path target = maps.resolve(InputFiles.stem(cube.getFileName().toString()));
        Archive.sinopia("map", "--all", "--out=" + target, cube.toString());
      }
    }
    expected = Archive.digests(maps);
  }

  private static String[] map(String cubes, Path out) {
    return new String[] {"map", cubes, "--all", "--out=" + out};
  }

  private static Submitted.Ended run(Path out, String... settings) throws Exception {
    return Submitted.run(folder, Submitted.CLUSTER, List.of(settings), map("cubes", out));
  }

  private static long done(Path out) throws IOException {
    Path markers = out.resolve("_sinopia/map/done");
    if (Files.notExists(markers)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(markers)) {
      return files.filter(file -> file.toString().endsWith(".json")).count();
    }
  }

  @Test
  void aKilledExecutorChangesNothing() throws Exception {
    Path out = folder.resolve("killed");
    try (Submitted job = Submitted.start(folder, Submitted.CLUSTER, List.of(), map("cubes", out))) {
      while (job.isRunning() && done(out) < 1) {
        Thread.sleep(50);
      }
      List<ProcessHandle> executors = job.executors();
      assertEquals(2, executors.size());
      assertTrue(executors.getFirst().destroyForcibly(), "SIGKILL");
      assertTrue(done(out) < CUBES, "killed too late to matter");
      Submitted.Ended ended = job.end();
      assertEquals(0, ended.status(), ended.log());
    }
    assertEquals(expected, Archive.digests(out));
    assertFalse(Files.exists(out.resolve("_sinopia/map/attempts")));
  }

  @Test
  void speculativeCopiesChangeNothing() throws Exception {
    Path out = folder.resolve("speculative");
    Submitted.Ended ended =
        run(
            out,
            "spark.speculation=true",
            "spark.speculation.interval=50ms",
            "spark.speculation.multiplier=1.0",
            "spark.speculation.quantile=0.1",
            "spark.speculation.minTaskRuntime=1ms");
    assertEquals(0, ended.status(), ended.log());
    assertEquals(expected, Archive.digests(out));
  }

  @Test
  void aCorruptCubeIsReportedAndASecondRunDoesOnlyWhatIsMissing() throws Exception {
    Path cubes = Files.createDirectories(folder.resolve("some"));
    List<Path> whole;
    try (Stream<Path> files = Files.list(folder.resolve("cubes"))) {
      whole = files.filter(file -> file.toString().endsWith(".h5")).sorted().limit(3).toList();
    }
    for (Path cube : whole) {
      Files.copy(cube, cubes.resolve(cube.getFileName()));
    }
    Path corrupt = cubes.resolve(whole.get(1).getFileName());
    byte[] bytes = Files.readAllBytes(corrupt);
    Files.write(corrupt, java.util.Arrays.copyOf(bytes, bytes.length / 2));

    Path out = folder.resolve("repaired");
    Submitted.Ended first = Submitted.run(folder, "local[2]", List.of(), map("some", out));
    assertEquals(1, first.status(), first.log());
    assertTrue(first.log().contains("2 done"), first.log());
    assertTrue(first.log().contains(corrupt.getFileName() + ": length:"), first.log());
    assertFalse(Files.exists(out.resolve(InputFiles.stem(corrupt.getFileName().toString()))));

    Files.write(corrupt, bytes);
    Submitted.Ended second = Submitted.run(folder, "local[2]", List.of(), map("some", out));
    assertEquals(0, second.status(), second.log());
    assertTrue(second.log().contains("1 done"), second.log());
    assertTrue(second.log().contains("2 done before"), second.log());
    SortedMap<String, String> found = Archive.digests(out);
    found.forEach((name, digest) -> assertEquals(expected.get(name), digest, name));
    assertFalse(found.isEmpty());
  }

  @Test
  void aTaskThatFailsTwiceIsTriedAgainAndAFullDiskIsReported() throws Exception {
    Path in = Files.createDirectories(folder.resolve("flaky/in"));
    List<Path> cubes;
    try (Stream<Path> files = Files.list(folder.resolve("cubes"))) {
      cubes = files.filter(file -> file.toString().endsWith(".h5")).sorted().toList();
    }
    Files.copy(cubes.get(0), in.resolve("twice.h5"));
    Files.copy(cubes.get(1), in.resolve("full.h5"));
    Path out = folder.resolve("flaky/out");
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--jars", jar().toString(), "recolour", "flaky://" + in, "--out=flaky://" + out));
    Submitted.Ended ended =
        Submitted.run(
            folder,
            Submitted.CLUSTER,
            List.of(
                "spark.hadoop.fs.flaky.impl=" + FlakyFileSystem.class.getName(),
                "spark.hadoop.fs.AbstractFileSystem.flaky.impl=" + FlakyFiles.class.getName()),
            arguments.toArray(String[]::new));
    assertEquals(1, ended.status(), ended.log());
    assertTrue(ended.log().contains("full.h5: No space left on device"), ended.log());
    assertTrue(Files.exists(folder.resolve("flaky/failure1")), ended.log());

    Path single = folder.resolve("flaky/twice.png");
    Archive.sinopia("recolour", "--out=" + single, in.resolve("twice.h5").toString());
    assertEquals(-1, Files.mismatch(single, out.resolve("twice.png")));
    assertFalse(Files.exists(out.resolve("full.png")));
    assertEquals(1, Archive.digests(out).size());
  }

  /** The classes that Spark needs of this test. */
  private static Path jar() throws Exception {
    Path jar = folder.resolve("flaky.jar");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file)) {
      for (Class<?> type : List.of(FlakyFileSystem.class, FlakyFiles.class)) {
        String name = type.getName().replace('.', '/') + ".class";
        out.putNextEntry(new JarEntry(name));
        try (var in = type.getClassLoader().getResourceAsStream(name)) {
          in.transferTo(out);
        }
        out.closeEntry();
      }
    }
    return jar;
  }
}
