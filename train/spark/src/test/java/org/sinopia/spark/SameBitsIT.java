package org.sinopia.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SameBitsIT {
  private static final int CUBES = 4;

  @TempDir private static Path folder;

  private static Path embedder;

  @BeforeAll
  static void makeArchive() throws IOException {
    Archive.make(folder, CUBES);
    embedder = Archive.embedder(folder);
  }

  private static void spark(String master, String... arguments)
      throws IOException, InterruptedException {
    Submitted.Ended ended = Submitted.run(folder, master, List.of(), arguments);
    assertEquals(0, ended.status(), ended.log());
  }

  private static List<Path> cubes() throws IOException {
    try (var files = Files.list(folder.resolve("cubes"))) {
      return files.filter(file -> file.toString().endsWith(".h5")).sorted().toList();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 7})
  void mapsAreThoseOfOneMachineForAnyNumberOfPartitions(int partitions) throws Exception {
    Path expected = folder.resolve("maps-expected" + partitions);
    for (Path cube : cubes()) {
      Path maps = expected.resolve(InputFiles.stem(cube.getFileName().toString()));
      Archive.sinopia("map", "--element=Fe,Pb", "--format=npy", "--out=" + maps, cube.toString());
    }
    Path out = folder.resolve("maps" + partitions);
    spark(
        Submitted.CLUSTER,
        "map",
        "cubes",
        "--element=Fe,Pb",
        "--format=npy",
        "--partitions=" + partitions,
        "--out=" + out);
    assertEquals(Archive.digests(expected), Archive.digests(out));
  }

  @Test
  void mapsInBandsAreThoseOfOneMachine() throws Exception {
    Path cube = cubes().getFirst();
    Path expected = folder.resolve("bands-expected");
    String name = InputFiles.stem(cube.getFileName().toString());
    Archive.sinopia("map", "--all", "--out=" + expected.resolve(name), cube.toString());
    Path out = folder.resolve("bands");
    spark(
        Submitted.CLUSTER,
        "map",
        cube.toString(),
        "--all",
        "--table",
        "--band-rows=9",
        "--out=" + out);
    SortedMap<String, String> found = Archive.digests(out);
    assertNotNull(found.remove("areas/" + name + ".parquet"));
    assertEquals(Archive.digests(expected), found);
  }

  @Test
  void picturesAreThoseOfOneMachine() throws Exception {
    Path expected = Files.createDirectories(folder.resolve("pictures-expected"));
    for (Path cube : cubes()) {
      String name = InputFiles.stem(cube.getFileName().toString());
      Archive.sinopia(
          "recolour",
          "--out=" + expected.resolve(name + ".png"),
          "--uncertainty=" + expected.resolve(name + "-uncertainty.png"),
          cube.toString());
    }
    Path out = folder.resolve("recoloured");
    spark(Submitted.CLUSTER, "recolour", "cubes/*.h5", "--uncertainty", "--out=" + out);
    assertEquals(Archive.digests(expected), Archive.digests(out));

    Path banded = folder.resolve("recoloured-in-bands");
    spark(
        Submitted.CLUSTER,
        "recolour",
        "cubes/*.h5",
        "--uncertainty",
        "--band-rows=7",
        "--out=" + banded);
    assertEquals(Archive.digests(expected), Archive.digests(banded));
  }

  @Test
  void pairsAndTheirMetricsAreThoseOfOneMachine() throws Exception {
    Path expected = folder.resolve("pairs-expected");
    Archive.sinopia(
        "embed", folder.resolve("cubes").toString(), "--model=" + embedder, "--out=" + expected);
    Path pairs = folder.resolve("pairs");
    spark(Submitted.CLUSTER, "embed", "cubes", "--model=" + embedder, "--out=" + pairs);
    assertEquals(Archive.digests(expected), Archive.digests(pairs));

    String metrics = Archive.sinopia("evaluate", "--pairs=" + expected, "--split=train", "--json");
    Path out = folder.resolve("metrics");
    spark("local[2]", "evaluate", "--pairs=" + pairs, "--split=train", "--out=" + out);
    assertEquals(metrics, Files.readString(out.resolve("metrics.json")));
    assertEquals(true, Files.exists(out.resolve("metrics.parquet/_SUCCESS")));
  }

  @Test
  void cubesHoldTheSameCountsAsThoseOfOneMachine() throws Exception {
    Path out = folder.resolve("synthesized");
    spark("local[2]", "synthesize", "pictures", "--out=" + out);
    SortedMap<String, String> expected = Archive.digests(folder.resolve("cubes"));
    SortedMap<String, String> found = Archive.digests(out);
    // An HDF5 file holds the time at which it was written.
    expected.keySet().removeIf(name -> name.endsWith(".h5"));
    found.keySet().removeIf(name -> name.endsWith(".h5"));
    assertEquals(expected, found);

    Path arrays = folder.resolve("arrays");
    spark("local[2]", "convert", "synthesized/*.h5", "--format=npy", "--out=" + arrays);
    List<String> same = new ArrayList<>();
    for (Path cube : cubes()) {
      String name = InputFiles.stem(cube.getFileName().toString()) + ".npy";
      Path array = folder.resolve("expected-" + name);
      Archive.sinopia("convert", cube.toString(), array.toString());
      if (Files.mismatch(array, arrays.resolve(name)) < 0) {
        same.add(name);
      }
    }
    assertEquals(CUBES, same.size(), "same: " + same);
  }
}
