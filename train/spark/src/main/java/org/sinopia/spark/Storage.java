package org.sinopia.spark;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;

/**
 * Files of every file system that Hadoop knows: {@code file}, {@code hdfs}, {@code s3a} and others.
 * A file written here is whole or not there: it is written under another name and renamed. Safe
 * from any thread.
 */
final class Storage implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The settings, as Spark's own configuration cannot be serialised. */
  private final HashMap<String, String> settings;

  private transient volatile Configuration configuration;

  /** With the settings of a configuration. */
  Storage(Configuration configuration) {
    this.settings = new HashMap<>();
    for (Map.Entry<String, String> setting : configuration) {
      settings.put(setting.getKey(), setting.getValue());
    }
  }

  private Configuration configuration() {
    Configuration known = configuration;
    if (known == null) {
      known = new Configuration(false);
      for (Map.Entry<String, String> setting : settings.entrySet()) {
        known.set(setting.getKey(), setting.getValue());
      }
      configuration = known;
    }
    return known;
  }

  /** The file system of a path; local files without the checksums that Hadoop puts beside them. */
  private FileSystem system(Path path) throws IOException {
    FileSystem system = path.getFileSystem(configuration());
    return system instanceof LocalFileSystem local ? local.getRaw() : system;
  }

  /** The path of a name, complete with its file system. */
  String qualified(String name) throws IOException {
    Path path = new Path(name);
    return system(path).makeQualified(path).toString();
  }

  /** True for files of this machine, which need no copy. */
  boolean isLocal(String uri) throws IOException {
    return isLocal(system(new Path(uri)));
  }

  private static boolean isLocal(FileSystem system) {
    return system.getUri().getScheme().equals("file");
  }

  /** The local file of a path of which {@link #isLocal} is true. */
  static java.nio.file.Path local(String uri) {
    return java.nio.file.Path.of(new Path(uri).toUri().getPath());
  }

  /** The status of a path, or null. */
  FileStatus status(String uri) throws IOException {
    Path path = new Path(uri);
    FileSystem system = system(path);
    return system.exists(path) ? system.getFileStatus(path) : null;
  }

  /** True if there is a file or folder. */
  boolean exists(String uri) throws IOException {
    Path path = new Path(uri);
    return system(path).exists(path);
  }

  /**
   * The paths that a pattern stands for, in order of name; a name that is there stands for itself.
   */
  List<FileStatus> glob(String pattern) throws IOException {
    Path path = new Path(pattern);
    FileSystem system = system(path);
    if (system.exists(path)) {
      return List.of(system.getFileStatus(path));
    }
    FileStatus[] found = system.globStatus(path);
    return found == null ? List.of() : sorted(found);
  }

  /** The content of a folder, in order of name; nothing if it is not there. */
  List<FileStatus> list(String folder) throws IOException {
    Path path = new Path(folder);
    FileSystem system = system(path);
    return system.exists(path) ? sorted(system.listStatus(path)) : List.of();
  }

  private static List<FileStatus> sorted(FileStatus[] found) {
    return Arrays.stream(found)
        .sorted(Comparator.comparing((FileStatus status) -> status.getPath().toString()))
        .toList();
  }

  /** All files in a folder and those below, by their names relative to it. */
  List<String> walk(String folder) throws IOException {
    List<String> names = new ArrayList<>();
    for (FileStatus status : list(folder)) {
      String name = status.getPath().getName();
      if (status.isDirectory()) {
        walk(folder + "/" + name).forEach(below -> names.add(name + "/" + below));
      } else {
        names.add(name);
      }
    }
    return names;
  }

  /** A small file's bytes. */
  byte[] read(String uri) throws IOException {
    Path path = new Path(uri);
    try (InputStream in = system(path).open(path)) {
      return in.readAllBytes();
    }
  }

  /** Copies a file to this machine. */
  void download(String uri, java.nio.file.Path target) throws IOException {
    Path path = new Path(uri);
    Files.createDirectories(target.getParent());
    try (InputStream in = system(path).open(path)) {
      Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Copies a file of this machine; folders above it are made. */
  void upload(java.nio.file.Path file, String uri) throws IOException {
    Path path = new Path(uri);
    try (OutputStream out = system(path).create(path, true)) {
      Files.copy(file, out);
    }
  }

  /** Gives a file its name in one move; one that has the name already is replaced. */
  void rename(String from, String to) throws IOException {
    Path target = new Path(to);
    FileSystem system = system(target);
    system.mkdirs(target.getParent());
    if (isLocal(system)) {
      Files.move(
          local(from),
          local(to),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } else {
      FileContext.getFileContext(system.getUri(), configuration())
          .rename(new Path(from), target, Options.Rename.OVERWRITE);
    }
  }

  /** Gives a folder its name; one that has the name already is deleted first. */
  void replaceFolder(String from, String to) throws IOException {
    Path target = new Path(to);
    FileSystem system = system(target);
    system.delete(target, true);
    if (!system.rename(new Path(from), target)) {
      throw new IOException(from + ": cannot be renamed to " + to);
    }
  }

  /** Writes a text under a temporary name and renames it in one move. */
  void write(String text, String uri, String temporary) throws IOException {
    Path path = new Path(temporary);
    try (OutputStream out = system(path).create(path, true)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    rename(temporary, uri);
  }

  /** Deletes a file, or a folder with all that is in it, if it is there. */
  void delete(String uri) throws IOException {
    Path path = new Path(uri);
    system(path).delete(path, true);
  }
}
