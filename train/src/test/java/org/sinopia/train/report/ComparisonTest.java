package org.sinopia.train.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sinopia.train.report.Comparison.Role;
import org.sinopia.train.report.Comparison.Row;

class ComparisonTest {
  private static final Row SUBJECT =
      new Row("SmallUViT", "", Role.SUBJECT, Map.of(Score.MS_SSIM, 0.5, Score.REDMEAN, 0.4));

  private static Row other(Role role, double msSsim, double redmean) {
    return new Row(
        "other", "", role, Map.of(Score.MS_SSIM, msSsim, Score.REDMEAN, redmean, Score.PSNR, 9.0));
  }

  private static List<String> defeats(Row other) {
    return new Comparison(3, List.of(SUBJECT, other)).defeats();
  }

  @Test
  void aDefeatIsSaidWithBothNumbersInTheDirectionOfTheScore() {
    assertEquals(
        List.of(
            "SmallUViT loses to the baseline “other” in MS-SSIM (0.510 against 0.500), "
                + "Redmean (0.390 against 0.400)."),
        defeats(other(Role.BASELINE, 0.51, 0.39)));
    assertEquals(List.of(), defeats(other(Role.BASELINE, 0.49, 0.41)));
  }

  @Test
  void whatIsPrintedAlikeIsNoDefeat() {
    assertEquals(List.of(), defeats(other(Role.BASELINE, 0.5004, 0.3996)));
  }

  @Test
  void theCeilingIsNoRivalAndNeverTheBest() {
    Row ceiling = other(Role.CEILING, 0.9, 0.1);
    assertEquals(List.of(), defeats(ceiling));
    Comparison comparison = new Comparison(3, List.of(SUBJECT, ceiling));
    assertEquals(0.5, comparison.best(Score.MS_SSIM));
    assertEquals(0.4, comparison.best(Score.REDMEAN));
  }

  @Test
  void thereIsExactlyOneSubject() {
    assertThrows(IllegalArgumentException.class, () -> new Comparison(1, List.of()));
    assertThrows(
        IllegalArgumentException.class, () -> new Comparison(1, List.of(SUBJECT, SUBJECT)));
  }
}
