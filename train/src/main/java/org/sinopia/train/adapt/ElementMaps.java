package org.sinopia.train.adapt;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.sinopia.tensor.Device;
import org.sinopia.xrf.colour.Srgb;
import org.sinopia.xrf.cube.DataCube;
import org.sinopia.xrf.fit.FitMaps;
import org.sinopia.xrf.fit.FoundElement;
import org.sinopia.xrf.map.ElementMap;
import org.sinopia.xrf.physics.atom.Element;
import org.sinopia.xrf.picture.Picture;

/** Where the elements of a scan are, and what colours that led to. */
final class ElementMaps {
  private static final int MOST = 10;

  /** The share of pixels with the most of an element. */
  private static final double RICHEST = 0.05;

  private ElementMaps() {}

  /** Maps of the elements with the most counts, those of the object alone. */
  static List<ElementMap> of(DataCube cube, ScanLook look, Device device) throws IOException {
    List<Element> elements =
        look.elements().stream()
            .filter(e -> e.origin() == FoundElement.Origin.OBJECT)
            .map(FoundElement::element)
            .limit(MOST)
            .toList();
    List<ElementMap> maps = new ArrayList<>();
    if (elements.isEmpty()) {
      return maps;
    }
    try (FitMaps fitted = FitMaps.of(cube, look.fit(), elements, Optional.empty(), device)) {
      for (int i = 0; i < fitted.count(); i++) {
        maps.add(fitted.get(i));
      }
    }
    return maps;
  }

  /** The mean colour of a picture where there is most of an element, in hexadecimal. */
  static String colour(ElementMap map, Picture picture) {
    float[] counts = map.counts();
    float[] sorted = counts.clone();
    // NaN is sorted to the end.
    Arrays.sort(sorted);
    int known = sorted.length - map.missing();
    if (known == 0) {
      return "#808080";
    }
    float least = sorted[(int) ((1 - RICHEST) * (known - 1))];
    double[] sum = new double[3];
    int pixels = 0;
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] >= least) {
        for (int c = 0; c < 3; c++) {
          sum[c] += picture.planes()[c * counts.length + i];
        }
        pixels++;
      }
    }
    return new Srgb(sum[0] / pixels, sum[1] / pixels, sum[2] / pixels).toHex();
  }
}
