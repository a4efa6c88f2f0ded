package org.sinopia.xrf.cube.hdf5;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.sinopia.xrf.cube.SampleType;

/**
 * All groups and datasets of a file, and of those that its external links lead to, as the HDF5 C
 * library sees them. Only hard links are opened by the library; others are followed here, and only
 * to files within the folder of the first.
 */
final class LibraryTree {

  /** Objects of other files lie below a name that no path of HDF5 has. */
  private static final String OTHER_FILES = "/\u0000";

  private static final int MAX_FILES = 256;
  private static final int MAX_SOURCES = 10_000;

  private final NativeHdf5 library;
  private final Path folder;
  private final SortedMap<String, Hdf5Object> objects = new TreeMap<>();
  private final Map<String, Long> identifiers = new HashMap<>();
  private final Map<String, String> links = new TreeMap<>();
  private final Map<Path, String> files = new HashMap<>();
  private final Map<String, String> refused = new TreeMap<>();

  private LibraryTree(NativeHdf5 library, Path folder) {
    this.library = library;
    this.folder = folder;
  }

  static LibraryTree of(NativeHdf5 library, Path file) throws IOException {
    Path real = file.toRealPath();
    LibraryTree tree = new LibraryTree(library, real.getParent());
    tree.add(real, "");
    SoftLinks.follow(
        tree.objects,
        tree.links,
        (alias, target) -> tree.identifiers.put(alias, tree.identifiers.get(target.path())));
    tree.objects.keySet().removeIf(path -> path.startsWith(OTHER_FILES));
    if (!tree.refused.isEmpty()
        && tree.objects.values().stream()
            .noneMatch(object -> object.isNumeric() && object.sizes().length > 2)) {
      throw new IOException(tree.refused.values().iterator().next());
    }
    return tree;
  }

  private void add(Path file, String prefix) throws IOException {
    files.put(file, prefix);
    long root = library.open(library.openFile(file.toString()), "/");
    walk(root, prefix, "", new HashSet<>());
  }

  /** A group and all below it; {@code at} is its path in its file, empty for the root. */
  private void walk(long group, String prefix, String at, Set<String> above) throws IOException {
    put(group, prefix + at, prefix, true);
    String identity = library.identity(group);
    if (above.size() >= Hdf5Contents.MAX_DEPTH || !above.add(identity)) {
      return;
    }
    long count = library.links(group);
    for (long i = 0; i < count && objects.size() < Hdf5Contents.MAX_OBJECTS; i++) {
      String name = library.linkName(group, i);
      String path = prefix + at + "/" + name;
      switch (library.linkKind(group, name)) {
        case NativeHdf5.HARD_LINK -> child(group, name, prefix, at + "/" + name, above);
        case NativeHdf5.SOFT_LINK -> {
          String target = text(library.linkValue(group, name), 0);
          String absolute = SoftLinks.absolute(at + "/" + name, target);
          links.put(path, absolute.equals("/") && !prefix.isEmpty() ? prefix : prefix + absolute);
        }
        case NativeHdf5.EXTERNAL_LINK -> external(library.linkValue(group, name), path);
        default -> {}
      }
    }
    above.remove(identity);
  }

  private void child(long group, String name, String prefix, String at, Set<String> above)
      throws IOException {
    long object;
    try {
      object = library.open(group, name);
    } catch (IOException _) {
      // A damaged object does not hide the others.
      return;
    }
    switch (library.kind(object)) {
      case NativeHdf5.GROUP -> walk(object, prefix, at, above);
      case NativeHdf5.DATASET -> put(object, prefix + at, prefix, false);
      default -> {}
    }
  }

  private void external(byte[] value, String path) throws IOException {
    String file = text(value, 1);
    String target = text(value, 2 + file.getBytes(StandardCharsets.UTF_8).length);
    Path real = inside(file, path);
    if (real == null || files.size() >= MAX_FILES) {
      return;
    }
    String prefix = files.get(real);
    if (prefix == null) {
      prefix = OTHER_FILES + files.size();
      add(real, prefix);
    }
    links.put(
        path,
        target.equals("/") && !prefix.isEmpty()
            ? prefix
            : prefix + SoftLinks.absolute("/x", target));
  }

  /** The file that another one names, or null if it is not there or outside the folder. */
  private Path inside(String name, String path) {
    try {
      Path real = folder.resolve(name).toRealPath();
      if (real.startsWith(folder)) {
        return real;
      }
      refused.put(path, path + ": leads to " + name + ", outside the file's folder");
    } catch (IOException | InvalidPathException _) {
      refused.put(path, path + ": leads to " + name + ", which is not there");
    }
    return null;
  }

  private static String text(byte[] bytes, int from) {
    int end = Math.min(from, bytes.length);
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    return new String(
        bytes, Math.min(from, end), end - Math.min(from, end), StandardCharsets.UTF_8);
  }

  private void put(long object, String path, String prefix, boolean group) throws IOException {
    String name = path.isEmpty() ? "/" : path;
    long[] sizes = group ? new long[0] : library.sizes(library.space(object));
    Optional<SampleType> type = group ? Optional.empty() : type(object);
    if (!group && !isSafe(object, name, prefix, 0)) {
      return;
    }
    objects.put(
        name,
        new Hdf5Object(
            name,
            library.identity(object),
            group,
            sizes,
            type,
            new NativeAttributes(library).of(object)));
    identifiers.put(name, object);
  }

  /** Whether all samples of a dataset lie within the folder. */
  private boolean isSafe(long dataset, String path, String prefix, int depth) throws IOException {
    long properties = library.properties(dataset);
    int outside = library.layout(properties) == 1 ? library.externalFiles(properties) : 0;
    for (int i = 0; i < outside; i++) {
      if (inside(library.externalFile(properties, i), path) == null) {
        return false;
      }
    }
    if (library.layout(properties) != NativeHdf5.VIRTUAL) {
      return true;
    }
    long sources = library.sources(properties);
    if (sources > MAX_SOURCES || depth > 8) {
      refused.put(path, path + ": virtual dataset of too many sources");
      return false;
    }
    for (long i = 0; i < sources; i++) {
      String file = library.sourceFile(properties, i);
      if (!isSafeSource(file, library.sourceDataset(properties, i), path, prefix, depth)) {
        return false;
      }
    }
    return true;
  }

  private boolean isSafeSource(String file, String dataset, String path, String prefix, int depth)
      throws IOException {
    if (file.contains("%") || dataset.contains("%")) {
      refused.put(path, path + ": virtual dataset of a pattern of files, which is not supported");
      return false;
    }
    Path self =
        files.entrySet().stream()
            .filter(entry -> entry.getValue().equals(prefix))
            .map(Map.Entry::getKey)
            .findFirst()
            .orElseThrow();
    Path real = file.equals(".") ? self : inside(file, path);
    if (real == null) {
      return false;
    }
    try {
      long source = library.open(library.openFile(real.toString()), dataset);
      return isSafe(source, path, files.getOrDefault(real, prefix), depth + 1);
    } catch (IOException _) {
      refused.put(path, path + ": its source " + file + ":" + dataset + " is not there");
      return false;
    }
  }

  private Optional<SampleType> type(long dataset) throws IOException {
    long type = library.type(dataset);
    int bytes = library.typeBytes(type);
    return switch (library.typeClass(type)) {
      case NativeHdf5.INTEGER -> {
        boolean signed = library.isSigned(type);
        yield switch (bytes) {
          case 1 -> Optional.of(signed ? SampleType.I8 : SampleType.U8);
          case 2 -> Optional.of(signed ? SampleType.I16 : SampleType.U16);
          case 4 -> Optional.of(signed ? SampleType.I32 : SampleType.U32);
          case 8 -> Optional.of(signed ? SampleType.I64 : SampleType.U64);
          default -> Optional.empty();
        };
      }
      case NativeHdf5.FLOAT ->
          switch (bytes) {
            case 2, 4 -> Optional.of(SampleType.F32);
            case 8 -> Optional.of(SampleType.F64);
            default -> Optional.empty();
          };
      default -> Optional.empty();
    };
  }

  SortedMap<String, Hdf5Object> objects() {
    return objects;
  }

  long id(Hdf5Object dataset) {
    return identifiers.get(dataset.path());
  }

  /** Sizes of a dataset's blocks. */
  long[] chunk(Hdf5Object dataset) throws IOException {
    long properties = library.properties(id(dataset));
    long[] sizes = dataset.sizes();
    if (library.layout(properties) == NativeHdf5.CHUNKED) {
      long[] chunk = library.chunk(properties, sizes.length);
      Arrays.setAll(chunk, d -> Math.max(1, Math.min(chunk[d], sizes[d])));
      return chunk;
    }
    long[] block = sizes.clone();
    if (block.length > 2) {
      Arrays.fill(block, 0, block.length - 2, 1);
    }
    return block;
  }

  /** Whether one of the chunks that a box touches is stored; true if there are no chunks. */
  boolean isStored(Hdf5Object dataset, long[] start, long[] count) throws IOException {
    if (library.layout(library.properties(id(dataset))) != NativeHdf5.CHUNKED) {
      return true;
    }
    boolean[] found = new boolean[1];
    Box.forEachChunk(
        start,
        count,
        library.chunk(library.properties(id(dataset)), start.length),
        first -> {
          found[0] = library.isStored(id(dataset), first);
          return !found[0];
        });
    return found[0];
  }
}
