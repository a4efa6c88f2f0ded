package org.sinopia.train.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The model that comes with the program: trained on synthetic scans of many paintings by random
 * instruments, on random grounds, with the pigments of all eras. How it was made is in {@code
 * train/docs/built-in-model.md}. It lies in a temporary folder, a recolourer with its embedder,
 * until this is closed; closing it twice does no harm.
 */
public final class BuiltInModel implements AutoCloseable {
  private static final String RESOURCE = "/org/sinopia/train/model/";
  private static final List<String> FILES =
      List.of(
          "model.json",
          "weights.safetensors",
          "trust.json",
          "scans.safetensors",
          "embedder/model.json",
          "embedder/weights.safetensors");

  private final Path folder;

  private BuiltInModel(Path folder) {
    this.folder = folder;
  }

  /** Unpacks it. */
  public static BuiltInModel unpack() throws IOException {
    BuiltInModel model = new BuiltInModel(Files.createTempDirectory("sinopia-model"));
    try {
      for (String file : FILES) {
        Path target = model.folder.resolve(file);
        Files.createDirectories(target.getParent());
        try (InputStream in = BuiltInModel.class.getResourceAsStream(RESOURCE + file)) {
          if (in == null) {
            throw new NoSuchFileException(RESOURCE + file);
          }
          Files.copy(in, target);
        }
      }
      return model;
    } catch (IOException e) {
      model.close();
      throw e;
    }
  }

  /** The recolourer. */
  public ModelFolder recolourer() throws IOException {
    return ModelFolder.open(folder);
  }

  /** The embedder that it was trained with. */
  public ModelFolder embedder() throws IOException {
    return recolourer().ownEmbedder().orElseThrow();
  }

  @Override
  public void close() throws IOException {
    if (Files.notExists(folder)) {
      return;
    }
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : files) {
      Files.delete(file);
    }
  }
}
