package org.sinopia.xrf.pigment;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.sinopia.xrf.colour.PaintOptics;
import org.sinopia.xrf.colour.Reflectance;
import org.sinopia.xrf.colour.Srgb;
import org.sinopia.xrf.colour.Wavelengths;

/**
 * Draws how a pigment looks: opaque alone, in mixtures with lead white, and as a coat of usual
 * thickness over black and white, which shows how well it covers.
 */
final class SwatchStrip {
  /** Height of a strip in pixels. */
  static final int HEIGHT = 92;

  private static final int MARGIN = 24;
  private static final int LABEL = 20;
  private static final Color TEXT = new Color(0x505050);

  private SwatchStrip() {}

  /**
   * One swatch.
   *
   * @param label what is written below
   * @param left colour of its left half
   * @param right colour of its right half
   */
  private record Swatch(String label, Srgb left, Srgb right) {}

  /**
   * The strip of a pigment.
   *
   * @param colour its masstone
   * @param pigment what else is known of it, if anything
   * @param width width of the picture in pixels
   */
  static BufferedImage draw(Srgb colour, Optional<LibraryPigment> pigment, int width) {
    BufferedImage image = new BufferedImage(width, HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, width, HEIGHT);
    graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 11));
    List<Swatch> swatches = pigment.map(SwatchStrip::swatches).orElse(List.of());
    if (swatches.isEmpty()) {
      swatches = List.of(new Swatch("alone", colour, colour));
    }
    // A lone swatch is as wide as one of a whole strip.
    int each = (width - 2 * MARGIN) / Math.max(6, swatches.size());
    for (int i = 0; i < swatches.size(); i++) {
      Swatch swatch = swatches.get(i);
      int x = MARGIN + i * each;
      int height = HEIGHT - LABEL - 8;
      graphics.setColor(new Color(swatch.left.rgb24()));
      graphics.fillRect(x, 0, each / 2, height);
      graphics.setColor(new Color(swatch.right.rgb24()));
      graphics.fillRect(x + each / 2, 0, each - each / 2, height);
      graphics.setColor(TEXT);
      int textWidth = graphics.getFontMetrics().stringWidth(swatch.label);
      graphics.drawString(swatch.label, x + (each - textWidth) / 2, height + 14);
    }
    graphics.dispose();
    return image;
  }

  private static List<Swatch> swatches(LibraryPigment pigment) {
    List<Swatch> swatches = new ArrayList<>();
    swatches.add(new Swatch("alone", pigment.masstone(), pigment.masstone()));
    if (pigment.kind() == PigmentKind.FOIL) {
      return swatches;
    }
    PaintOptics white = PigmentLibrary.builtin().pigment("lead white").optics();
    for (int parts : new int[] {1, 4, 16, 64}) {
      Srgb tint = PaintOptics.mixture(List.of(pigment.optics(), white), 1, parts).opaque().toSrgb();
      swatches.add(new Swatch("1 : %d white".formatted(parts), tint, tint));
    }
    swatches.add(
        new Swatch(
            "%.0f µm on b/w".formatted(pigment.thicknessUm()),
            coat(pigment, 0.03),
            coat(pigment, 0.9)));
    return swatches;
  }

  private static Srgb coat(LibraryPigment pigment, double substrate) {
    double[] below = new double[Wavelengths.COUNT];
    Arrays.fill(below, substrate);
    return pigment
        .optics()
        .film(pigment.thicknessUm(), pigment.oilVolume(), Reflectance.of(below))
        .toSrgb();
  }
}
