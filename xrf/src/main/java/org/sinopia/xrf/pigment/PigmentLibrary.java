package org.sinopia.xrf.pigment;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.sinopia.xrf.spectrum.SpectrumFormatException;

/**
 * Pigments by name, and palettes: lists of pigments that were used together.
 *
 * <p>Names are compared without regard to case. The palette {@value #ALL} holds every pigment.
 */
public final class PigmentLibrary {
  /** The palette of all pigments of a library. */
  public static final String ALL = "all";

  private static final String RESOURCE = "pigments.json";

  private final SequencedMap<String, LibraryPigment> pigments = new LinkedHashMap<>();
  private final Map<String, LibraryPigment> byAnyName = new HashMap<>();
  private final SequencedMap<String, List<LibraryPigment>> palettes = new LinkedHashMap<>();

  /**
   * A library.
   *
   * @param pigments at least one; no name or alias twice
   * @param palettes names of the pigments of each palette, without {@value #ALL}, which is added
   * @throws IllegalArgumentException if a name is used twice, a palette names an unknown pigment,
   *     or has none or one twice
   */
  public PigmentLibrary(
      List<LibraryPigment> pigments, SequencedMap<String, List<String>> palettes) {
    if (pigments.isEmpty()) {
      throw new IllegalArgumentException("no pigments, expected at least one");
    }
    for (LibraryPigment pigment : pigments) {
      this.pigments.put(pigment.name(), pigment);
      List<String> names = new ArrayList<>(pigment.aliases());
      names.addFirst(pigment.name());
      for (String name : names) {
        LibraryPigment other = byAnyName.putIfAbsent(key(name), pigment);
        if (other != null) {
          throw new IllegalArgumentException(
              "pigment '%s': '%s' is also a name of '%s'"
                  .formatted(pigment.name(), name, other.name()));
        }
      }
    }
    palettes.forEach((name, members) -> this.palettes.put(name, members(name, members)));
    this.palettes.put(ALL, List.copyOf(this.pigments.values()));
  }

  private List<LibraryPigment> members(String palette, List<String> names) {
    if (palette.equals(ALL)) {
      throw new IllegalArgumentException(
          "palette '" + ALL + "' always holds every pigment, expected another name");
    }
    List<LibraryPigment> members = new ArrayList<>();
    for (String name : names) {
      LibraryPigment pigment = byAnyName.get(key(name));
      if (pigment == null) {
        throw new IllegalArgumentException(
            "palette '%s': no pigment '%s' in the library".formatted(palette, name));
      }
      if (members.contains(pigment)) {
        throw new IllegalArgumentException(
            "palette '%s': '%s' is in it twice".formatted(palette, pigment.name()));
      }
      members.add(pigment);
    }
    if (members.isEmpty()) {
      throw new IllegalArgumentException(
          "palette '" + palette + "': no pigments, expected at least one");
    }
    return List.copyOf(members);
  }

  private static final class Builtin {
    static final PigmentLibrary LIBRARY = read();

    private static PigmentLibrary read() {
      try (InputStream in = PigmentLibrary.class.getResourceAsStream(RESOURCE)) {
        PigmentFile file = PigmentFile.parse(RESOURCE, Path.of(""), in.readAllBytes());
        return new PigmentLibrary(file.pigments(), file.palettes());
      } catch (IOException e) {
        throw new UncheckedIOException(RESOURCE, e);
      }
    }
  }

  /** The library that comes with the program. */
  public static PigmentLibrary builtin() {
    return Builtin.LIBRARY;
  }

  /**
   * This library and the pigments and palettes of a file; see {@link PigmentFile}. A pigment of a
   * known name replaces that one, in palettes too.
   *
   * @throws SpectrumFormatException if the file cannot be read or is not as it should be; the
   *     message is one line that names file, pigment and field
   */
  public PigmentLibrary with(Path json) throws IOException {
    PigmentFile file = PigmentFile.read(json);
    SequencedMap<String, LibraryPigment> all = new LinkedHashMap<>(pigments);
    file.pigments().forEach(pigment -> all.put(pigment.name(), pigment));
    SequencedMap<String, List<String>> lists = new LinkedHashMap<>();
    palettes.forEach(
        (name, members) -> lists.put(name, members.stream().map(LibraryPigment::name).toList()));
    lists.remove(ALL);
    lists.putAll(file.palettes());
    try {
      return new PigmentLibrary(List.copyOf(all.values()), lists);
    } catch (IllegalArgumentException e) {
      throw new SpectrumFormatException(json + ": " + e.getMessage(), e);
    }
  }

  /** All pigments, in the order of the file. */
  public List<LibraryPigment> pigments() {
    return List.copyOf(pigments.values());
  }

  /** The names of the palettes; the last is {@value #ALL}. */
  public Set<String> paletteNames() {
    return Collections.unmodifiableSet(palettes.keySet());
  }

  /**
   * The pigment of a name or an alias.
   *
   * @throws IllegalArgumentException if there is none
   */
  public LibraryPigment pigment(String name) {
    LibraryPigment pigment = byAnyName.get(key(name));
    if (pigment == null) {
      throw new IllegalArgumentException(
          "unknown pigment '%s' (known: %s)".formatted(name, String.join(", ", pigments.keySet())));
    }
    return pigment;
  }

  /**
   * The pigments of a palette.
   *
   * @throws IllegalArgumentException if there is no such palette
   */
  public List<LibraryPigment> palette(String name) {
    List<LibraryPigment> palette = palettes.get(name);
    if (palette == null) {
      throw new IllegalArgumentException(
          "unknown palette '%s' (known: %s)".formatted(name, String.join(", ", paletteNames())));
    }
    return palette;
  }

  private static String key(String name) {
    return name.strip().toLowerCase(Locale.ROOT);
  }
}
