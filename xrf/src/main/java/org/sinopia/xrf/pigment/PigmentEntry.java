package org.sinopia.xrf.pigment;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.sinopia.xrf.colour.PaintOptics;
import org.sinopia.xrf.colour.Reflectance;
import org.sinopia.xrf.colour.Srgb;
import org.sinopia.xrf.colour.Wavelengths;
import org.sinopia.xrf.physics.matter.ChemicalFormula;
import org.sinopia.xrf.physics.matter.Composition;
import org.sinopia.xrf.spectrum.MeasuredSpectrum;
import org.sinopia.xrf.spectrum.SpectrumFile;
import org.sinopia.xrf.spectrum.SpectrumFormatException;

/**
 * One pigment of a {@link PigmentFile}. Required are {@code name}, a chemistry ({@code masses} by
 * formula with {@code densityGcm3}, or {@code spectrum}, a file that {@link SpectrumFile} reads,
 * relative to this one), and a colour: {@code masstone} as #RRGGBB, {@code reflectance} as a list
 * over the {@link Wavelengths}, or {@code absorption} and {@code scattering} as two such lists.
 * Optional are {@code tintingStrength} (1, as lead white), {@code aliases}, {@code kind} (pigment,
 * lake or foil), {@code oilVolume} (0.4), {@code limeVolume} (0.4), {@code thicknessUm} (30),
 * {@code from} and {@code to} (years), {@code note} and {@code source}.
 */
record PigmentEntry(String file, Path path, int index, JsonNode entry) {
  private static final Set<String> FIELDS =
      Set.of(
          "name",
          "aliases",
          "kind",
          "masstone",
          "reflectance",
          "absorption",
          "scattering",
          "tintingStrength",
          "masses",
          "spectrum",
          "densityGcm3",
          "oilVolume",
          "limeVolume",
          "thicknessUm",
          "from",
          "to",
          "note",
          "source");

  private static final double DEFAULT_DENSITY = 3;
  private static final double DEFAULT_VOLUME = 0.4;
  private static final double DEFAULT_THICKNESS_UM = 30;
  private static final double MAX_STRENGTH = 1000;
  private static final int MAX_YEAR = 1_000_000;

  LibraryPigment pigment() throws IOException {
    if (!entry.isObject()) {
      throw problem("expected an object");
    }
    for (Map.Entry<String, JsonNode> field : entry.properties()) {
      if (!FIELDS.contains(field.getKey())) {
        throw problem("unknown field '" + field.getKey() + "'");
      }
    }
    if (!entry.path("name").isTextual() || entry.path("name").textValue().isBlank()) {
      throw problem("name: expected a text");
    }
    PaintOptics optics = optics();
    Srgb masstone =
        entry.has("masstone") ? colour(entry.get("masstone")) : inGamut(optics.opaque().toSrgb());
    SortedMap<String, Double> masses = masses();
    Optional<MeasuredSpectrum> measured = measured();
    if (masses.isEmpty() && measured.isEmpty()) {
      throw problem("masses: missing, expected masses of formulas, or spectrum");
    }
    // Only a composition needs a density; a measured spectrum stands as it is.
    double density = number("densityGcm3", masses.isEmpty() ? DEFAULT_DENSITY : Double.NaN);
    try {
      return new LibraryPigment(
          entry.path("name").textValue().strip(),
          texts("aliases"),
          kind(),
          masstone,
          optics,
          masses,
          measured,
          density,
          number("oilVolume", DEFAULT_VOLUME),
          number("limeVolume", DEFAULT_VOLUME),
          number("thicknessUm", DEFAULT_THICKNESS_UM),
          new LibraryPigment.Years(year("from").orElse(-MAX_YEAR), year("to")),
          text("note"),
          text("source"));
    } catch (IllegalArgumentException e) {
      throw problem(e.getMessage());
    }
  }

  private PaintOptics optics() throws SpectrumFormatException {
    boolean twoConstants = entry.has("absorption") || entry.has("scattering");
    if (twoConstants) {
      double[] absorption = curve("absorption");
      double[] scattering = curve("scattering");
      try {
        return PaintOptics.of(absorption, scattering);
      } catch (IllegalArgumentException e) {
        throw problem(e.getMessage());
      }
    }
    double strength = number("tintingStrength", 1);
    if (!(strength > 0 && strength <= MAX_STRENGTH)) {
      throw problem(
          "tintingStrength: %s, expected above 0 to %s".formatted(strength, MAX_STRENGTH));
    }
    if (entry.has("reflectance")) {
      double[] values = curve("reflectance");
      try {
        return PaintOptics.of(Reflectance.of(values), strength);
      } catch (IllegalArgumentException e) {
        throw problem("reflectance: " + e.getMessage());
      }
    }
    return PaintOptics.of(colour(entry.path("masstone")), strength);
  }

  private double[] curve(String field) throws SpectrumFormatException {
    JsonNode list = entry.path(field);
    if (!list.isArray() || list.size() != Wavelengths.COUNT) {
      throw problem(
          "%s: %s, expected a list of %d numbers, %d to %d nm in steps of %d"
              .formatted(
                  field,
                  list.isArray() ? list.size() + " numbers" : shown(list),
                  Wavelengths.COUNT,
                  Wavelengths.FROM_NM,
                  Wavelengths.TO_NM,
                  Wavelengths.STEP_NM));
    }
    double[] values = new double[Wavelengths.COUNT];
    for (int i = 0; i < values.length; i++) {
      if (!list.get(i).isNumber()) {
        throw problem(
            "%s: %s at %d nm, expected a number"
                .formatted(field, shown(list.get(i)), Wavelengths.nm(i)));
      }
      values[i] = list.get(i).doubleValue();
    }
    return values;
  }

  private Srgb colour(JsonNode node) throws SpectrumFormatException {
    try {
      return Srgb.ofHex(node.isTextual() ? node.textValue() : shown(node));
    } catch (IllegalArgumentException e) {
      throw problem("masstone: %s, expected a colour as #RRGGBB".formatted(shown(node)));
    }
  }

  private static Srgb inGamut(Srgb colour) {
    return new Srgb(
        Math.clamp(colour.r(), 0, 1), Math.clamp(colour.g(), 0, 1), Math.clamp(colour.b(), 0, 1));
  }

  private SortedMap<String, Double> masses() throws SpectrumFormatException {
    SortedMap<String, Double> masses = new TreeMap<>();
    JsonNode node = entry.path("masses");
    if (node.isMissingNode()) {
      return masses;
    }
    if (!node.isObject() || node.isEmpty()) {
      throw problem("masses: %s, expected an object of masses by formula".formatted(shown(node)));
    }
    for (Map.Entry<String, JsonNode> part : node.properties()) {
      double mass = part.getValue().isNumber() ? part.getValue().doubleValue() : Double.NaN;
      if (!(mass > 0) || Double.isInfinite(mass)) {
        throw problem(
            "masses: %s of '%s', expected a number above 0"
                .formatted(shown(part.getValue()), part.getKey()));
      }
      try {
        Composition.of(ChemicalFormula.parse(part.getKey()));
      } catch (IllegalArgumentException e) {
        throw problem("masses: " + e.getMessage());
      }
      masses.put(part.getKey(), mass);
    }
    return masses;
  }

  private Optional<MeasuredSpectrum> measured() throws IOException {
    JsonNode node = entry.path("spectrum");
    if (node.isMissingNode()) {
      return Optional.empty();
    }
    if (!node.isTextual()) {
      throw problem("spectrum: %s, expected a file's name".formatted(shown(node)));
    }
    Path spectrum;
    try {
      spectrum = path.resolveSibling(node.textValue());
    } catch (IllegalArgumentException e) {
      throw problem("spectrum: %s, expected a file's name".formatted(shown(node)));
    }
    try {
      return Optional.of(SpectrumFile.read(spectrum));
    } catch (SpectrumFormatException e) {
      throw problem("spectrum: " + e.getMessage());
    }
  }

  private PigmentKind kind() throws SpectrumFormatException {
    JsonNode node = entry.path("kind");
    if (node.isMissingNode()) {
      return PigmentKind.PIGMENT;
    }
    for (PigmentKind kind : PigmentKind.values()) {
      if (node.isTextual() && kind.name().toLowerCase(Locale.ROOT).equals(node.textValue())) {
        return kind;
      }
    }
    throw problem("kind: %s, expected pigment, lake or foil".formatted(shown(node)));
  }

  private List<String> texts(String field) throws SpectrumFormatException {
    List<String> texts = new ArrayList<>();
    JsonNode list = entry.path(field);
    boolean fits = list.isMissingNode() || list.isArray();
    for (JsonNode text : list) {
      fits &= text.isTextual() && !text.textValue().isBlank();
      texts.add(text.asText());
    }
    if (!fits) {
      throw problem("%s: %s, expected a list of texts".formatted(field, shown(list)));
    }
    return texts;
  }

  private String text(String field) throws SpectrumFormatException {
    JsonNode node = entry.path(field);
    if (node.isMissingNode()) {
      return "";
    }
    if (!node.isTextual()) {
      throw problem("%s: %s, expected a text".formatted(field, shown(node)));
    }
    return node.textValue();
  }

  private Optional<Integer> year(String field) throws SpectrumFormatException {
    JsonNode node = entry.path(field);
    if (node.isMissingNode()) {
      return Optional.empty();
    }
    if (!node.isInt() || Math.abs(node.intValue()) > MAX_YEAR) {
      throw problem("%s: %s, expected a year".formatted(field, shown(node)));
    }
    return Optional.of(node.intValue());
  }

  private double number(String field, double missing) throws SpectrumFormatException {
    JsonNode node = entry.path(field);
    if (node.isMissingNode() && !Double.isNaN(missing)) {
      return missing;
    }
    if (!node.isNumber()) {
      throw problem("%s: %s, expected a number".formatted(field, shown(node)));
    }
    return node.doubleValue();
  }

  private static String shown(JsonNode node) {
    String text = node.isMissingNode() ? "missing" : node.toString();
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }

  private SpectrumFormatException problem(String what) {
    String name = entry.path("name").asText("").strip().replaceAll("\\s+", " ");
    String shown =
        name.isEmpty()
            ? "pigment " + (index + 1)
            : "pigment '" + (name.length() <= 40 ? name : name.substring(0, 40) + "…") + "'";
    return new SpectrumFormatException("%s: %s: %s".formatted(file, shown, what));
  }
}
