package org.sinopia.xrf.paint;

import java.util.HashMap;
import java.util.Map;
import org.sinopia.xrf.physics.matter.Composition;
import org.sinopia.xrf.physics.matter.Layer;
import org.sinopia.xrf.recipe.Recipe;

/**
 * The coats of a picture. Coats of one recipe share one composition, which is costly to mix and by
 * which equal layers are known later.
 */
final class Coats {
  /** Least share of pigment in the volume of a coat. */
  static final double MIN_VOLUME = 0.3;

  /** Largest share of pigment in the volume of a coat. */
  static final double MAX_VOLUME = 0.7;

  private static final double RETOUCH_UM = 20;
  private static final double RETOUCH_VOLUME = 0.4;

  private final Map<Coat, Layer> unitLayers = new HashMap<>();

  /** The coat of a recipe with the binder and the volume of pigment of a picture. */
  static Coat paint(Recipe recipe, Materials materials, double thicknessUm) {
    double usual = recipe.pigmentVolume(materials.binder() == Binder.LIME);
    double volume = Math.clamp(usual * materials.volumeFactor(), MIN_VOLUME, MAX_VOLUME);
    return new Coat(recipe, materials.binder(), volume, thicknessUm);
  }

  /** The coat of a retouching, in a synthetic medium that X-rays take for oil. */
  static Coat retouch(Recipe recipe) {
    return new Coat(recipe, Binder.OIL, RETOUCH_VOLUME, RETOUCH_UM);
  }

  /** The layer of a coat. */
  Layer layer(Coat coat) {
    Coat unit = new Coat(coat.recipe(), coat.binder(), coat.pigmentVolume(), 1);
    Layer known = unitLayers.computeIfAbsent(unit, Coat::layer);
    Composition composition = known.composition();
    return new Layer(composition, known.densityGcm3(), coat.thicknessUm());
  }
}
