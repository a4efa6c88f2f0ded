package org.sinopia.train.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LearningCurvesTest {
  @TempDir Path folder;

  private LearningCurves read(String... lines) throws IOException {
    return LearningCurves.read(Files.write(folder.resolve("metrics.jsonl"), List.of(lines)));
  }

  @Test
  void trainingAndValidationOfOneMeasureAreOneCurve() throws IOException {
    LearningCurves curves =
        read(
            "{\"epoch\":1,\"step\":9,\"learning_rate\":0.5,\"train_loss\":3,\"validation_loss\":4,\"seconds\":7}",
            "{\"epoch\":2,\"step\":18,\"learning_rate\":0.25,\"train_loss\":1,\"validation_loss\":2,\"seconds\":7}");
    assertEquals(
        List.of(
            new LearningCurves.Measure("learning_rate", List.of(0.5, 0.25), List.of()),
            new LearningCurves.Measure("loss", List.of(3.0, 1.0), List.of(4.0, 2.0))),
        curves.measures());
    assertEquals(2, curves.measures().getLast().last());
  }

  @Test
  void whatIsNoNumberIsMissingAndBreaksTheLine() throws IOException {
    LearningCurves curves =
        read("{\"train_a\":1}", "{\"train_a\":null}", "{\"train_a\":3}", "{\"train_a\":\"x\"}");
    LearningCurves.Measure measure = curves.measures().getFirst();
    assertEquals(List.of(1.0, Double.NaN, 3.0, Double.NaN), measure.training());
    assertEquals(3, measure.last());
    String svg = LineChart.svg(measure, "a");
    assertEquals(2, svg.split("h0", -1).length - 1, "two points that have no neighbour");
  }

  @Test
  void aLineThatIsNoObjectIsNamed() {
    for (String line : new String[] {"", "[1]", "{\"a\":", "7"}) {
      Exception e =
          assertThrows(IllegalArgumentException.class, () -> read("{\"train_a\":1}", line));
      assertTrue(e.getMessage().contains("metrics.jsonl: line 2"), e.getMessage());
    }
  }
}
