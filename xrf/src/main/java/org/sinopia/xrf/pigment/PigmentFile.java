package org.sinopia.xrf.pigment;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.sinopia.xrf.spectrum.SpectrumFormatException;

/**
 * A file of pigments: {@code {"pigments": [{"name": …}, …], "palettes": {"name": ["pigment", …]}}}.
 * {@link PigmentEntry} describes a pigment's fields. One of the two may be missing; palettes may
 * name pigments of the library that the file is added to.
 *
 * @param pigments of different names
 * @param palettes names of the pigments of each palette
 */
record PigmentFile(List<LibraryPigment> pigments, SequencedMap<String, List<String>> palettes) {

  private static final long MAX_BYTES = 1 << 24;
  private static final Set<String> FIELDS = Set.of("pigments", "palettes");

  /**
   * Reads a file.
   *
   * @throws SpectrumFormatException if it cannot be read or is not as it should be; the message is
   *     one line that names file, pigment and field
   */
  static PigmentFile read(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new SpectrumFormatException(file + ": is a folder, expected the JSON of pigments");
    }
    if (!Files.isRegularFile(file)) {
      throw new SpectrumFormatException(file + ": no such file");
    }
    if (Files.size(file) > MAX_BYTES) {
      throw new SpectrumFormatException(
          "%s: %d bytes, expected at most %d".formatted(file, Files.size(file), MAX_BYTES));
    }
    return parse(file.toString(), file, Files.readAllBytes(file));
  }

  /**
   * Reads the text of a file.
   *
   * @param name how messages call it
   * @param file its path, from which measured spectra are found
   * @param json its bytes
   */
  static PigmentFile parse(String name, Path file, byte[] json) throws IOException {
    JsonNode root;
    try {
      root =
          JsonMapper.builder()
              .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
              .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
              .build()
              .readTree(json);
    } catch (JacksonException e) {
      throw new SpectrumFormatException(name + ": not JSON: " + e.getOriginalMessage(), e);
    }
    if (!root.isObject()) {
      throw new SpectrumFormatException(
          name + ": expected a JSON object with \"pigments\" and perhaps \"palettes\"");
    }
    for (Map.Entry<String, JsonNode> field : root.properties()) {
      if (!FIELDS.contains(field.getKey())) {
        throw new SpectrumFormatException(
            "%s: unknown field '%s', expected pigments and palettes"
                .formatted(name, field.getKey()));
      }
    }
    // A file of palettes alone gives names to pigments of the library.
    boolean palettesOnly = root.has("palettes") && !root.has("pigments");
    return new PigmentFile(
        palettesOnly ? List.of() : pigments(name, file, root.path("pigments")),
        palettes(name, root));
  }

  private static List<LibraryPigment> pigments(String file, Path path, JsonNode list)
      throws IOException {
    if (!list.isArray() || list.isEmpty()) {
      throw new SpectrumFormatException(
          file + ": pigments: expected a list of at least one pigment");
    }
    List<LibraryPigment> pigments = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (JsonNode entry : list) {
      LibraryPigment pigment = new PigmentEntry(file, path, pigments.size(), entry).pigment();
      if (!names.add(pigment.name().toLowerCase(Locale.ROOT))) {
        throw new SpectrumFormatException(
            "%s: pigment '%s' is in it twice".formatted(file, pigment.name()));
      }
      pigments.add(pigment);
    }
    return pigments;
  }

  private static SequencedMap<String, List<String>> palettes(String file, JsonNode root)
      throws SpectrumFormatException {
    SequencedMap<String, List<String>> palettes = new LinkedHashMap<>();
    JsonNode lists = root.path("palettes");
    if (lists.isMissingNode()) {
      return palettes;
    }
    if (!lists.isObject()) {
      throw new SpectrumFormatException(
          file + ": palettes: expected an object of lists of pigments' names");
    }
    for (Map.Entry<String, JsonNode> list : lists.properties()) {
      List<String> names = new ArrayList<>();
      for (JsonNode name : list.getValue()) {
        if (!name.isTextual()) {
          names.clear();
          break;
        }
        names.add(name.textValue());
      }
      if (!list.getValue().isArray() || names.isEmpty()) {
        throw new SpectrumFormatException(
            "%s: palette '%s': expected a list of pigments' names".formatted(file, list.getKey()));
      }
      palettes.put(list.getKey(), names);
    }
    return palettes;
  }
}
