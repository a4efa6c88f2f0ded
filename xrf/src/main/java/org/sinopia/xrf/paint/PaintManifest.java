package org.sinopia.xrf.paint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferUShort;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.sinopia.tensor.file.PendingFile;
import org.sinopia.xrf.instrument.InstrumentFile;
import org.sinopia.xrf.recipe.Recipe;

/**
 * Everything that is known of a painted surface and its scan, as JSON, with three pictures whose
 * 16-bit grey values are places in its lists: {@code NAME-paint.json}, {@code NAME-stacks.png},
 * {@code NAME-recipes.png} (0 where there is none, else the place + 1) and {@code NAME-strokes.png}
 * (modulo 65536). {@code xrf/docs/paint.md} describes the fields.
 */
public final class PaintManifest {

  /** The ending of the name of the JSON. */
  public static final String ENDING = "-paint.json";

  private static final String SCHEMA = "sinopia-paint-1";

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  private PaintManifest() {}

  private record Maps(String stacks, String recipes, String strokes) {}

  private record GroundEntry(String name, double topThicknessUm, String colour) {}

  private record Thickness(double medianUm, double logSpread, List<Double> classesUm) {}

  private record Part(String pigment, double volume, double mass) {}

  private record RecipeEntry(
      double pigmentVolume, String binder, String colour, List<Part> pigments) {}

  private record GlazeEntry(double thicknessUm, RecipeEntry recipe) {}

  private record StackEntry(
      Integer recipe,
      Integer thicknessClass,
      boolean glazed,
      Integer hidden,
      Integer retouch,
      String colour,
      long pixels) {}

  private record Manifest(
      String schema,
      String original,
      long seed,
      int height,
      int width,
      int strokes,
      String era,
      List<String> palette,
      GroundEntry ground,
      String binder,
      Varnish varnish,
      Thickness thickness,
      List<RecipeEntry> recipes,
      GlazeEntry glaze,
      List<RecipeEntry> hidden,
      List<RecipeEntry> retouches,
      List<StackEntry> stacks,
      Maps maps,
      JsonNode instrument) {}

  /**
   * Writes manifest and maps.
   *
   * @param scan what was painted and scanned
   * @param original name of the picture that was painted
   * @param folder where they go
   * @param name that their names start with
   */
  public static void write(ScannedSurface scan, String original, Path folder, String name)
      throws IOException {
    PaintedSurface surface = scan.surface();
    Maps maps = new Maps(name + "-stacks.png", name + "-recipes.png", name + "-strokes.png");
    int[] stackOf = surface.stackOf();
    int[] recipeOf = new int[stackOf.length];
    Arrays.setAll(recipeOf, i -> surface.stacks().get(stackOf[i]).recipe() + 1);
    writeMap(stackOf, surface, folder.resolve(maps.stacks));
    writeMap(recipeOf, surface, folder.resolve(maps.recipes));
    writeMap(surface.strokeOf(), surface, folder.resolve(maps.strokes));
    String json = json(scan, original, maps);
    PendingFile.write(
        folder.resolve(name + ENDING),
        file -> Files.writeString(file, json + "\n", StandardCharsets.UTF_8));
  }

  private static void writeMap(int[] places, PaintedSurface surface, Path file) throws IOException {
    BufferedImage image =
        new BufferedImage(surface.width(), surface.height(), BufferedImage.TYPE_USHORT_GRAY);
    short[] samples = ((DataBufferUShort) image.getRaster().getDataBuffer()).getData();
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (short) places[i];
    }
    PendingFile.write(file, path -> ImageIO.write(image, "png", path.toFile()));
  }

  private static String json(ScannedSurface scan, String original, Maps maps) {
    PaintedSurface surface = scan.surface();
    Materials materials = surface.materials();
    ThicknessClasses thicknesses = surface.thicknesses();
    List<Double> classes = new ArrayList<>();
    for (int i = 0; i < thicknesses.count(); i++) {
      classes.add(thicknesses.um(i));
    }
    try {
      return MAPPER.writeValueAsString(
          new Manifest(
              SCHEMA,
              original,
              surface.seed(),
              surface.height(),
              surface.width(),
              surface.strokes(),
              materials.era(),
              materials.pigments().stream().map(pigment -> pigment.name()).toList(),
              new GroundEntry(
                  materials.ground().label(),
                  materials.groundUm(),
                  materials.ground().reflectance().toSrgb().toHex()),
              materials.binder().label(),
              materials.varnish().orElse(null),
              new Thickness(thicknesses.medianUm(), thicknesses.spread(), classes),
              surface.recipes().stream().map(recipe -> painted(recipe, materials)).toList(),
              surface
                  .glaze()
                  .map(glaze -> new GlazeEntry(glaze.thicknessUm(), entry(glaze)))
                  .orElse(null),
              surface.hidden().stream().map(recipe -> painted(recipe, materials)).toList(),
              surface.retouches().stream().map(recipe -> entry(Coats.retouch(recipe))).toList(),
              stacks(surface),
              maps,
              MAPPER.readTree(InstrumentFile.json(scan.instrument()))));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static RecipeEntry painted(Recipe recipe, Materials materials) {
    return entry(Coats.paint(recipe, materials, materials.medianUm()));
  }

  private static RecipeEntry entry(Coat coat) {
    Recipe recipe = coat.recipe();
    double[] masses = recipe.masses();
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < masses.length; i++) {
      Recipe.Part part = recipe.parts().get(i);
      parts.add(new Part(part.pigment().name(), part.volume(), masses[i]));
    }
    return new RecipeEntry(
        coat.pigmentVolume(),
        coat.binder().label(),
        recipe.optics().opaque().toSrgb().toHex(),
        parts);
  }

  private static List<StackEntry> stacks(PaintedSurface surface) {
    long[] pixels = new long[surface.stacks().size()];
    for (int stack : surface.stackOf()) {
      pixels[stack]++;
    }
    List<StackEntry> entries = new ArrayList<>();
    for (int i = 0; i < pixels.length; i++) {
      Stack stack = surface.stacks().get(i);
      Optional<Integer> recipe = place(stack.recipe());
      entries.add(
          new StackEntry(
              recipe.orElse(null),
              recipe.isPresent() ? stack.thickness() : null,
              stack.glazed(),
              place(stack.hidden()).orElse(null),
              place(stack.retouch()).orElse(null),
              surface.colour(i).toHex(),
              pixels[i]));
    }
    return entries;
  }

  private static Optional<Integer> place(int place) {
    return place == Stack.NONE ? Optional.empty() : Optional.of(place);
  }
}
