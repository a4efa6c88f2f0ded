package org.sinopia.train.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.sinopia.train.data.CubeSource;
import org.sinopia.train.data.SyntheticPainting;
import org.sinopia.xrf.painting.PictureFolder;
import org.sinopia.xrf.picture.Picture;
import org.sinopia.xrf.synthesis.ColourClusters;
import org.sinopia.xrf.synthesis.OverPainting;
import org.sinopia.xrf.synthesis.PaintedPicture;
import org.sinopia.xrf.synthesis.PigmentMixing;
import org.sinopia.xrf.synthesis.ScanConditions;
import org.sinopia.xrf.synthesis.SyntheticCube;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How synthetic cubes are made of pictures, for every command that makes them. */
final class SynthesisOption {
  @Mixin private PaletteOption palette;

  @Option(
      names = "--threshold",
      defaultValue = "0.6",
      description = "Least similarity of a pigment that takes part in a colour (${DEFAULT-VALUE}).")
  private double threshold;

  @Option(
      names = "--clusters",
      defaultValue = "10",
      description = "Middle of the range of numbers of colours (${DEFAULT-VALUE}).")
  private int clusters;

  @Option(
      names = "--cluster-spread",
      defaultValue = "2",
      description = "How far the range reaches to both sides (${DEFAULT-VALUE}).")
  private int spread;

  @Option(
      names = "--hidden",
      paramLabel = "IMAGE",
      description = "A picture of the same size that lies under each.")
  private Path hidden;

  @Mixin private ScanOption scan;

  @Option(names = "--seed", defaultValue = "1", description = "Of all chance (${DEFAULT-VALUE}).")
  private long seed;

  /** What is common to all pictures. */
  private record Common(PigmentMixing mixing, ScanConditions conditions) {}

  private Common common;

  /**
   * Checks the options.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  void check() {
    if (hidden != null && !palette.isSimulated()) {
      throw new IllegalArgumentException(
          "--hidden: layers are simulated from chemistry, expected no --palette");
    }
    ScanConditions conditions = scan.conditions();
    within("--clusters", clusters, 1);
    within("--cluster-spread", spread, 0);
    common = new Common(new PigmentMixing(palette.palette(), threshold), conditions);
  }

  private static void within(String option, int value, int least) {
    if (value < least || value > Short.MAX_VALUE) {
      throw new IllegalArgumentException(
          "%s: %d, expected %d to %d".formatted(option, value, least, Short.MAX_VALUE));
    }
  }

  /** A picture and its cube; after {@link #check}. */
  SyntheticPainting painting(String name, Path image) throws IOException {
    Picture picture = Picture.read(image);
    PaintedPicture surface = painted(picture);
    SyntheticCube cube =
        new SyntheticCube(
            hidden == null
                ? surface
                : new OverPainting(
                    surface, painted(hiddenUnder(picture, image)), palette.chemistry()),
            common.conditions(),
            seed);
    return new SyntheticPainting(name, picture, surface, cube);
  }

  private Picture hiddenUnder(Picture picture, Path image) throws IOException {
    Picture under = Picture.read(hidden);
    if (under.height() != picture.height() || under.width() != picture.width()) {
      throw new IllegalArgumentException(
          "%s: %d x %d pixels, expected %d x %d as %s"
              .formatted(
                  hidden, under.height(), under.width(), picture.height(), picture.width(), image));
    }
    return under;
  }

  private PaintedPicture painted(Picture picture) {
    return new PaintedPicture(
        picture, ColourClusters.of(picture, clusters, spread, seed), common.mixing());
  }

  /**
   * The pictures that are given, themselves or as folders, by the names of their cubes.
   *
   * @throws IllegalArgumentException if a folder has none, or two have one name
   */
  static SequencedMap<String, Path> named(List<Path> images) throws IOException {
    List<Path> pictures = new ArrayList<>();
    for (Path image : images) {
      if (!Files.exists(image)) {
        throw new NoSuchFileException(image.toString());
      }
      if (Files.isDirectory(image)) {
        List<Path> found = PictureFolder.list(image);
        if (found.isEmpty()) {
          throw new IllegalArgumentException(image + ": no pictures in this folder");
        }
        pictures.addAll(found);
      } else {
        pictures.add(image);
      }
    }
    SequencedMap<String, Path> named = new LinkedHashMap<>();
    for (Path picture : pictures) {
      String name = CubeSource.stem(picture);
      Path other = named.putIfAbsent(name, picture);
      if (other != null && !other.equals(picture)) {
        throw new IllegalArgumentException(
            "%s and %s would both become %s".formatted(other, picture, name));
      }
    }
    return named;
  }
}
