package org.sinopia.train.view.pigment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.fit.SpectrumFit;
import org.sinopia.xrf.physics.apparatus.XrayTube;
import org.sinopia.xrf.physics.atom.Element;
import org.sinopia.xrf.pigment.PigmentLibrary;

/** Explanations of made-up families. */
class PigmentEvidenceTest {
  private static final PigmentSignatures SIGNATURES =
      PigmentSignatures.of(
          PigmentLibrary.builtin().pigments(), XrayTube.DEFAULT, EnergyAxis.DEFAULT);

  private static SpectrumFit.Part family(String name, double counts) {
    return new SpectrumFit.Part(
        name,
        SpectrumFit.Kind.FAMILY,
        Optional.of(Element.of(name.substring(0, 2).strip())),
        name.charAt(name.length() - 1),
        5,
        counts,
        0.01 * counts + 5);
  }

  /** The families of pigments, each with a number of counts in all. */
  private static PigmentEvidence explained(Map<String, Double> pigments) {
    List<SpectrumFit.Part> families = new ArrayList<>();
    Map<String, Double> counts = new TreeMap<>();
    pigments.forEach(
        (name, amount) -> {
          Map<String, Double> photons =
              SIGNATURES.pigments().stream()
                  .filter(s -> s.pigment().name().equals(name))
                  .findFirst()
                  .orElseThrow()
                  .photons();
          double sum = photons.values().stream().mapToDouble(v -> v).sum();
          photons.forEach((f, p) -> counts.merge(f, amount * p / sum, Double::sum));
        });
    counts.forEach((name, value) -> families.add(family(name, value)));
    return PigmentEvidence.of(families, SIGNATURES);
  }

  private static boolean mentions(PigmentEvidence evidence, String pigment) {
    return evidence.pigments().stream()
        .anyMatch(
            p ->
                p.names().contains(pigment)
                    || p.instead().stream().anyMatch(names -> names.contains(pigment)));
  }

  @Test
  void mercuryIsVermilionOrCinnabar() {
    PigmentEvidence evidence = explained(Map.of("vermilion", 1e5));
    assertEquals(1, evidence.pigments().size(), evidence.toString());
    assertTrue(
        evidence.pigments().getFirst().names().containsAll(List.of("vermilion", "cinnabar")),
        evidence.toString());
    assertEquals(1, evidence.share(), 0.02);
  }

  @Test
  void leadBesideChromiumAndZincStaysExplained() {
    PigmentEvidence evidence =
        explained(
            Map.of("lead white", 3e4, "zinc white", 4.7e5, "viridian", 1e4, "raw umber", 4e4));
    assertEquals(List.of(), evidence.unexplained(), evidence.toString());
    for (String name : List.of("lead white", "zinc white", "viridian", "raw umber")) {
      assertTrue(mentions(evidence, name), name + ": " + evidence);
    }
  }

  @Test
  void anElementThatNoPigmentHasIsToldSo() {
    PigmentEvidence evidence =
        PigmentEvidence.of(List.of(family("Zr K", 1e4), family("Hg L", 1e5)), SIGNATURES);
    assertEquals("Zr K", evidence.unexplained().getFirst().family());
  }

  @Test
  void pigmentsWithoutLinesAreNamed() {
    PigmentEvidence evidence = explained(Map.of("vermilion", 1e5));
    assertTrue(evidence.invisible().contains("indigo"), evidence.invisible().toString());
  }
}
