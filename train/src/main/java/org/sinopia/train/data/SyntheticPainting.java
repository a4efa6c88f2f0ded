package org.sinopia.train.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.sinopia.xrf.colour.Srgb;
import org.sinopia.xrf.cube.Tile;
import org.sinopia.xrf.paint.PaintManifest;
import org.sinopia.xrf.paint.ScannedSurface;
import org.sinopia.xrf.picture.Picture;
import org.sinopia.xrf.synthesis.PaintedPicture;
import org.sinopia.xrf.synthesis.SyntheticCube;

/**
 * A painting with its synthetic cube, and all that is true of it.
 *
 * @param name of the painting
 * @param picture it, as it is seen: the picture itself, or what was painted of it
 * @param origin how the cube came about
 * @param cube its scan
 */
public record SyntheticPainting(String name, Picture picture, Origin origin, SyntheticCube cube) {
  /** The ending of the name of the picture in the colours of its clusters. */
  public static final String CLUSTERED = "-clustered.png";

  /** The ending of the name of the picture as painted, where it cannot be {@code NAME.png}. */
  public static final String PAINTED = "-painted.png";

  /** The ending of the name of the picture that was painted. */
  public static final String ORIGINAL = "-original.png";

  /** How a cube came about. */
  public sealed interface Origin {}

  /**
   * By ganX: each cluster of colours is a mixture of spectra.
   *
   * @param surface the clusters
   */
  public record Clusters(PaintedPicture surface) implements Origin {}

  /**
   * By painting and scanning.
   *
   * @param file name of the original's file
   * @param original the picture that was painted
   * @param scan what was painted, and what it emits
   */
  public record Paint(String file, Picture original, ScannedSurface scan) implements Origin {}

  /** A picture whose clusters of colours are mixtures of spectra. */
  public static SyntheticPainting clustered(
      String name, Picture picture, PaintedPicture surface, SyntheticCube cube) {
    return new SyntheticPainting(name, picture, new Clusters(surface), cube);
  }

  /** A picture that was painted; what is true is what was painted. */
  public static SyntheticPainting painted(
      String name, String file, Picture original, ScannedSurface scan, SyntheticCube cube) {
    return new SyntheticPainting(
        name, scan.surface().truth(), new Paint(file, original, scan), cube);
  }

  /** The cube, drawn as it is read. */
  public CubeSource source() {
    return CubeSource.of(name, cube, picture);
  }

  /**
   * The picture in the colours of its clusters: all of its colours that a cube of ganX can tell,
   * and so the best that can be recovered from it but for what shapes suggest. Empty for a painted
   * picture, of which a cube can tell all colours.
   */
  public Optional<Picture> clustered() {
    return switch (origin) {
      case Clusters clusters -> Optional.of(clustered(clusters.surface));
      case Paint _ -> Optional.empty();
    };
  }

  private Picture clustered(PaintedPicture surface) {
    int height = picture.height();
    int width = picture.width();
    int[] kinds = new int[height * width];
    surface.kinds(new Tile(0, 0, height, width), kinds);
    List<Srgb> colours = surface.clusters().colours();
    float[] planes = new float[3 * kinds.length];
    for (int i = 0; i < kinds.length; i++) {
      Srgb colour = colours.get(kinds[i]);
      planes[i] = (float) colour.r();
      planes[kinds.length + i] = (float) colour.g();
      planes[2 * kinds.length + i] = (float) colour.b();
    }
    return Picture.of(height, width, planes);
  }

  /**
   * Writes what is true of the cube: {@code NAME.png}, {@code NAME-dominant.npy}, and {@code
   * NAME-clustered.png} or the files of {@link #writePaint}.
   *
   * @param folder where they go
   * @param image where the picture came from, which is not written over: a painted picture is
   *     {@code NAME-painted.png} then
   */
  public void writeTruth(Path folder, Path image) throws IOException {
    Path file = folder.resolve(name + ".png");
    boolean own = Files.exists(file) && Files.isSameFile(file, image);
    if (!own) {
      picture.writePng(file);
    } else if (origin instanceof Paint) {
      picture.writePng(folder.resolve(name + PAINTED));
    }
    Optional<Picture> clustered = clustered();
    if (clustered.isPresent()) {
      clustered.get().writePng(folder.resolve(name + CLUSTERED));
    }
    writePaint(folder);
    DominantPigments.of(cube.map())
        .write(folder.resolve(name + DominantPigments.ENDING), picture.height(), picture.width());
  }

  /**
   * Writes {@code NAME-original.png} and the files of {@link PaintManifest}, if this was painted.
   *
   * @return the manifest's name
   */
  public Optional<String> writePaint(Path folder) throws IOException {
    if (!(origin instanceof Paint paint)) {
      return Optional.empty();
    }
    paint.original.writePng(folder.resolve(name + ORIGINAL));
    PaintManifest.write(paint.scan, paint.file, folder, name);
    return Optional.of(name + PaintManifest.ENDING);
  }
}
