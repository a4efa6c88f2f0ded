package org.sinopia.xrf.instrument;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sinopia.xrf.physics.atom.Element;
import org.sinopia.xrf.physics.matter.Composition;
import org.sinopia.xrf.physics.matter.Layer;
import org.sinopia.xrf.physics.matter.Material;

class LayerTextTest {

  private static Material material(String name) {
    return switch (name) {
      case "lead white" -> Material.of(Composition.ofFormula("2PbCO3·Pb(OH)2"), 6.8);
      case "vermilion" -> Material.of(Composition.ofFormula("HgS"), 8.2);
      default -> throw new IllegalArgumentException("unknown pigment '" + name + "'");
    };
  }

  private static Layer parse(String text) {
    return LayerText.parse(text, LayerTextTest::material);
  }

  @Test
  void sharesAreMassesAndVolumesAddUp() {
    Layer layer = parse("lead white:60,vermilion:40@30um");
    assertEquals(30, layer.thicknessUm(), 0);
    assertEquals(100 / (60 / 6.8 + 40 / 8.2), layer.densityGcm3(), 1e-12);
    double mercury = 0.4 * 200.59 / (200.59 + 32.07);
    assertEquals(mercury, layer.composition().fraction(Element.of("Hg")), 1e-4);
  }

  @Test
  void aFormulaWithADensityIsExactlyThatMaterial() {
    for (String text :
        new String[] {
          "=HgS:100@20um/8.1", "=HgS:3/8.1@20 µm", "=HgS@0.02mm/8.1", "=HgS@20000nm/8.1"
        }) {
      Layer layer = parse(text);
      assertEquals(Composition.ofFormula("HgS"), layer.composition(), text);
      assertEquals(8.1, layer.densityGcm3(), 0);
      assertEquals(20, layer.thicknessUm(), 1e-12);
    }
    assertEquals(8.18, parse("=HgS@20um").densityGcm3(), 0);
    assertEquals(Element.of("Fe").densityGcm3(), parse("=Fe@1um").densityGcm3(), 1e-12);
    assertEquals(2.32, parse("=CaSO6H4@inf").densityGcm3(), 0);
    assertEquals(2, parse("=CaSO4·1/2H2O:1@5um/2").densityGcm3(), 0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lead white:60|no thickness",
        "lead white:x@30um|share is 'x'",
        "lead white,vermilion:4@30um|component 'lead white'",
        "smalt:4@30um|unknown pigment 'smalt'",
        "=HgQ:4@30um|HgQ",
        "=U3O8:4@30um|density of '=U3O8' is unknown",
        "lead white:4@30|thickness is '30'",
        "lead white:4@-3um|thickness is '-3um'",
        "lead white:4@3um@4um|two thicknesses",
        "lead white:4@3um/0|density is 0.0",
        "@3um|component ''"
      })
  void errorsShowTheLayerAndWhatWasExpected(String text, String part) {
    String message = assertThrows(IllegalArgumentException.class, () -> parse(text)).getMessage();
    assertTrue(message.startsWith("layer '" + text + "': "), message);
    assertTrue(message.contains(part), message);
  }

  @Provide
  Arbitrary<String> specs() {
    return Arbitraries.of(
            "lead white",
            "vermilion",
            ":",
            ",",
            "@",
            "/",
            "=",
            "HgS",
            "30",
            "um",
            "6.8",
            "inf",
            " ",
            "e",
            "-",
            "(",
            "1e400",
            "µm",
            "\n",
            "CaSO4·2H2O",
            "0")
        .list()
        .ofMaxSize(12)
        .map(parts -> String.join("", parts));
  }

  @Property(tries = 2000)
  void anythingIsALayerOrOneLine(@ForAll("specs") String text) {
    try {
      Layer layer = parse(text);
      assertTrue(layer.thicknessUm() > 0 && layer.densityGcm3() > 0);
    } catch (IllegalArgumentException e) {
      assertTrue(e.getMessage().startsWith("layer '"), e.getMessage());
      assertEquals(1, e.getMessage().lines().count(), e.getMessage());
    }
  }
}
