package org.sinopia.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sinopia.tensor.Device;

class ResumeTest {
  private static final int STEPS = 5;

  @TempDir Path folder;

  private static TinyRun run(String model, String device, long weights, long seed) {
    return model.equals("pictures")
        ? TinyRun.pictures(Device.of(device), weights, seed)
        : TinyRun.spectra(Device.of(device), weights, seed);
  }

  @ParameterizedTest
  @CsvSource({"pictures, cpu", "pictures, reference", "spectra, cpu", "spectra, reference"})
  void stoppingInTheMiddleChangesNoBit(String model, String device) throws IOException {
    Snapshots snapshots = new Snapshots(folder, Goal.MINIMISE, line -> fail(line));
    try (TinyRun through = run(model, device, 1, 7);
        TinyRun before = run(model, device, 1, 7);
        TinyRun after = run(model, device, 2, 7)) {
      List<TrainingStep.Outcome> whole = through.advance(2 * STEPS);
      assertEquals(whole.subList(0, STEPS), before.advance(STEPS));
      before.save(snapshots);
      after.resume(snapshots.last().orElseThrow());
      assertEquals(whole.subList(STEPS, 2 * STEPS), after.advance(STEPS));
      assertEquals(through.progress, after.progress);
      assertArrayEquals(through.state(), after.state());
    }
  }

  @ParameterizedTest
  @CsvSource({"pictures", "spectra"})
  void anotherSeedMakesOtherSteps(String model) {
    try (TinyRun one = run(model, "cpu", 1, 7);
        TinyRun other = run(model, "cpu", 1, 8)) {
      assertArrayEquals(one.state(), other.state());
      one.advance(1);
      other.advance(1);
      assertFalse(Arrays.equals(one.state(), other.state()));
    }
  }
}
