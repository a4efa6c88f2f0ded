package org.sinopia.xrf.synthesis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.colour.Srgb;
import org.sinopia.xrf.cube.Tile;
import org.sinopia.xrf.picture.Picture;
import org.sinopia.xrf.pigment.Palette;
import org.sinopia.xrf.pigment.SimulatedPalette;

class OverPaintingTest {

  private static final EnergyAxis AXIS = new EnergyAxis(128, 0.5, 14.5);
  private static final SimulatedPalette CHEMISTRY =
      new SimulatedPalette(
          List.of(
              SimulatedPalette.DEFAULT.recipe("cinnabar"),
              SimulatedPalette.DEFAULT.recipe("green earth")),
          SimulatedPalette.DEFAULT.ground(),
          SimulatedPalette.DEFAULT.spectrometer());
  private static final Palette PALETTE = CHEMISTRY.palette(AXIS);

  private static PaintedPicture flat(String pigment, int width) {
    Srgb colour = PALETTE.pigment(pigment).colour();
    float[] planes = new float[3 * width];
    Arrays.fill(planes, 0, width, (float) colour.r());
    Arrays.fill(planes, width, 2 * width, (float) colour.g());
    Arrays.fill(planes, 2 * width, 3 * width, (float) colour.b());
    return new PaintedPicture(
        Picture.of(1, width, planes),
        new ColourClusters(List.of(colour), Double.NaN),
        new PigmentMixing(PALETTE, 0.9));
  }

  @Test
  void pureCoatsGiveTheLayeredSpectrum() {
    OverPainting map = new OverPainting(flat("green earth", 2), flat("cinnabar", 2), CHEMISTRY);
    int[] kinds = {-1, -1};
    map.kinds(new Tile(0, 0, 1, 2), kinds);
    assertArrayEquals(new int[] {0, 0}, kinds);
    assertEquals("green earth", map.dominant(0));
    assertArrayEquals(
        CHEMISTRY.spectrum(AXIS, List.of("green earth", "cinnabar")).probabilities(),
        map.spectrum(0).probabilities(),
        1e-12);
  }

  @Test
  void aHiddenCinnabarShinesThroughGreenEarth() {
    OverPainting hidden = new OverPainting(flat("green earth", 1), flat("cinnabar", 1), CHEMISTRY);
    OverPainting bare = new OverPainting(flat("green earth", 1), flat("green earth", 1), CHEMISTRY);
    int mercury = AXIS.binOf(9.99);
    assertTrue(
        hidden.spectrum(0).probability(mercury) > 10 * bare.spectrum(0).probability(mercury));
  }

  @Test
  void picturesOfDifferentSizesAreRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new OverPainting(flat("cinnabar", 1), flat("cinnabar", 2), CHEMISTRY));
  }

  @Test
  void bothPicturesAreNamedInTheAttributes() {
    var attributes =
        new OverPainting(flat("green earth", 1), flat("cinnabar", 1), CHEMISTRY).attributes();
    assertEquals(
        PALETTE.pigment("green earth").colour().toHex(), attributes.get("cluster_colours"));
    assertEquals(
        PALETTE.pigment("cinnabar").colour().toHex(), attributes.get("hidden_cluster_colours"));
  }
}
