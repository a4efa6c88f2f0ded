package org.sinopia.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sinopia.nn.SafetensorsException;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;

class SnapshotsTest {
  @TempDir Path root;
  private Path folder;
  private final List<String> warnings = new ArrayList<>();
  private Snapshots snapshots;
  private Scope scope;
  private final SequencedMap<String, Tensor> state = new LinkedHashMap<>();

  @BeforeEach
  void open() {
    folder = root.resolve("run").resolve("snapshots");
    snapshots = new Snapshots(folder, MetricDirection.MAXIMISE, warnings::add);
    scope = Scope.open(Device.cpu());
    state.put("a", scope.of(new float[] {1, 2, 3}, 3));
    state.put("b", scope.scalar(4));
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private void save(long step, Double score) throws IOException {
    TrainingState start = TrainingState.start(1, 0.1);
    state.get("b").set((double) step);
    snapshots.save(
        new TrainingState(1, step, 0, 0, start.schedule(), start.stopping(), score),
        Map.of("optimiser", OptimiserConfig.DEFAULT),
        state);
  }

  private static String name(long step) {
    return "step-" + "%09d".formatted(step);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  private long last() throws IOException {
    return snapshots.last().orElseThrow().progress().step();
  }

  @Test
  void nothingIsThereBeforeTheFirst() throws IOException {
    assertTrue(snapshots.last().isEmpty());
    assertTrue(snapshots.best().isEmpty());
    assertFalse(Files.exists(folder));
  }

  @Test
  void whatIsSavedComesBack() throws IOException {
    save(5, 0.5);
    state.get("a").set(7, 8, 9);
    Snapshot last = snapshots.last().orElseThrow();
    last.restore(state);
    assertArrayEquals(new double[] {1, 2, 3}, state.get("a").toDoubles());
    assertEquals(5, state.get("b").item());
    assertEquals(
        new TrainingState(
            1, 5, 0, 0, ReduceLrOnPlateau.State.start(0.1), EarlyStopping.State.START, 0.5),
        last.progress());
    assertEquals(
        OptimiserConfig.DEFAULT,
        last.config("optimiser", new OptimiserConfig(9, 0, 0, 9, 9, 9, 0)));
  }

  @Test
  void theLastTwoAndTheBestAreKept() throws IOException {
    save(1, 0.3);
    save(2, 0.9);
    save(3, null);
    save(4, 0.9);
    save(5, Double.NaN);
    save(6, 0.1);
    assertEquals(List.of(name(2), name(5), name(6)), names());
    assertEquals(6, last());
    assertEquals(2, snapshots.best().orElseThrow().progress().step());
    save(7, 0.95);
    assertEquals(List.of(name(6), name(7)), names());
    assertEquals(7, snapshots.best().orElseThrow().progress().step());
    assertEquals(List.of(), warnings);
  }

  @Test
  void withoutAScoreNoneIsBest() throws IOException {
    save(1, null);
    assertTrue(snapshots.best().isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"state.safetensors", "progress.json", "optimiser.json", Sha256Sums.FILE})
  void anyChangedByteIsNoticedAndTheOneBeforeUsed(String file) throws IOException {
    Random random = new Random(3);
    for (int step = 2; step < 20; step += 2) {
      save(step, null);
      save(step + 1, null);
      Path damaged = folder.resolve(name(step + 1)).resolve(file);
      byte[] bytes = Files.readAllBytes(damaged);
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(damaged, bytes);
      warnings.clear();
      assertEquals(step, last());
      assertEquals(1, warnings.size());
      String line = warnings.getFirst();
      assertTrue(line.startsWith(folder.resolve(name(step + 1)).toString()), line);
      assertTrue(line.endsWith("; set aside as " + name(step + 1) + ".damaged"), line);
      assertTrue(file.equals(Sha256Sums.FILE) || line.contains(file + ": SHA-256 is "), line);
      assertEquals(1, line.lines().count(), line);
      assertTrue(Files.exists(folder.resolve(name(step + 1) + ".damaged").resolve(file)));
    }
  }

  @Test
  void missingExtraAndTruncatedFilesAreNoticed() throws IOException {
    save(1, null);
    save(2, null);
    Files.delete(folder.resolve(name(2)).resolve("progress.json"));
    assertEquals(1, last());
    assertTrue(warnings.getLast().contains("lists progress.json, which is missing"));

    save(2, null);
    Files.delete(folder.resolve(name(2)).resolve(Sha256Sums.FILE));
    assertEquals(1, last());
    assertTrue(warnings.getLast().contains(Sha256Sums.FILE + ": missing"));

    save(2, null);
    Files.writeString(folder.resolve(name(2)).resolve("new.json"), "{}");
    assertEquals(1, last());
    assertTrue(warnings.getLast().contains("does not list new.json"));

    save(2, null);
    Files.write(folder.resolve(name(2)).resolve("state.safetensors"), new byte[0]);
    assertEquals(1, last());
    assertTrue(warnings.getLast().contains("state.safetensors: SHA-256 is "));

    save(2, null);
    Files.write(folder.resolve(name(2)).resolve(Sha256Sums.FILE), new byte[0]);
    assertEquals(1, last());
    assertEquals(5, warnings.size());
  }

  /** With 12 damaged, 10 and 14 are the last two; 12 must not push 10 out. */
  @Test
  void aDamagedOneDoesNotCountAmongTheLastTwo() throws IOException {
    save(10, null);
    save(12, null);
    Files.delete(folder.resolve(name(12)).resolve("progress.json"));
    save(14, null);
    assertEquals(List.of(name(10), name(12) + ".damaged", name(14)), names());
  }

  @Test
  void whatAKilledWriterLeftIsIgnoredAndRemoved() throws IOException {
    save(1, null);
    Path left = Files.createDirectory(folder.resolve(name(2) + ".part"));
    Files.writeString(left.resolve("progress.json"), "{");
    assertEquals(1, last());
    save(3, null);
    assertEquals(List.of(name(1), name(3)), names());
    assertEquals(List.of(), warnings);
  }

  @Test
  void theFolderOfAnotherRunIsNotOverwritten() throws IOException {
    save(4, null);
    save(5, null);
    for (long step : new long[] {1, 4, 5}) {
      IOException e = assertThrows(IOException.class, () -> save(step, null));
      assertEquals(
          folder.resolve(name(step))
              + ": the folder holds step 5 already; resume from there, or choose another folder",
          e.getMessage());
    }
    assertEquals(List.of(name(4), name(5)), names());
  }

  @Test
  void weightsThatAreNotFiniteAreNotSaved() throws IOException {
    save(1, null);
    state.get("a").set(1, Double.NaN, 3);
    SafetensorsException e = assertThrows(SafetensorsException.class, () -> save(2, null));
    assertTrue(e.getMessage().contains("tensor a: element 1 is NaN"), e.getMessage());
    assertEquals(List.of(name(1)), names());
  }

  @Test
  void whatDoesNotFitOverwritesNothing() throws IOException {
    save(1, null);
    Snapshot last = snapshots.last().orElseThrow();
    SequencedMap<String, Tensor> other = new LinkedHashMap<>();
    other.put("a", scope.full(9, 3));
    refused(last, other, "tensor b: nothing in the run has that name");
    other.put("b", scope.full(9, 2));
    refused(last, other, "tensor b: shape [], expected [2]");
    other.put("b", scope.scalar(9));
    other.put("c", scope.scalar(9));
    refused(last, other, "tensor c: missing");
    other.remove("c");
    last.restore(other);
    assertArrayEquals(new double[] {1, 2, 3}, other.get("a").toDoubles());
  }

  private static void refused(Snapshot last, SequencedMap<String, Tensor> state, String message) {
    IOException e = assertThrows(SafetensorsException.class, () -> last.restore(state));
    assertEquals(last.folder().resolve("state.safetensors") + ": " + message, e.getMessage());
    assertArrayEquals(new double[] {9, 9, 9}, state.get("a").toDoubles());
  }

  @Test
  void aConfigCannotTakeTheNameOfAnotherFile() throws IOException {
    for (String name : List.of("progress", "../model", "Model", "")) {
      assertThrows(
          IllegalArgumentException.class,
          () ->
              snapshots.save(
                  TrainingState.start(1, 1), Map.of(name, OptimiserConfig.DEFAULT), state));
    }
    assertEquals(List.of(), names());
  }
}
