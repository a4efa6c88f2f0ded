package org.sinopia.train.adapt;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sinopia.xrf.RandomStream;
import org.sinopia.xrf.paint.Binder;
import org.sinopia.xrf.paint.GroundKind;
import org.sinopia.xrf.paint.Materials;
import org.sinopia.xrf.paint.SurfaceConfig;
import org.sinopia.xrf.pigment.LibraryPigment;
import org.sinopia.xrf.pigment.PigmentLibrary;
import org.sinopia.xrf.recipe.PaintersPalette;
import org.sinopia.xrf.recipe.PigmentRole;

/** Materials that a search tries: any of an era, and small steps from some that did well. */
final class NearbyMaterials {
  private static final double OTHER_PALETTE = 0.6;
  private static final double OTHER_COATS = 0.4;
  private static final double OTHER_GROUND = 0.2;
  private static final double UNUSUAL_GROUND = 0.25;
  private static final int FEWEST = 4;

  private final PigmentLibrary library;
  private final Optional<GroundKind> ground;
  private final RandomStream random;

  /**
   * Of some pigments.
   *
   * @param library they, with a palette for each era
   * @param ground what is painted on, if that is known
   */
  NearbyMaterials(PigmentLibrary library, Optional<GroundKind> ground, RandomStream random) {
    this.library = library;
    this.ground = ground;
    this.random = random;
  }

  /** Any materials of an era. */
  Materials any(String era) {
    Optional<GroundKind> kind = ground;
    if (kind.isEmpty() && random.uniform() < UNUSUAL_GROUND) {
      GroundKind[] kinds = GroundKind.values();
      kind = Optional.of(kinds[random.below(kinds.length)]);
    }
    SurfaceConfig plain = SurfaceConfig.DEFAULT;
    return Materials.draw(
        new SurfaceConfig(
            library,
            Optional.of(era),
            kind,
            plain.strokePixels(),
            plain.maxRecipes(),
            plain.maxStacks()),
        random.word());
  }

  /** A step from materials: pigments more, fewer or others; thicker coats; another ground. */
  Materials from(Materials parent) {
    Materials other = any(parent.era());
    Materials child = parent;
    if (random.uniform() < OTHER_GROUND) {
      child = child.within(other);
    }
    if (random.uniform() < OTHER_COATS) {
      child = child.withCoatsOf(other);
    }
    if (random.uniform() < OTHER_PALETTE) {
      child = child.withPigments(palette(child.pigments(), child.era()));
    }
    List<LibraryPigment> able = able(child);
    boolean white = able.stream().anyMatch(p -> PigmentRole.of(p) == PigmentRole.WHITE);
    return able.size() < FEWEST || !white ? other : child.withPigments(able);
  }

  private List<LibraryPigment> palette(List<LibraryPigment> pigments, String era) {
    List<LibraryPigment> palette = new ArrayList<>(pigments);
    List<LibraryPigment> others = new ArrayList<>(PaintersPalette.whole(library, era).pigments());
    others.removeAll(pigments);
    for (int change = 1 + random.below(2); change > 0; change--) {
      int kind = random.below(3);
      if (kind != 0 && palette.size() > FEWEST) {
        LibraryPigment out = palette.get(random.below(palette.size()));
        if (kind == 1 && !isNeeded(out, palette)) {
          palette.remove(out);
        } else if (kind == 2) {
          swap(out, palette, others);
        }
      } else if (kind == 0 && palette.size() < PaintersPalette.MAX_PIGMENTS && !others.isEmpty()) {
        palette.add(others.remove(random.below(others.size())));
      }
    }
    return palette;
  }

  private void swap(LibraryPigment out, List<LibraryPigment> palette, List<LibraryPigment> others) {
    List<LibraryPigment> able =
        isNeeded(out, palette)
            ? others.stream().filter(p -> PigmentRole.of(p) == PigmentRole.of(out)).toList()
            : List.copyOf(others);
    if (!able.isEmpty()) {
      LibraryPigment in = able.get(random.below(able.size()));
      palette.remove(out);
      palette.add(in);
      others.remove(in);
    }
  }

  /** Whether it is the only white or dark pigment. */
  private static boolean isNeeded(LibraryPigment pigment, List<LibraryPigment> palette) {
    PigmentRole role = PigmentRole.of(pigment);
    return (role == PigmentRole.WHITE || role == PigmentRole.DARK)
        && palette.stream().filter(p -> PigmentRole.of(p) == role).count() == 1;
  }

  private static List<LibraryPigment> able(Materials materials) {
    return materials.pigments().stream()
        .filter(p -> materials.binder() != Binder.LIME || p.limeVolume() > 0)
        .toList();
  }
}
