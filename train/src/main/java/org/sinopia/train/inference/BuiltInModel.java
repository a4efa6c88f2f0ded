package org.sinopia.train.inference;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * The model that comes with the program: trained on synthetic scans of many paintings by random
 * instruments, on random grounds, with the pigments of all eras. How it was made is in {@code
 * train/docs/built-in-model.md}.
 */
public final class BuiltInModel {
  private static final String RESOURCE = "/org/sinopia/train/model/";
  private static final List<String> FILES =
      List.of(
          "model.json",
          "weights.safetensors",
          "trust.json",
          "embedder/model.json",
          "embedder/weights.safetensors");

  private BuiltInModel() {}

  /**
   * Puts it into a folder, as a recolourer with its embedder.
   *
   * @param folder made if it is missing
   */
  public static ModelFolder copyTo(Path folder) throws IOException {
    for (String file : FILES) {
      Path target = folder.resolve(file);
      Files.createDirectories(target.getParent());
      try (InputStream in = BuiltInModel.class.getResourceAsStream(RESOURCE + file)) {
        if (in == null) {
          throw new NoSuchFileException(RESOURCE + file);
        }
        Files.copy(in, target);
      }
    }
    return ModelFolder.open(folder);
  }
}
