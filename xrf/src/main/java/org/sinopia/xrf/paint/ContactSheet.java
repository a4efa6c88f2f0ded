package org.sinopia.xrf.paint;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.sinopia.tensor.Device;
import org.sinopia.xrf.cube.CubeSummary;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.cube.Tile;
import org.sinopia.xrf.fit.ElementMap;
import org.sinopia.xrf.fit.FitMaps;
import org.sinopia.xrf.fit.ScanFit;
import org.sinopia.xrf.physics.Element;
import org.sinopia.xrf.picture.Picture;
import org.sinopia.xrf.recipe.Recipe;

/**
 * A painted picture at a glance, side by side: the original, what was painted, the map of recipes
 * in false colours, and the maps of the three elements that tell most.
 */
public final class ContactSheet {

  private static final int GAP = 4;
  private static final int MAPS = 3;

  // Lighter elements hardly show in air.
  private static final int LIGHTEST = 20;

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
    List<Element> elements = telling(scan);
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

  /** Each recipe in a colour of its own; black where there is none. */
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

  /** The elements whose share of the pigments varies most over the picture. */
  private static List<Element> telling(ScannedSurface scan) {
    PaintedSurface surface = scan.surface();
    int[] stackOf = new int[scan.height() * scan.width()];
    scan.kinds(new Tile(0, 0, scan.height(), scan.width()), stackOf);
    TreeSet<Element> present = new TreeSet<>();
    List<Map<Element, Double>> shares = new ArrayList<>();
    for (Stack stack : surface.stacks()) {
      Map<Element, Double> share = new LinkedHashMap<>();
      if (stack.recipe() != Stack.NONE) {
        Recipe recipe = surface.recipes().get(stack.recipe());
        share.putAll(recipe.composition().massFractions());
      }
      present.addAll(share.keySet());
      shares.add(share);
    }
    Map<Element, Double> spread = new LinkedHashMap<>();
    for (Element element : present) {
      if (element.z() < LIGHTEST) {
        continue;
      }
      double sum = 0;
      double squares = 0;
      for (int stack : stackOf) {
        double share = shares.get(stack).getOrDefault(element, 0.0);
        sum += share;
        squares += share * share;
      }
      double mean = sum / stackOf.length;
      spread.put(element, squares / stackOf.length - mean * mean);
    }
    return spread.entrySet().stream()
        .sorted(
            Map.Entry.<Element, Double>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(MAPS)
        .map(Map.Entry::getKey)
        .toList();
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
