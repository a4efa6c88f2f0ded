package org.sinopia.xrf.pigment;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.colour.Srgb;
import org.sinopia.xrf.spectrum.MeasuredSpectrum;
import org.sinopia.xrf.spectrum.SpectrumFile;
import org.sinopia.xrf.spectrum.SpectrumFormatException;

/**
 * A palette of measured spectra, listed in ganX's JSON (arXiv 2304.14078): {@code {"name": {"xrf":
 * "file.h5", "RGB": [r, g, b]}}}, with RGB from 0 to 255 and the file, of any kind that {@link
 * SpectrumFile} reads, named relative to the JSON's own folder.
 *
 * @param listing path of the JSON
 */
public record MeasuredPalette(Path listing) implements PaletteSource {

  private static final long MAX_BYTES = 1 << 24;

  /** Takes the path. */
  public MeasuredPalette {
    Objects.requireNonNull(listing, "listing");
  }

  @Override
  public Palette palette(EnergyAxis axis) throws IOException {
    List<Pigment> pigments = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : parse().properties()) {
      String name = entry.getKey();
      Srgb colour = colour(name, entry.getValue().path("RGB"));
      JsonNode xrf = entry.getValue().path("xrf");
      if (!xrf.isTextual()) {
        throw problem(name, "xrf is " + shown(xrf) + ", expected a file's name");
      }
      MeasuredSpectrum spectrum = SpectrumFile.read(listing.resolveSibling(xrf.textValue()));
      try {
        pigments.add(new Pigment(name, colour, spectrum.on(axis)));
      } catch (IllegalArgumentException e) {
        throw problem(name, e.getMessage());
      }
    }
    if (pigments.isEmpty()) {
      throw new SpectrumFormatException(listing + ": no pigments, expected at least one");
    }
    return new Palette(pigments);
  }

  private JsonNode parse() throws IOException {
    if (!Files.isRegularFile(listing)) {
      throw new SpectrumFormatException(listing + ": no such file");
    }
    if (Files.size(listing) > MAX_BYTES) {
      throw new SpectrumFormatException(
          "%s: %d bytes, expected at most %d".formatted(listing, Files.size(listing), MAX_BYTES));
    }
    JsonNode root;
    try {
      root =
          JsonMapper.builder()
              .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
              .build()
              .readTree(Files.readAllBytes(listing));
    } catch (JacksonException e) {
      throw new SpectrumFormatException(listing + ": not JSON: " + e.getOriginalMessage(), e);
    }
    if (!root.isObject()) {
      throw new SpectrumFormatException(listing + ": not a JSON object, expected pigments by name");
    }
    return root;
  }

  private Srgb colour(String name, JsonNode rgb) throws IOException {
    boolean fits = rgb.isArray() && rgb.size() == 3;
    for (JsonNode component : rgb) {
      fits &= component.isInt() && component.intValue() >= 0 && component.intValue() <= 255;
    }
    if (!fits) {
      throw problem(name, "RGB is " + shown(rgb) + ", expected three whole numbers of 0 to 255");
    }
    return Srgb.of8Bit(rgb.get(0).intValue(), rgb.get(1).intValue(), rgb.get(2).intValue());
  }

  private static String shown(JsonNode node) {
    String text = node.isMissingNode() ? "missing" : node.toString();
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }

  private IOException problem(String name, String what) {
    return new SpectrumFormatException("%s: '%s': %s".formatted(listing, name, what));
  }
}
