package org.sinopia.spark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileStatus;
import org.sinopia.nn.ConfigJson;
import org.sinopia.train.data.pairs.PairsManifest;

/** Finds what a job is applied to. Lists every folder once, however many files it has. */
final class InputFiles {
  private static final Set<String> CUBES =
      Set.of("h5", "hdf5", "hdf", "nxs", "npy", "npz", "rpl", "hdr", "bcf");
  private static final Set<String> PICTURES =
      Set.of("png", "jpg", "jpeg", "tif", "tiff", "bmp", "gif");

  /** The endings of names of files that belong to cube NAME. */
  private static final List<String> BESIDE =
      List.of("-painted.png", "-clustered.png", "-dominant.npy");

  private final Storage storage;
  private final Map<String, NavigableMap<String, FileStatus>> folders = new HashMap<>();

  InputFiles(Storage storage) {
    this.storage = storage;
  }

  /**
   * The items of a command line, in the order given; of a folder or pattern in order of name.
   *
   * @throws IllegalArgumentException if an input is not there, or two have one name
   */
  List<Item> of(Line line) throws IOException {
    List<FileStatus> found = new ArrayList<>();
    for (String input : given(line)) {
      List<FileStatus> matching = storage.glob(input);
      if (matching.isEmpty()) {
        throw new IllegalArgumentException(input + ": no such file");
      }
      for (FileStatus status : matching) {
        found.addAll(status.isDirectory() ? inFolder(status, line.pictures()) : List.of(status));
      }
    }
    if (found.isEmpty()) {
      throw new IllegalArgumentException("expected inputs: files, folders, patterns or --list");
    }
    Map<String, FileStatus> photographs = photographs(line);
    SequencedMap<String, Item> items = new LinkedHashMap<>();
    for (FileStatus status : found) {
      String name = stem(status.getPath().getName());
      List<Item.Stored> files = new ArrayList<>(List.of(stored(status)));
      if (!line.pictures()) {
        files.addAll(beside(status));
      }
      if (photographs.containsKey(name)) {
        files.add(stored(photographs.get(name)));
      }
      Item other = items.putIfAbsent(name, new Item(name, files, ""));
      if (other != null && !other.uri().equals(status.getPath().toString())) {
        throw new IllegalArgumentException(
            "%s and %s would both become %s".formatted(other.uri(), status.getPath(), name));
      }
    }
    return List.copyOf(items.values());
  }

  private List<String> given(Line line) throws IOException {
    List<String> all = new ArrayList<>(line.inputs());
    for (String list : line.lists()) {
      String uri = storage.qualified(list);
      String text = new String(storage.read(uri), StandardCharsets.UTF_8);
      text.lines()
          .map(String::strip)
          .filter(entry -> !entry.isEmpty() && !entry.startsWith("#"))
          .forEach(all::add);
    }
    return all;
  }

  private List<FileStatus> inFolder(FileStatus folder, boolean pictures) throws IOException {
    List<FileStatus> found =
        folder(folder.getPath().toString()).values().stream()
            .filter(status -> status.isFile())
            .filter(
                status ->
                    pictures
                        ? isA(PICTURES, status.getPath().getName())
                        : isCube(status.getPath().getName()))
            .sorted(
                Comparator.comparing(status -> pictures ? "" : stem(status.getPath().getName())))
            .toList();
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          folder.getPath() + ": no " + (pictures ? "pictures" : "cubes") + " in this folder");
    }
    return found;
  }

  private static boolean isCube(String name) {
    return isA(CUBES, name) && BESIDE.stream().noneMatch(name::endsWith);
  }

  private static boolean isA(Set<String> extensions, String name) {
    String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return !name.startsWith(".") && extensions.contains(extension);
  }

  /** The parts of a cube of several files, its pictures and its pigments. */
  private List<Item.Stored> beside(FileStatus cube) throws IOException {
    String own = cube.getPath().getName();
    String name = stem(own);
    List<Item.Stored> found = new ArrayList<>();
    NavigableMap<String, FileStatus> folder = folder(cube.getPath().getParent().toString());
    for (FileStatus status : folder.subMap(name, name + Character.MAX_VALUE).values()) {
      String other = status.getPath().getName();
      boolean belongs =
          (stem(other).equals(name) && !isCube(other))
              || BESIDE.stream().anyMatch(ending -> other.equals(name + ending));
      if (belongs && !other.equals(own) && status.isFile()) {
        found.add(stored(status));
      }
    }
    // Of RPL+RAW and ENVI, the user may name either of the two.
    if (!isCube(own)) {
      for (String header : List.of(name + ".rpl", name + ".hdr")) {
        if (folder.containsKey(header)) {
          found.add(stored(folder.get(header)));
        }
      }
    }
    return found;
  }

  private Map<String, FileStatus> photographs(Line line) throws IOException {
    Map<String, FileStatus> found = new HashMap<>();
    if (!line.photographs().isEmpty()) {
      for (FileStatus status : folder(storage.qualified(line.photographs())).values()) {
        if (isA(PICTURES, status.getPath().getName())) {
          found.putIfAbsent(stem(status.getPath().getName()), status);
        }
      }
    }
    return found;
  }

  private NavigableMap<String, FileStatus> folder(String uri) throws IOException {
    NavigableMap<String, FileStatus> known = folders.get(uri);
    if (known == null) {
      known = new TreeMap<>();
      for (FileStatus status : storage.list(uri)) {
        known.put(status.getPath().getName(), status);
      }
      folders.put(uri, known);
    }
    return known;
  }

  /**
   * The pairs of a folder that are for a split and have a picture.
   *
   * @throws IllegalArgumentException if there is none, or a file of one is missing
   */
  List<Item> pairs(String folder, PairsManifest manifest, String split) throws IOException {
    NavigableMap<String, FileStatus> files = folder(folder);
    List<Item> items = new ArrayList<>();
    for (PairsManifest.Entry entry : manifest.pairs()) {
      if (!entry.split().label().equals(split) || entry.picture() == null) {
        continue;
      }
      List<Item.Stored> stored = new ArrayList<>();
      for (String file : List.of(entry.latent(), entry.picture())) {
        if (!files.containsKey(file)) {
          throw new IllegalArgumentException(folder + "/" + file + ": no such file");
        }
        stored.add(stored(files.get(file)));
      }
      PairsManifest own =
          new PairsManifest(
              manifest.embedderSha256(),
              manifest.embedder(),
              List.of(
                  new PairsManifest.Entry(
                      entry.name(),
                      entry.latent(),
                      entry.picture(),
                      entry.height(),
                      entry.width(),
                      entry.split(),
                      null,
                      null)));
      items.add(new Item(entry.name(), stored, ConfigJson.write(own)));
    }
    if (items.isEmpty()) {
      throw new IllegalArgumentException(
          folder + "/" + PairsManifest.FILE + ": no pair with a picture is for " + split);
    }
    return items;
  }

  /** The list of a folder of pairs. */
  PairsManifest manifest(String folder) throws IOException {
    String file = folder + "/" + PairsManifest.FILE;
    if (!storage.exists(file)) {
      throw new IllegalArgumentException(file + ": no such file");
    }
    return ConfigJson.parse(
        new String(storage.read(file), StandardCharsets.UTF_8),
        file,
        new PairsManifest("", "", List.of()));
  }

  private static Item.Stored stored(FileStatus status) {
    return new Item.Stored(
        status.getPath().toString(), status.getLen(), status.getModificationTime());
  }

  /** A file's name without extension. */
  static String stem(String name) {
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }
}
