package org.sinopia.xrf.picture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** The pictures of a folder. */
public final class PictureFolder {

  private static final Set<String> EXTENSIONS =
      Set.of("png", "jpg", "jpeg", "tif", "tiff", "bmp", "gif");

  private PictureFolder() {}

  /**
   * The picture files that lie in a folder itself, in order of name; hidden ones are left out.
   *
   * @param folder the folder
   * @throws IOException if it cannot be read
   */
  public static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> isPicture(file.getFileName().toString()) && Files.isRegularFile(file))
          .sorted()
          .toList();
    }
  }

  private static boolean isPicture(String name) {
    String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return !name.startsWith(".") && EXTENSIONS.contains(extension);
  }
}
