package org.sinopia.xrf.instrument;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sinopia.xrf.physics.matter.Composition;
import org.sinopia.xrf.physics.matter.Layer;
import org.sinopia.xrf.physics.matter.Material;

/**
 * A layer as one writes it: {@code lead white:60,vermilion:40@30um}. Components are separated by
 * commas; each is the name of a material, or {@code =} and a chemical formula, with its share by
 * mass after a colon, which a single component may omit. {@code @} gives the thickness in µm
 * ({@code um}), nm, mm or {@code inf}, and {@code /} a density in g/cm³. The layer holds exactly
 * these components: a binder is one of them if it is named. Without a density, components keep
 * their own volumes.
 */
public final class LayerText {

  private static final int MAX_LENGTH = 1000;
  private static final String NUMBER = "\\d+(?:\\.\\d*)?(?:[eE][+-]?\\d+)?|\\.\\d+";
  private static final Pattern SUFFIX =
      Pattern.compile("(?:@\\s*(?<thick>[^@/]*)|/\\s*(?<dense>" + NUMBER + "))\\s*$");
  private static final Pattern THICKNESS = Pattern.compile("(" + NUMBER + ")\\s*(um|µm|μm|nm|mm)");

  private LayerText() {}

  /**
   * Reads a layer.
   *
   * @param text what the user wrote
   * @param materials the material of a name; throws IllegalArgumentException for an unknown one
   * @throws IllegalArgumentException with one line that shows the text and tells what was expected
   */
  public static Layer parse(String text, Function<String, Material> materials) {
    try {
      return layer(text, materials);
    } catch (IllegalArgumentException e) {
      String shown = text.length() > 80 ? text.substring(0, 80) + "…" : text;
      String message = "layer '%s': %s".formatted(shown, e.getMessage());
      throw new IllegalArgumentException(message.replaceAll("\\R", " "), e);
    }
  }

  private static Layer layer(String text, Function<String, Material> materials) {
    if (text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "%d characters, expected at most %d".formatted(text.length(), MAX_LENGTH));
    }
    String rest = text;
    OptionalDouble thickness = OptionalDouble.empty();
    OptionalDouble density = OptionalDouble.empty();
    for (Matcher m = SUFFIX.matcher(rest); m.find(); m = SUFFIX.matcher(rest)) {
      boolean thick = m.group("thick") != null;
      if (thick ? thickness.isPresent() : density.isPresent()) {
        throw new IllegalArgumentException(
            "two %s, expected one".formatted(thick ? "thicknesses" : "densities"));
      }
      if (thick) {
        thickness = OptionalDouble.of(micrometres(m.group("thick").strip()));
      } else {
        density = OptionalDouble.of(Double.parseDouble(m.group("dense")));
      }
      rest = rest.substring(0, m.start());
    }
    if (thickness.isEmpty()) {
      throw new IllegalArgumentException("no thickness, expected one such as @30um");
    }
    List<Composition.Part> parts = new ArrayList<>();
    double mass = 0;
    double volume = 0;
    String[] components = rest.split(",", -1);
    for (String component : components) {
      Component found = component(component.strip(), components.length == 1, materials);
      parts.add(new Composition.Part(found.material.composition(), found.share));
      mass += found.share;
      if (density.isEmpty()) {
        volume += found.share / found.density();
      }
    }
    Composition composition =
        parts.size() == 1 ? parts.getFirst().composition() : Composition.mixture(parts);
    return new Layer(composition, density.orElse(mass / volume), thickness.getAsDouble());
  }

  private record Component(String text, Material material, double share) {

    double density() {
      return material
          .densityGcm3()
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "density of '%s' is unknown, expected the layer's density after the thickness, such as /3.5"
                          .formatted(text)));
    }
  }

  private static Component component(
      String text, boolean only, Function<String, Material> materials) {
    int colon = text.lastIndexOf(':');
    String what = (colon < 0 ? text : text.substring(0, colon)).strip();
    if (what.isEmpty() || (colon < 0 && !only)) {
      throw new IllegalArgumentException(
          "component '%s', expected a pigment or =FORMULA with its share, such as chalk:40"
              .formatted(text));
    }
    Material material =
        what.startsWith("=")
            ? Material.ofFormula(what.substring(1).strip())
            : materials.apply(what);
    return new Component(what, material, colon < 0 ? 1 : share(text.substring(colon + 1).strip()));
  }

  private static double share(String text) {
    double share = text.matches(NUMBER) ? Double.parseDouble(text) : Double.NaN;
    if (!(share > 0 && share <= 1e9)) {
      throw new IllegalArgumentException(
          "share is '%s', expected a number above 0".formatted(text));
    }
    return share;
  }

  private static double micrometres(String text) {
    if (text.toLowerCase(Locale.ROOT).equals("inf")) {
      return Double.POSITIVE_INFINITY;
    }
    Matcher m = THICKNESS.matcher(text);
    double unit =
        m.matches()
            ? switch (m.group(2)) {
              case "nm" -> 1e-3;
              case "mm" -> 1e3;
              default -> 1;
            }
            : Double.NaN;
    double um = m.matches() ? unit * Double.parseDouble(m.group(1)) : Double.NaN;
    if (!(um > 0 && um <= 1e7)) {
      throw new IllegalArgumentException(
          "thickness is '%s', expected such as 30um, 200nm, 1mm or inf".formatted(text));
    }
    return um;
  }
}
