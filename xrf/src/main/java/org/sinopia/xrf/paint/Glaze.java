package org.sinopia.xrf.paint;

import java.util.List;
import java.util.Optional;
import org.sinopia.xrf.RandomStream;
import org.sinopia.xrf.colour.Lab;
import org.sinopia.xrf.pigment.LibraryPigment;
import org.sinopia.xrf.pigment.PigmentKind;
import org.sinopia.xrf.recipe.Recipe;

/** A thin second coat of a lake, over strokes of about its own hue. */
final class Glaze {

  private static final long STREAM = 0x476C617A65L;
  private static final double CHANCE = 0.5;
  private static final double[] THICKNESS_UM = {4, 12};
  private static final double MIN_CHROMA = 12;

  // Cosine of the largest angle between hues.
  private static final double NEAR = 0.8;

  private Glaze() {}

  /** The glaze of a picture, if it gets one. */
  static Optional<Coat> draw(Materials materials, long seed) {
    RandomStream random = new RandomStream(seed, STREAM, 0);
    List<LibraryPigment> lakes =
        materials.pigments().stream().filter(p -> p.kind() == PigmentKind.LAKE).toList();
    boolean wanted = random.uniform() < CHANCE;
    if (!wanted || lakes.isEmpty() || materials.binder() == Binder.LIME) {
      return Optional.empty();
    }
    LibraryPigment lake = lakes.get(random.below(lakes.size()));
    double thicknessUm = random.between(THICKNESS_UM[0], THICKNESS_UM[1]);
    return Optional.of(
        new Coat(Recipe.of(lake), materials.binder(), lake.oilVolume(), thicknessUm));
  }

  /** True if a painter glazes paint of this colour with a lake of that colour. */
  static boolean suits(Lab paint, Lab lake) {
    double chroma = Math.sqrt(paint.a() * paint.a() + paint.b() * paint.b());
    double other = Math.sqrt(lake.a() * lake.a() + lake.b() * lake.b());
    double cosine = (paint.a() * lake.a() + paint.b() * lake.b()) / (chroma * other + 1e-9);
    return chroma >= MIN_CHROMA && cosine >= NEAR;
  }
}
