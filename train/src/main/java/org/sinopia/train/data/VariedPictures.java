package org.sinopia.train.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.sinopia.xrf.RandomStream;
import org.sinopia.xrf.picture.Picture;
import org.sinopia.xrf.picture.Shrinking;

/**
 * Pictures without end, made of a few: all of them in turn, then all again, each time the whole or
 * a part, in colours on the way from its own to those of another one. So there are far more pairs
 * of forms and colours than pictures, and all of them are such as painters chose.
 *
 * <p>Safe for several threads. Pictures stay in memory, three times as large as is wanted.
 */
public final class VariedPictures {
  private static final long STREAM = 0x56617269L;
  private static final double WHOLE = 0.5;
  private static final double TURN = 0.15;

  private final List<Map.Entry<String, Path>> files;
  private final Optional<Integer> side;
  private final long seed;
  private final ConcurrentMap<Path, Picture> kept = new ConcurrentHashMap<>();
  private final ConcurrentMap<Path, ColourRange> ranges = new ConcurrentHashMap<>();

  /**
   * A picture that might have been painted.
   *
   * @param name of no other one
   * @param file whose forms it has
   */
  public record Varied(String name, Path file, Picture picture) {}

  /**
   * Prepares pictures; reads none yet.
   *
   * @param files by name, at least one
   * @param side pixels of the shorter side; empty for that of each picture
   * @param seed of all chance
   */
  public VariedPictures(SequencedMap<String, Path> files, Optional<Integer> side, long seed) {
    this.files = List.copyOf(files.entrySet());
    this.side = side;
    this.seed = seed;
    if (files.isEmpty()) {
      throw new IllegalArgumentException("pictures to vary: none, expected at least one");
    }
  }

  /**
   * The picture of a number from 0, the same always.
   *
   * @throws IOException if one cannot be read
   */
  public Varied of(long number) throws IOException {
    Map.Entry<String, Path> form = files.get((int) (number % files.size()));
    String name = form.getKey() + ImageSplit.SCAN + (number / files.size() + 1);
    long own = seed + name.hashCode();
    RandomStream random = new RandomStream(own, STREAM, 0);
    Picture picture = read(form.getValue());
    int wanted = side.orElseGet(() -> Math.min(picture.height(), picture.width()));
    Picture from = random.uniform() < WHOLE ? Shrinking.toShorterSide(picture, wanted) : picture;
    Picture part = PictureVariation.of(from, wanted, TURN, own);
    ColourRange colours = range(files.get(random.below(files.size())).getValue());
    return new Varied(name, form.getValue(), colours.applied(part, random.uniform(), random));
  }

  private Picture read(Path file) throws IOException {
    Picture picture = kept.get(file);
    if (picture == null) {
      picture = Picture.read(file);
      if (side.isPresent()) {
        picture = Shrinking.toShorterSide(picture, PictureVariation.ZOOM * side.get());
      }
      kept.put(file, picture);
    }
    return picture;
  }

  private ColourRange range(Path file) throws IOException {
    ColourRange range = ranges.get(file);
    if (range == null) {
      range = ColourRange.of(read(file));
      ranges.put(file, range);
    }
    return range;
  }
}
