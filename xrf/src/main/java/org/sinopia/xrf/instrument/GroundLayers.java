package org.sinopia.xrf.instrument;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sinopia.xrf.physics.Composition;
import org.sinopia.xrf.physics.Layer;

/** What lies under paint, by the names that conservators use. */
public final class GroundLayers {

  private static final double THICK = Double.POSITIVE_INFINITY;

  private static final Map<String, List<Layer>> BY_NAME = new LinkedHashMap<>();

  static {
    Layer gesso = layer(1.6, THICK, "CaSO4·2H2O", 92, "C102H151N31O39", 8);
    BY_NAME.put("none", List.of());
    BY_NAME.put(
        "plaster",
        List.of(layer(1.8, THICK, "CaCO3", 66, "SiO2", 31, "Al2Si2O5(OH)4", 2.7, "Fe2O3", 0.3)));
    BY_NAME.put("gesso", List.of(gesso));
    BY_NAME.put("chalk", List.of(layer(1.5, THICK, "CaCO3", 92, "C102H151N31O39", 8)));
    BY_NAME.put("lead white", List.of(layer(4.2, 40, "2PbCO3·Pb(OH)2", 90, "C57H98O6", 10), gesso));
    BY_NAME.put(
        "bole",
        List.of(
            layer(2.2, 40, "Al2Si2O5(OH)4", 60, "Fe2O3", 20, "SiO2", 15, "C102H151N31O39", 5),
            gesso));
  }

  private GroundLayers() {}

  /** The names. */
  public static Set<String> names() {
    return BY_NAME.keySet();
  }

  /**
   * The layers of a ground, from the surface inward, the last without end; empty for {@code none}.
   *
   * @throws IllegalArgumentException if the name is unknown
   */
  public static List<Layer> of(String name) {
    List<Layer> layers = BY_NAME.get(name);
    if (layers == null) {
      throw new IllegalArgumentException(
          "unknown ground '%s', expected one of %s".formatted(name, names()));
    }
    return layers;
  }

  // Formulas and masses by turns; glue is written as collagen.
  private static Layer layer(double density, double um, Object... parts) {
    List<Composition.Part> found = new ArrayList<>();
    for (int i = 0; i < parts.length; i += 2) {
      found.add(Composition.Part.of((String) parts[i], ((Number) parts[i + 1]).doubleValue()));
    }
    return new Layer(Composition.mixture(found), density, um);
  }
}
