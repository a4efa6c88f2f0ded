package org.sinopia.xrf.paint;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sinopia.xrf.colour.Reflectance;
import org.sinopia.xrf.colour.Srgb;
import org.sinopia.xrf.physics.matter.Layer;
import org.sinopia.xrf.physics.matter.Specimen;
import org.sinopia.xrf.picture.Picture;
import org.sinopia.xrf.recipe.Recipe;

/**
 * A picture as it was painted: for each pixel a stack of layers. {@link SurfacePainter} makes it.
 * Immutable.
 */
public final class PaintedSurface {

  /** Name of the dominant pigment where the ground lies bare. */
  public static final String GROUND = "ground";

  private final long seed;
  private final SurfaceConfig config;
  private final Materials materials;
  private final ThicknessClasses thicknesses;
  private final Regions regions;
  private final List<Recipe> recipes;
  private final List<Recipe> hidden;
  private final List<Recipe> retouches;
  private final Optional<Coat> glaze;
  private final List<Stack> stacks;
  private final int[] stackOf;
  private final List<Specimen> specimens = new ArrayList<>();
  private final List<Srgb> colours = new ArrayList<>();

  PaintedSurface(
      long seed,
      SurfaceConfig config,
      Materials materials,
      ThicknessClasses thicknesses,
      Regions regions,
      List<Recipe> recipes,
      List<Recipe> hidden,
      List<Recipe> retouches,
      Optional<Coat> glaze,
      List<Stack> stacks,
      int[] stackOf) {
    this.seed = seed;
    this.config = config;
    this.materials = materials;
    this.thicknesses = thicknesses;
    this.regions = regions;
    this.recipes = List.copyOf(recipes);
    this.hidden = List.copyOf(hidden);
    this.retouches = List.copyOf(retouches);
    this.glaze = glaze;
    this.stacks = List.copyOf(stacks);
    this.stackOf = stackOf;
    Coats coats = new Coats();
    List<Layer> ground = materials.ground().layers(materials.groundUm());
    Optional<Layer> varnish = materials.varnish().map(Varnish::layer);
    for (Stack stack : this.stacks) {
      Reflectance seen = materials.ground().reflectance();
      List<Layer> layers = new ArrayList<>(ground);
      for (Coat coat : coatsOf(stack)) {
        seen = coat.over(seen);
        layers.addFirst(coats.layer(coat));
      }
      if (materials.varnish().isPresent()) {
        seen = materials.varnish().get().over(seen);
        layers.addFirst(varnish.orElseThrow());
      }
      Srgb colour = seen.toSrgb();
      colours.add(
          new Srgb(
              Math.clamp(colour.r(), 0.0, 1.0),
              Math.clamp(colour.g(), 0.0, 1.0),
              Math.clamp(colour.b(), 0.0, 1.0)));
      specimens.add(new Specimen(layers));
    }
  }

  /** The coats of paint of a stack, the lowest first. */
  public List<Coat> coatsOf(Stack stack) {
    List<Coat> coats = new ArrayList<>();
    if (stack.hidden() != Stack.NONE) {
      coats.add(paint(hidden.get(stack.hidden()), materials.medianUm()));
    }
    if (stack.recipe() != Stack.NONE) {
      coats.add(paint(recipes.get(stack.recipe()), thicknesses.um(stack.thickness())));
    }
    if (stack.glazed()) {
      coats.add(glaze.orElseThrow());
    }
    if (stack.retouch() != Stack.NONE) {
      coats.add(Coats.retouch(retouches.get(stack.retouch())));
    }
    return coats;
  }

  private Coat paint(Recipe recipe, double thicknessUm) {
    return Coats.paint(recipe, materials, thicknessUm);
  }

  /** Seed of all chance in it. */
  public long seed() {
    return seed;
  }

  /** How it was painted. */
  public SurfaceConfig config() {
    return config;
  }

  /** The materials that it was painted with. */
  public Materials materials() {
    return materials;
  }

  /** The classes of thickness of the paint. */
  public ThicknessClasses thicknesses() {
    return thicknesses;
  }

  /** Rows of pixels. */
  public int height() {
    return regions.height();
  }

  /** Pixels of a row. */
  public int width() {
    return regions.width();
  }

  /** Number of strokes. */
  public int strokes() {
    return regions.count();
  }

  /** The stroke of each pixel, row by row. */
  public int[] strokeOf() {
    return regions.labels().clone();
  }

  /** Recipes of the paint. */
  public List<Recipe> recipes() {
    return recipes;
  }

  /** Recipes of the hidden picture; none if there is none. */
  public List<Recipe> hidden() {
    return hidden;
  }

  /** Recipes of retouchings; none if there are none. */
  public List<Recipe> retouches() {
    return retouches;
  }

  /** The glaze, if there is one. */
  public Optional<Coat> glaze() {
    return glaze;
  }

  /** The different stacks of layers. */
  public List<Stack> stacks() {
    return stacks;
  }

  /** Place of the stack of each pixel, row by row. */
  public int[] stackOf() {
    return stackOf.clone();
  }

  /** Copies the places of the stacks of a row's pixels. */
  void stacksOf(int row, int column, int count, int[] into, int at) {
    System.arraycopy(stackOf, row * width() + column, into, at, count);
  }

  /** The layers of a stack, varnish and ground included, as X-rays meet them. */
  public Specimen specimen(int stack) {
    return specimens.get(stack);
  }

  /** The colour of a stack, each component 0 to 1. */
  public Srgb colour(int stack) {
    return colours.get(stack);
  }

  /** Name of the pigment that the topmost coat of a stack but a glaze holds most of by volume. */
  public String dominant(int stack) {
    Stack layers = stacks.get(stack);
    Recipe recipe;
    if (layers.retouch() != Stack.NONE) {
      recipe = retouches.get(layers.retouch());
    } else if (layers.recipe() != Stack.NONE) {
      recipe = recipes.get(layers.recipe());
    } else {
      return GROUND;
    }
    return recipe.parts().getFirst().pigment().name();
  }

  /** The picture in the colours of what was painted. */
  public Picture truth() {
    int size = stackOf.length;
    float[] planes = new float[3 * size];
    for (int i = 0; i < size; i++) {
      Srgb colour = colours.get(stackOf[i]);
      planes[i] = (float) colour.r();
      planes[size + i] = (float) colour.g();
      planes[2 * size + i] = (float) colour.b();
    }
    return Picture.of(height(), width(), planes);
  }
}
