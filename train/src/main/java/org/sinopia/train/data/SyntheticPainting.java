package org.sinopia.train.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.sinopia.xrf.colour.Srgb;
import org.sinopia.xrf.cube.Tile;
import org.sinopia.xrf.picture.Picture;
import org.sinopia.xrf.synthesis.PaintedPicture;
import org.sinopia.xrf.synthesis.SyntheticCube;

/**
 * A painting with its synthetic cube, and all that is true of it.
 *
 * @param name of the painting
 * @param picture it, as it is seen
 * @param surface its colours as paint
 * @param cube its scan
 */
public record SyntheticPainting(
    String name, Picture picture, PaintedPicture surface, SyntheticCube cube) {
  /** What the name of the picture in the colours of its clusters ends in. */
  public static final String CLUSTERED = "-clustered.png";

  /** The cube, drawn as it is read. */
  public CubeSource source() {
    return CubeSource.of(name, cube);
  }

  /**
   * The picture in the colours of its clusters: all of its colours that a cube can tell, and so the
   * best that can be recovered from it but for what shapes suggest.
   */
  public Picture clustered() {
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
   * Writes what is true of the cube: {@code NAME.png}, {@code NAME-clustered.png}, {@code
   * NAME-dominant.npy}.
   *
   * @param folder where they go
   * @param image where the picture came from, which is not written over
   */
  public void writeTruth(Path folder, Path image) throws IOException {
    Path file = folder.resolve(name + ".png");
    if (!Files.exists(file) || !Files.isSameFile(file, image)) {
      picture.writePng(file);
    }
    clustered().writePng(folder.resolve(name + CLUSTERED));
    DominantPigments.of(cube.map())
        .write(folder.resolve(name + DominantPigments.ENDING), picture.height(), picture.width());
  }
}
