package org.sinopia.train;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.sinopia.nn.ConfigJson;
import org.sinopia.nn.Safetensors;
import org.sinopia.tensor.Tensor;

/**
 * The snapshots of one run, each in its own folder {@code step-000000000}: the last, the one
 * before, and the best. Whatever happens while one is saved, power failure included, those before
 * it stay whole: a snapshot is written under another name, forced to disk, and renamed.
 *
 * <p>A snapshot whose checksums fail is reported, renamed to {@code step-000000000.damaged} and
 * from then on not counted. One process at a time.
 */
public final class Snapshots {
  private static final Pattern NAME = Pattern.compile("step-[0-9]{9,18}");
  private static final Pattern CONFIG = Pattern.compile("[a-z][a-z0-9_]*");
  private static final String PART = ".part";
  private static final String DAMAGED = ".damaged";

  private final Path folder;
  private final MetricDirection goal;
  private final Consumer<String> warnings;

  /**
   * Looks at nothing yet.
   *
   * @param folder made when the first snapshot is saved
   * @param goal which way {@link TrainingState#score()} should go
   * @param warnings gets one line for each damaged snapshot
   */
  public Snapshots(Path folder, MetricDirection goal, Consumer<String> warnings) {
    this.folder = folder;
    this.goal = goal;
    this.warnings = warnings;
  }

  /** The newest snapshot that is whole, if there is one. */
  public Optional<Snapshot> last() throws IOException {
    return whole().stream().findFirst();
  }

  /** The snapshot with the best score, the earliest of equals, if any that is whole has one. */
  public Optional<Snapshot> best() throws IOException {
    return best(whole());
  }

  private Optional<Snapshot> best(List<Snapshot> newestFirst) {
    Optional<Snapshot> best = Optional.empty();
    for (Snapshot candidate : newestFirst.reversed()) {
      Double score = candidate.progress().score();
      Double least = best.map(s -> s.progress().score()).orElse(null);
      if (score != null && goal.better(score, least, 0)) {
        best = Optional.of(candidate);
      }
    }
    return best;
  }

  /**
   * Saves a snapshot; then removes those that are neither of the last two nor the best. Those there
   * are already are checked first, so that a damaged one takes no whole one's place.
   *
   * @param configs by name, lower-case letters, digits and underscores; each becomes a JSON file
   * @param state all finite
   * @throws IOException if the folder holds a snapshot of the same step or a later one, a tensor
   *     holds NaN or infinity, or the disk refuses; the snapshots there are remain
   */
  public void save(
      TrainingState progress,
      Map<String, ? extends Record> configs,
      SequencedMap<String, Tensor> state)
      throws IOException {
    String name = String.format(Locale.ROOT, "step-%09d", progress.step());
    Files.createDirectories(folder);
    List<Snapshot> earlier = whole();
    if (!earlier.isEmpty() && earlier.getFirst().progress().step() >= progress.step()) {
      throw new IOException(
          folder.resolve(name)
              + ": the folder holds step "
              + earlier.getFirst().progress().step()
              + " already; resume from there, or choose another folder");
    }
    for (Path left : list(PART)) {
      PendingFolder.delete(left);
    }
    Path part = Files.createDirectory(folder.resolve(name + PART));
    try {
      write(part, progress, configs, state);
      Files.move(part, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
      force(folder);
    } finally {
      if (Files.exists(part)) {
        PendingFolder.delete(part);
      }
    }
    prune(new Snapshot(folder.resolve(name), progress), earlier);
  }

  private static void write(
      Path part,
      TrainingState progress,
      Map<String, ? extends Record> configs,
      SequencedMap<String, Tensor> state)
      throws IOException {
    for (Map.Entry<String, ? extends Record> e : configs.entrySet()) {
      if (!CONFIG.matcher(e.getKey()).matches() || Snapshot.PROGRESS.equals(e.getKey() + ".json")) {
        throw new IllegalArgumentException("config " + e.getKey() + ": cannot have that name");
      }
      Files.writeString(
          part.resolve(e.getKey() + ".json"), ConfigJson.write(e.getValue()) + "\n", UTF_8);
    }
    Files.writeString(part.resolve(Snapshot.PROGRESS), ConfigJson.write(progress) + "\n", UTF_8);
    Path tensors = part.resolve(Snapshot.TENSORS);
    Safetensors.write(tensors, Map.of(), state);
    try (Safetensors written = Safetensors.open(tensors)) {
      for (String tensor : written.names()) {
        written.requireFinite(tensor);
      }
    }
    Sha256Sums.write(part);
    try (Stream<Path> files = Files.list(part)) {
      for (Path file : files.toList()) {
        force(file);
      }
    }
    force(part);
  }

  private void prune(Snapshot saved, List<Snapshot> earlier) throws IOException {
    List<Snapshot> all = new ArrayList<>(List.of(saved));
    all.addAll(earlier);
    Set<Snapshot> kept = new HashSet<>(all.subList(0, Math.min(2, all.size())));
    best(all).ifPresent(kept::add);
    for (Snapshot snapshot : all) {
      if (!kept.contains(snapshot)) {
        // Under its own name a snapshot is always whole, so it loses that before its files.
        Path doomed = sibling(snapshot.folder(), PART);
        Files.move(snapshot.folder(), doomed, StandardCopyOption.ATOMIC_MOVE);
        PendingFolder.delete(doomed);
      }
    }
  }

  /** Newest first; damaged ones are set aside. */
  private List<Snapshot> whole() throws IOException {
    List<Snapshot> whole = new ArrayList<>();
    for (Path candidate : list("")) {
      try {
        whole.add(Snapshot.open(candidate));
      } catch (AccessDeniedException e) {
        throw e;
      } catch (IOException e) {
        Path aside = sibling(candidate, DAMAGED);
        if (Files.exists(aside)) {
          PendingFolder.delete(aside);
        }
        Files.move(candidate, aside, StandardCopyOption.ATOMIC_MOVE);
        warnings.accept(e.getMessage() + "; set aside as " + aside.getFileName());
      }
    }
    return whole;
  }

  /** Those with this ending, newest first. */
  private List<Path> list(String ending) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(
              f -> ending.equals(NAME.matcher(f.getFileName().toString()).replaceFirst("")))
          .sorted(Comparator.comparingLong(Snapshots::step).reversed())
          .toList();
    }
  }

  private static long step(Path snapshot) {
    String name = snapshot.getFileName().toString();
    return Long.parseLong(name.replaceAll("[^0-9]", ""));
  }

  private static Path sibling(Path snapshot, String ending) {
    return snapshot.resolveSibling(snapshot.getFileName() + ending);
  }

  /** Waits until the disk has a file's content, or a folder's names. */
  private static void force(Path path) throws IOException {
    boolean directory = Files.isDirectory(path);
    if (directory && File.separatorChar == '\\') {
      return; // Windows opens no folders, and needs no forcing of them
    }
    try (FileChannel channel =
        FileChannel.open(path, directory ? StandardOpenOption.READ : StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }
}
