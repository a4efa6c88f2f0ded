package org.sinopia.train.baseline;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sinopia.tensor.Device;
import org.sinopia.train.data.PaintedScans;
import org.sinopia.train.data.SyntheticPainting;
import org.sinopia.train.evaluation.ImageMetrics;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.instrument.Instruments;
import org.sinopia.xrf.paint.SurfaceConfig;
import org.sinopia.xrf.painting.Genre;
import org.sinopia.xrf.painting.Painter;
import org.sinopia.xrf.picture.Picture;
import org.sinopia.xrf.pigment.SimulatedPalette;
import org.sinopia.xrf.synthesis.ColourClusters;
import org.sinopia.xrf.synthesis.PaintedPicture;
import org.sinopia.xrf.synthesis.PigmentMixing;
import org.sinopia.xrf.synthesis.ScanConditions;
import org.sinopia.xrf.synthesis.SyntheticCube;

class RecipeDecoderTest {
  private static final Picture PICTURE = Painter.paint(Genre.LANDSCAPE, 48, 48, 3);

  @Test
  void theMoreCountsTheMoreOfThePictureIsTold() throws Exception {
    double few = error(50);
    double many = error(20_000);
    assertTrue(many < 2, "ΔE00 " + many + " of 20000 counts");
    assertTrue(few > 2 * many, "ΔE00 " + few + " of 50 counts, " + many + " of 20000");
  }

  private static double error(double counts) throws Exception {
    SyntheticPainting painting = painting(counts);
    return error(decoder(painting).picture(painting.cube(), Device.cpu()), painting);
  }

  private static double error(Picture told, SyntheticPainting painting) {
    return ImageMetrics.of(told, painting.picture(), 1, Device.cpu()).deltaE();
  }

  private static SyntheticPainting painting(double counts) {
    return new PaintedScans(
            SurfaceConfig.DEFAULT,
            Optional.of(Instruments.GENERIC),
            Optional.of(new EnergyAxis(256, 0.5, 38.5)),
            Optional.of(counts),
            1)
        .of("landscape", "landscape.png", PICTURE);
  }

  private static RecipeDecoder decoder(SyntheticPainting painting) {
    return new RecipeDecoder(
        List.of(KnownPaint.of(((SyntheticPainting.Paint) painting.origin()).scan())));
  }

  @Test
  void neighboursMakeUpForFewCounts() throws Exception {
    SyntheticPainting painting = painting(100);
    RecipeDecoder decoder = decoder(painting);
    double alone = error(decoder.picture(painting.cube(), Device.cpu()), painting);
    double among = error(decoder.pictureByNeighbours(painting.cube(), Device.cpu()), painting);
    assertTrue(among < 0.96 * alone, "ΔE00 " + among + " by neighbours, " + alone + " without");
  }

  @Test
  void itTellsTheClustersOfGanx() throws Exception {
    PaintedPicture surface =
        new PaintedPicture(
            PICTURE,
            ColourClusters.of(PICTURE, 8, 0, 1),
            new PigmentMixing(
                SimulatedPalette.DEFAULT.palette(new EnergyAxis(256, 0.5, 38.5)), 0.6));
    double few = ganxError(surface, 10);
    double many = ganxError(surface, 20_000);
    assertTrue(many < 0.5, "ΔE00 " + many + " of 20000 photons");
    assertTrue(few > 2, "ΔE00 " + few + " of 10 photons");
  }

  /** ΔE00 from the picture in its clusters' colours. */
  private static double ganxError(PaintedPicture surface, int photons) throws Exception {
    SyntheticCube cube = new SyntheticCube(surface, ScanConditions.DEFAULT.withPhotons(photons), 1);
    SyntheticPainting painting = SyntheticPainting.clustered("landscape", PICTURE, surface, cube);
    Picture told = new RecipeDecoder(List.of(KnownPaint.of(surface))).picture(cube, Device.cpu());
    return ImageMetrics.of(told, painting.clustered().orElseThrow(), 1, Device.cpu()).deltaE();
  }
}
