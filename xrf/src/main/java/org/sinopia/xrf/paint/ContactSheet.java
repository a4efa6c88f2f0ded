package org.sinopia.xrf.paint;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sinopia.tensor.Device;
import org.sinopia.xrf.cube.CubeSummary;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.fit.FitMaps;
import org.sinopia.xrf.fit.ScanFit;
import org.sinopia.xrf.map.ElementMap;
import org.sinopia.xrf.physics.atom.Element;
import org.sinopia.xrf.picture.Picture;

/**
 * A painted picture at a glance, side by side: the original, what was painted, the map of recipes
 * in false colours, and the maps of the three elements that tell most.
 */
public final class ContactSheet {

  private static final int GAP = 4;
  private static final int MAPS = 3;

  // Steps of hue by the golden ratio keep neighbouring numbers apart.
  private static final float HUE_STEP = 0.618034f;

  private ContactSheet() {}

  /**
   * Draws a sheet.
   *
   * @param original what was to be painted
   * @param scan what was painted
   * @param cube its scan
   */
  public static BufferedImage of(Picture original, ScannedSurface scan, DataCube cube)
      throws IOException {
    PaintedSurface surface = scan.surface();
    List<BufferedImage> tiles = new ArrayList<>();
    tiles.add(original.image());
    tiles.add(surface.truth().image());
    tiles.add(recipes(surface));
    List<Element> elements = TellingElements.of(scan, MAPS);
    ScanFit fit =
        ScanFit.of(cube.header(), CubeSummary.of(cube).sumSpectrum(), Set.copyOf(elements));
    try (FitMaps maps = FitMaps.of(cube, fit, elements, Optional.empty(), Device.cpu())) {
      for (int i = 0; i < maps.count(); i++) {
        tiles.add(labelled(maps.get(i)));
      }
    }
    int width = surface.width();
    BufferedImage sheet =
        new BufferedImage(
            tiles.size() * (width + GAP) - GAP, surface.height(), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = sheet.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
    for (int i = 0; i < tiles.size(); i++) {
      graphics.drawImage(tiles.get(i), i * (width + GAP), 0, null);
    }
    graphics.dispose();
    return sheet;
  }

  /** Each recipe in its own colour; black where there is none. */
  private static BufferedImage recipes(PaintedSurface surface) {
    BufferedImage image =
        new BufferedImage(surface.width(), surface.height(), BufferedImage.TYPE_INT_RGB);
    int[] stackOf = surface.stackOf();
    for (int i = 0; i < stackOf.length; i++) {
      int recipe = surface.stacks().get(stackOf[i]).recipe();
      int rgb =
          recipe == Stack.NONE
              ? 0
              : Color.HSBtoRGB(recipe * HUE_STEP, 0.45f + 0.5f * (recipe % 3) / 2, 0.9f);
      image.setRGB(i % surface.width(), i / surface.width(), rgb);
    }
    return image;
  }

  private static BufferedImage labelled(ElementMap map) {
    BufferedImage grey = map.image();
    BufferedImage image =
        new BufferedImage(grey.getWidth(), grey.getHeight(), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.drawImage(grey, 0, 0, null);
    String label = map.name() + " " + map.line();
    graphics.setColor(Color.BLACK);
    graphics.fillRect(2, 2, 6 + graphics.getFontMetrics().stringWidth(label), 16);
    graphics.setColor(Color.YELLOW);
    graphics.drawString(label, 5, 14);
    graphics.dispose();
    return image;
  }
}
