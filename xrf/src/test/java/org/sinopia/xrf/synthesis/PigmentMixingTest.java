package org.sinopia.xrf.synthesis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.colour.Srgb;
import org.sinopia.xrf.pigment.Palette;
import org.sinopia.xrf.pigment.Pigment;
import org.sinopia.xrf.spectrum.Spectrum;

class PigmentMixingTest {

  @Test
  void similaritiesAndMixturesAreThoseOfGanx() throws IOException {
    JsonNode golden =
        new JsonMapper().readTree(getClass().getResourceAsStream("pigment_mixing.json"));
    EnergyAxis axis = new EnergyAxis(golden.get("bins").intValue(), 0.5, 38.5);
    List<Pigment> pigments = new ArrayList<>();
    golden
        .get("pigments")
        .properties()
        .forEach(
            entry ->
                pigments.add(
                    new Pigment(
                        entry.getKey(),
                        colour(entry.getValue().get("rgb")),
                        Spectrum.ofCounts(axis, doubles(entry.getValue().get("distribution"))))));
    Palette palette = new Palette(pigments);
    assertEquals(20, golden.get("cases").size());
    for (JsonNode expected : golden.get("cases")) {
      Srgb colour = colour(expected.get("rgb"));
      PigmentMixing mixing = new PigmentMixing(palette, expected.get("threshold").doubleValue());
      assertArrayEquals(doubles(expected.get("similarity")), mixing.similarities(colour), 1e-6);
      assertArrayEquals(
          doubles(expected.get("distribution")), mixing.spectrum(colour).probabilities(), 1e-6);
    }
  }

  @Test
  void aPigmentsOwnColourIsThatPigmentAloneAtAHighThreshold() {
    Palette palette = Paintings.fourLines();
    PigmentMixing mixing = new PigmentMixing(palette, 0.9);
    for (Pigment pigment : palette.pigments()) {
      assertEquals(pigment, mixing.dominant(pigment.colour()));
      assertEquals(1, mixing.shares(pigment.colour())[palette.pigments().indexOf(pigment)], 1e-12);
    }
  }

  @Test
  void aThresholdOutOfRangeIsRefused() {
    Palette palette = Paintings.fourLines();
    assertThrows(IllegalArgumentException.class, () -> new PigmentMixing(palette, 1.1));
    assertThrows(IllegalArgumentException.class, () -> new PigmentMixing(palette, Double.NaN));
  }

  private static Srgb colour(JsonNode rgb) {
    return Srgb.of8Bit(rgb.get(0).intValue(), rgb.get(1).intValue(), rgb.get(2).intValue());
  }

  private static double[] doubles(JsonNode values) {
    double[] result = new double[values.size()];
    for (int i = 0; i < result.length; i++) {
      result[i] = values.get(i).doubleValue();
    }
    return result;
  }
}
