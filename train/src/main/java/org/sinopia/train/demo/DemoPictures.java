package org.sinopia.train.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import org.sinopia.train.data.CubeSource;
import org.sinopia.xrf.painting.Genre;
import org.sinopia.xrf.painting.Painter;
import org.sinopia.xrf.painting.PictureFolder;
import org.sinopia.xrf.picture.Picture;
import org.sinopia.xrf.picture.Shrinking;

/**
 * The pictures of a demo.
 *
 * @param source where they came from, as it stands after “pictures”
 * @param byName in order
 */
public record DemoPictures(String source, SequencedMap<String, Picture> byName) {
  private static final int FEWEST = 3;

  /** The picture that no model is trained on: Edvard Munch, The Scream, 1893. */
  public static final String SCREAM = "the-scream";

  private static final String SCREAM_FILE = "the-scream.jpg";

  /** Paints pictures, of all genres in turn. */
  public static DemoPictures painted(DemoConfig config) {
    Genre[] genres = Genre.values();
    List<Picture> all =
        IntStream.range(0, config.pictures())
            .parallel()
            .mapToObj(
                i ->
                    Painter.paint(
                        genres[i % genres.length],
                        config.side(),
                        config.side(),
                        config.seed() * config.pictures() + i))
            .toList();
    SequencedMap<String, Picture> byName = new LinkedHashMap<>();
    for (int i = 0; i < all.size(); i++) {
      String genre = genres[i % genres.length].name().toLowerCase(Locale.ROOT).replace('_', '-');
      byName.put("%s-%02d".formatted(genre, i / genres.length + 1), all.get(i));
    }
    return new DemoPictures("painted by this program", byName);
  }

  /**
   * Reads the pictures of a folder, and makes large ones smaller.
   *
   * @throws IllegalArgumentException if there are fewer than three, two differ in nothing but their
   *     extension, or one is too small
   * @throws org.sinopia.xrf.picture.PictureFormatException if one cannot be read
   */
  public static DemoPictures read(Path folder, DemoConfig config) throws IOException {
    SequencedMap<String, Picture> byName = new LinkedHashMap<>();
    for (Path file : list(folder)) {
      Picture picture = Picture.read(file);
      int shorter = Math.min(picture.height(), picture.width());
      if (shorter < DemoConfig.MIN_SIDE) {
        throw new IllegalArgumentException(
            "%s: %d x %d pixels, expected at least %d a side"
                .formatted(file, picture.height(), picture.width(), DemoConfig.MIN_SIDE));
      }
      if (byName.put(CubeSource.stem(file), Shrinking.toShorterSide(picture, config.side()))
          != null) {
        throw new IllegalArgumentException(
            file + ": another picture has the same name but for its extension");
      }
    }
    if (byName.size() < FEWEST) {
      throw new IllegalArgumentException(
          "%s: %d pictures, expected at least %d, to learn from, to steer by and to judge by"
              .formatted(folder, byName.size(), FEWEST));
    }
    return new DemoPictures("from a folder", byName);
  }

  private static List<Path> list(Path folder) throws IOException {
    try {
      return PictureFolder.list(folder);
    } catch (NotDirectoryException e) {
      throw new IllegalArgumentException(folder + ": is not a folder", e);
    }
  }

  /** The Scream, by way of a file in a folder. */
  static Picture scream(Path folder, DemoConfig config) throws IOException {
    Path file = folder.resolve(SCREAM_FILE);
    try (InputStream in = DemoPictures.class.getResourceAsStream(SCREAM_FILE)) {
      Files.copy(in, file);
    }
    return Shrinking.toShorterSide(Picture.read(file), config.side());
  }
}
