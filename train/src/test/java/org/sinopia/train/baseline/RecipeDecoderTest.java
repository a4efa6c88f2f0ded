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

class RecipeDecoderTest {
  @Test
  void theMoreCountsTheMoreOfThePictureIsTold() throws Exception {
    Picture picture = Painter.paint(Genre.LANDSCAPE, 48, 48, 3);
    double few = error(picture, 50);
    double many = error(picture, 20_000);
    assertTrue(many < 2, "ΔE00 " + many + " of 20000 counts");
    assertTrue(few > 2 * many, "ΔE00 " + few + " of 50 counts, " + many + " of 20000");
  }

  private static double error(Picture picture, double counts) throws Exception {
    SyntheticPainting painting =
        new PaintedScans(
                SurfaceConfig.DEFAULT,
                Optional.of(Instruments.GENERIC),
                Optional.of(new EnergyAxis(256, 0.5, 38.5)),
                Optional.of(counts),
                1)
            .of("landscape", "landscape.png", picture);
    SyntheticPainting.Paint paint = (SyntheticPainting.Paint) painting.origin();
    Picture told = new RecipeDecoder(List.of(paint.scan())).picture(painting.cube(), Device.cpu());
    return ImageMetrics.of(told, painting.picture(), 1, Device.cpu()).deltaE();
  }
}
