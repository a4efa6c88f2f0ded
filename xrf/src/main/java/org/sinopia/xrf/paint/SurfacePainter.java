package org.sinopia.xrf.paint;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sinopia.xrf.RandomStream;
import org.sinopia.xrf.colour.Lab;
import org.sinopia.xrf.colour.Reflectance;
import org.sinopia.xrf.picture.Picture;
import org.sinopia.xrf.pigment.LibraryPigment;
import org.sinopia.xrf.pigment.PigmentLibrary;
import org.sinopia.xrf.recipe.PaintersPalette;
import org.sinopia.xrf.recipe.RecipeLibrary;

/**
 * Paints pictures: a stroke takes a recipe of the painter's palette whose coat, on this ground,
 * looks like the stroke; the thickness of paint varies smoothly and from stroke to stroke; some
 * pictures have glazes, losses, retouchings in modern pigments, or a picture underneath. The same
 * arguments give the same surface.
 */
public final class SurfacePainter {

  private static final long THICKNESS_STREAM = 0x546869636BL;
  private static final String RETOUCHING_ERA = "modern";
  private static final int RETOUCHING_PIGMENTS = 8;
  private static final int RETOUCHES = 6;
  private static final int MAX_CLASSES = 6;

  /** Share of the variance of the thickness's logarithm that is smooth across strokes. */
  private static final double SMOOTH = 0.55;

  private final SurfaceConfig config;
  private final Picture picture;
  private final long seed;
  private final Materials materials;
  private final RecipeLibrary library;
  private final Regions regions;

  private SurfacePainter(SurfaceConfig config, Picture picture, long seed) {
    this.config = config;
    this.picture = picture;
    this.seed = seed;
    this.materials = Materials.draw(config, seed);
    requireChemistry(materials.pigments());
    this.library = RecipeLibrary.of(materials.pigments());
    this.regions = Regions.of(picture, config.strokePixels());
  }

  /**
   * Paints a picture.
   *
   * @param picture what it shall look like
   * @param config how it is painted
   * @param seed of all chance
   * @throws IllegalArgumentException if a pigment's composition is unknown
   */
  public static PaintedSurface paint(Picture picture, SurfaceConfig config, long seed) {
    SurfacePainter painter = new SurfacePainter(config, picture, seed);
    return painter.surface(
        HiddenPicture.draw(picture.height(), picture.width(), painter.library, seed));
  }

  /**
   * Paints a picture over another.
   *
   * @param hidden the other, of the same size
   * @throws IllegalArgumentException if its size differs; otherwise as {@link #paint}
   */
  public static PaintedSurface paintOver(
      Picture picture, Picture hidden, SurfaceConfig config, long seed) {
    if (picture.height() != hidden.height() || picture.width() != hidden.width()) {
      throw new IllegalArgumentException(
          "painting of %d x %d pixels over one of %d x %d, expected the same size"
              .formatted(picture.height(), picture.width(), hidden.height(), hidden.width()));
    }
    SurfacePainter painter = new SurfacePainter(config, picture, seed);
    return painter.surface(HiddenPicture.of(hidden, painter.library, seed));
  }

  private static void requireChemistry(List<LibraryPigment> pigments) {
    for (LibraryPigment pigment : pigments) {
      if (pigment.masses().isEmpty()) {
        throw new IllegalArgumentException(
            "pigment '%s': only its spectrum is known, expected masses of formulas to paint with it"
                .formatted(pigment.name()));
      }
    }
  }

  private PaintedSurface surface(HiddenPicture under) {
    StrokePlan plan = plan();
    Optional<Coat> glaze = Glaze.draw(materials, seed);
    boolean[] glazed = glazed(plan, glaze);
    Damage damage = Damage.draw(picture.height(), picture.width(), seed);
    Optional<StrokePlan> retouching = retouching(damage);
    float[] deviations = deviations();
    for (int classes = MAX_CLASSES; ; classes--) {
      ThicknessClasses thicknesses =
          new ThicknessClasses(materials.medianUm(), materials.spread(), classes);
      Map<Stack, Integer> places = new LinkedHashMap<>();
      int[] stackOf = new int[deviations.length];
      for (int i = 0; i < stackOf.length; i++) {
        int region = regions.labels()[i];
        Stack stack;
        if (damage.retouched()[i] && retouching.isPresent()) {
          stack = Stack.retouched(retouching.get().recipeOf()[region]);
        } else if (damage.lost()[i]) {
          stack = Stack.LOST;
        } else {
          stack =
              new Stack(
                  plan.recipeOf()[region],
                  thicknesses.of(deviations[i]),
                  glazed[region],
                  under.recipeOf()[i],
                  Stack.NONE);
        }
        Integer known = places.putIfAbsent(stack, places.size());
        stackOf[i] = known == null ? places.size() - 1 : known;
      }
      if (places.size() <= config.maxStacks() || classes == 1) {
        return new PaintedSurface(
            seed,
            config,
            materials,
            thicknesses,
            regions,
            plan.recipes(),
            under.recipes(),
            retouching.map(StrokePlan::recipes).orElse(List.of()),
            glaze,
            List.copyOf(places.keySet()),
            stackOf);
      }
    }
  }

  private StrokePlan plan() {
    return StrokePlan.of(
        library,
        regions.colours(),
        regions.areas(),
        config.maxRecipes(),
        recipe -> {
          Coat coat = Coats.paint(recipe, materials, materials.medianUm());
          Reflectance bare = coat.over(materials.ground().reflectance());
          return materials.varnish().map(varnish -> varnish.over(bare)).orElse(bare);
        },
        seed);
  }

  private boolean[] glazed(StrokePlan plan, Optional<Coat> glaze) {
    boolean[] glazed = new boolean[regions.count()];
    if (glaze.isPresent()) {
      Lab lake = glaze.get().recipe().optics().opaque().toLab();
      for (int region = 0; region < glazed.length; region++) {
        glazed[region] = Glaze.suits(plan.colours().get(plan.recipeOf()[region]), lake);
      }
    }
    return glazed;
  }

  /** The recipes of retouchings, if there are any. */
  private Optional<StrokePlan> retouching(Damage damage) {
    boolean any = false;
    for (boolean retouched : damage.retouched()) {
      any |= retouched;
    }
    PigmentLibrary pigments = config.library();
    if (!any || !pigments.paletteNames().contains(RETOUCHING_ERA)) {
      return Optional.empty();
    }
    double[] areas = new double[regions.count()];
    for (int i = 0; i < damage.retouched().length; i++) {
      areas[regions.labels()[i]] += damage.retouched()[i] ? 1 : 0;
    }
    List<LibraryPigment> modern =
        PaintersPalette.draw(pigments, RETOUCHING_ERA, RETOUCHING_PIGMENTS, seed).pigments();
    requireChemistry(modern);
    return Optional.of(
        StrokePlan.of(
            RecipeLibrary.of(modern),
            regions.colours(),
            areas,
            RETOUCHES,
            recipe -> Coats.retouch(recipe).over(materials.ground().reflectance()),
            seed));
  }

  /** How many standard deviations the thickness of each pixel lies from the median. */
  private float[] deviations() {
    RandomStream random = new RandomStream(seed, THICKNESS_STREAM, 0);
    double side = Math.max(24, Math.max(picture.height(), picture.width()));
    float[] field =
        SmoothField.draw(random, picture.height(), picture.width(), Math.max(16, side / 12), side);
    double[] ofStroke = new double[regions.count()];
    for (int i = 0; i < ofStroke.length; i++) {
      ofStroke[i] = random.normal();
    }
    double smooth = Math.sqrt(SMOOTH);
    double rough = Math.sqrt(1 - SMOOTH);
    for (int i = 0; i < field.length; i++) {
      field[i] = (float) (smooth * field[i] + rough * ofStroke[regions.labels()[i]]);
    }
    return field;
  }
}
