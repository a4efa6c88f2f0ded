package org.sinopia.train.adapt;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.sinopia.xrf.physics.atom.Element;
import org.sinopia.xrf.pigment.LibraryPigment;
import org.sinopia.xrf.pigment.PigmentKind;
import org.sinopia.xrf.pigment.PigmentLibrary;
import org.sinopia.xrf.recipe.PigmentRole;

/**
 * Pigments of a library that can be in a painting whose scan shows some elements and no others. A
 * pigment is told by its heavy elements, from calcium on: lighter ones hide behind paint, air and
 * the lines of lead. One that has none can never be ruled out.
 *
 * @param possible in the library's order; leaf is not among them
 * @param unseen those of them that no element tells
 * @param alike groups of more than one that the same elements tell
 * @param eras palettes of the library that explain the elements best, best first
 * @param others palettes that explain them less well; none if the palette is known
 * @param elements symbols of those that some pigment must explain
 */
record FoundPigments(
    List<String> possible,
    List<String> unseen,
    List<List<String>> alike,
    List<String> eras,
    List<String> others,
    List<String> elements) {
  private static final int MIN_Z = 20;
  private static final double MIN_MASS = 0.04;
  private static final double UNEXPLAINED = 3;
  private static final double NEARLY_AS_GOOD = 0.12;

  /** Elements that grounds, supports and instruments show beside paint. */
  private static final List<String> ALWAYS = List.of("Ca", "Fe", "Sr", "Ti", "Ni", "Zr", "Cu");

  /** Copies the lists. */
  public FoundPigments {
    possible = List.copyOf(possible);
    unseen = List.copyOf(unseen);
    alike = alike.stream().map(List::copyOf).toList();
    eras = List.copyOf(eras);
    others = List.copyOf(others);
    elements = List.copyOf(elements);
  }

  /**
   * Finds the pigments of elements.
   *
   * @param found all elements that the scan shows as the object's
   * @param certain symbols of those that more than one line tells
   * @param hidden elements that cannot be told, such as the tube's anode
   */
  static FoundPigments of(
      PigmentLibrary library,
      SortedSet<Element> found,
      Set<String> certain,
      SortedSet<Element> hidden) {
    List<String> possible = new ArrayList<>();
    List<String> unseen = new ArrayList<>();
    SequencedMap<SortedSet<Element>, List<String>> groups = new LinkedHashMap<>();
    for (LibraryPigment pigment : library.pigments()) {
      if (!canBe(pigment, found, hidden)) {
        continue;
      }
      possible.add(pigment.name());
      SortedSet<Element> telling = telling(pigment);
      if (telling.isEmpty()) {
        unseen.add(pigment.name());
      } else {
        groups.computeIfAbsent(telling, t -> new ArrayList<>()).add(pigment.name());
      }
    }
    List<String> eras = eras(library, found, hidden);
    return new FoundPigments(
        possible,
        unseen,
        groups.values().stream().filter(group -> group.size() > 1).toList(),
        eras,
        library.paletteNames().stream()
            .filter(name -> !name.equals(PigmentLibrary.ALL) && !eras.contains(name))
            .toList(),
        found.stream().map(Element::symbol).filter(certain::contains).toList());
  }

  /** All pigments of a palette that was named. */
  static FoundPigments ofPalette(PigmentLibrary library, String palette) {
    List<String> names =
        library.palette(palette).stream()
            .filter(FoundPigments::isPaint)
            .map(LibraryPigment::name)
            .toList();
    return new FoundPigments(names, List.of(), List.of(), List.of(palette), List.of(), List.of());
  }

  private static boolean isPaint(LibraryPigment pigment) {
    return pigment.kind() != PigmentKind.FOIL && !pigment.masses().isEmpty();
  }

  private static boolean canBe(
      LibraryPigment pigment, SortedSet<Element> found, SortedSet<Element> hidden) {
    return isPaint(pigment)
        && telling(pigment).stream().allMatch(e -> found.contains(e) || hidden.contains(e));
  }

  /** The elements that a pigment is told by. */
  private static SortedSet<Element> telling(LibraryPigment pigment) {
    SortedSet<Element> telling = new TreeSet<>();
    pigment
        .composition()
        .massFractions()
        .forEach(
            (element, mass) -> {
              if (element.z() >= MIN_Z && mass >= MIN_MASS) {
                telling.add(element);
              }
            });
    return telling;
  }

  /** Palettes by how much they leave unexplained and how much of them is missing. */
  private static List<String> eras(
      PigmentLibrary library, SortedSet<Element> found, SortedSet<Element> hidden) {
    Map<String, Double> scores = new LinkedHashMap<>();
    for (String era : library.paletteNames()) {
      if (!era.equals(PigmentLibrary.ALL)) {
        scores.put(era, score(library.palette(era), found, hidden));
      }
    }
    double best = scores.values().stream().min(Double::compare).orElse(0.0);
    List<String> eras =
        scores.keySet().stream()
            .filter(era -> scores.get(era) <= best + NEARLY_AS_GOOD)
            .sorted((a, b) -> Double.compare(scores.get(a), scores.get(b)))
            .toList();
    return eras.isEmpty() ? List.of(PigmentLibrary.ALL) : eras;
  }

  private static double score(
      List<LibraryPigment> palette, SortedSet<Element> found, SortedSet<Element> hidden) {
    SortedSet<Element> unexplained = new TreeSet<>(found);
    unexplained.removeIf(e -> e.z() < MIN_Z || ALWAYS.contains(e.symbol()));
    int told = 0;
    int missing = 0;
    for (LibraryPigment pigment : palette) {
      if (!isPaint(pigment) || telling(pigment).isEmpty()) {
        continue;
      }
      told++;
      if (canBe(pigment, found, hidden)) {
        unexplained.removeAll(pigment.composition().massFractions().keySet());
      } else {
        missing++;
      }
    }
    return UNEXPLAINED * unexplained.size() / Math.max(1, found.size())
        + (double) missing / Math.max(1, told);
  }

  /**
   * A library of these pigments alone, with a palette for each era. An era without a pigment for an
   * element that is certainly there gets all that can explain it: eras are a guess, the element is
   * not. Each has a white and a dark pigment, of the possible ones if there is one, for nobody
   * paints without.
   */
  PigmentLibrary restricted(PigmentLibrary library) {
    SequencedMap<String, List<String>> palettes = new LinkedHashMap<>();
    SequencedMap<String, LibraryPigment> pigments = new LinkedHashMap<>();
    List<String> all = new ArrayList<>(eras);
    all.addAll(others);
    for (String era : all) {
      List<LibraryPigment> members = new ArrayList<>();
      for (LibraryPigment pigment : library.palette(era)) {
        if (possible.contains(pigment.name())) {
          members.add(pigment);
        }
      }
      explain(members, library);
      complete(members, PigmentRole.WHITE, library, "lead white");
      complete(members, PigmentRole.DARK, library, "carbon black");
      members.forEach(m -> pigments.put(m.name(), m));
      // A palette cannot have the name of that of all pigments.
      palettes.put(paletteOf(era), members.stream().map(LibraryPigment::name).toList());
    }
    return new PigmentLibrary(List.copyOf(pigments.values()), palettes);
  }

  /** The name in the {@link #restricted} library of what an era is painted with. */
  static String paletteOf(String era) {
    return era.equals(PigmentLibrary.ALL) ? "any" : era;
  }

  private void explain(List<LibraryPigment> members, PigmentLibrary library) {
    for (String symbol : elements) {
      Element element = Element.of(symbol);
      if (members.stream().noneMatch(m -> telling(m).contains(element))) {
        library.pigments().stream()
            .filter(p -> possible.contains(p.name()) && telling(p).contains(element))
            .filter(p -> !members.contains(p))
            .forEach(members::add);
      }
    }
  }

  private void complete(
      List<LibraryPigment> members, PigmentRole role, PigmentLibrary library, String otherwise) {
    if (members.stream().anyMatch(m -> PigmentRole.of(m) == role)) {
      return;
    }
    List<LibraryPigment> able =
        library.pigments().stream()
            .filter(p -> isPaint(p) && PigmentRole.of(p) == role)
            .sorted(
                Comparator.comparing((LibraryPigment p) -> !possible.contains(p.name()))
                    .thenComparing(p -> !p.name().equals(otherwise)))
            .toList();
    if (able.isEmpty()) {
      throw new IllegalArgumentException(
          "--palette: no pigment of the library is " + role.name().toLowerCase(Locale.ROOT));
    }
    members.add(able.getFirst());
  }
}
