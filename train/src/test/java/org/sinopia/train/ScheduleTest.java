package org.sinopia.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sinopia.nn.ConfigJson;
import org.sinopia.train.run.RunConfig;

class ScheduleTest {
  private static final EarlyStopping AFTER_TWO = new EarlyStopping(MetricDirection.MAXIMISE, 2, 0);

  private static EarlyStopping.State stopping(EarlyStopping rule, double... metrics) {
    EarlyStopping.State state = EarlyStopping.State.START;
    for (double metric : metrics) {
      state = rule.after(state, metric);
    }
    return state;
  }

  private static ReduceLrOnPlateau.State plateau(ReduceLrOnPlateau rule, double... metrics) {
    ReduceLrOnPlateau.State state = ReduceLrOnPlateau.State.start(1);
    for (double metric : metrics) {
      state = rule.after(state, metric);
    }
    return state;
  }

  /** The trace is PyTorch's; products of the factor are the same doubles there and here. */
  @Test
  void ratesAreThoseOfTheGoldenTrace() throws IOException {
    JsonNode golden;
    try (InputStream in =
        ScheduleTest.class.getResourceAsStream("/golden/reduce_lr_on_plateau.json")) {
      golden = new ObjectMapper().readTree(in);
    }
    ReduceLrOnPlateau rule =
        new ReduceLrOnPlateau(
            MetricDirection.MAXIMISE,
            golden.get("factor").asDouble(),
            golden.get("patience").asInt(),
            golden.get("threshold").asDouble(),
            golden.get("cooldown").asInt(),
            golden.get("min_lr").asDouble());
    ReduceLrOnPlateau.State state =
        ReduceLrOnPlateau.State.start(golden.get("initial_lr").asDouble());
    assertEquals(20, golden.get("metric").size());
    for (int i = 0; i < golden.get("metric").size(); i++) {
      state = rule.after(state, golden.get("metric").get(i).asDouble());
      assertEquals(golden.get("lr_after_step").get(i).asDouble(), state.rate(), "epoch " + i);
    }
  }

  /**
   * The states of a metric to minimise are those of its negative to maximise, for a threshold 0.
   */
  @Test
  void theGoalsMirrorEachOther() {
    double[] losses = {3, 2, 2.5, 2, 1.5, 4, Double.NaN, 1, 1};
    ReduceLrOnPlateau.State down = ReduceLrOnPlateau.State.start(1);
    ReduceLrOnPlateau.State up = down;
    for (double loss : losses) {
      down = new ReduceLrOnPlateau(MetricDirection.MINIMISE, 0.5, 1, 0, 1, 0).after(down, loss);
      up = new ReduceLrOnPlateau(MetricDirection.MAXIMISE, 0.5, 1, 0, 1, 0).after(up, -loss);
      assertEquals(down.rate(), up.rate());
      assertEquals(down.best(), -up.best());
      assertEquals(down.badEpochs(), up.badEpochs());
    }
    assertEquals(0.25, down.rate());
  }

  /** 1.05 is not above 1·(1 + 0.1); 1.2 is. */
  @Test
  void whatDoesNotExceedTheThresholdIsNoImprovement() {
    ReduceLrOnPlateau rule = new ReduceLrOnPlateau(MetricDirection.MAXIMISE, 0.5, 9, 0.1, 0, 0);
    assertEquals(1, plateau(rule, 1, 1.05).badEpochs());
    assertEquals(0, plateau(rule, 1, 1.05, 1.2).badEpochs());
    ReduceLrOnPlateau down = new ReduceLrOnPlateau(MetricDirection.MINIMISE, 0.5, 9, 0.1, 0, 0);
    assertEquals(1, plateau(down, 1, 0.95).badEpochs());
    assertEquals(0, plateau(down, 1, 0.95, 0.8).badEpochs());
  }

  /** From 1, halved to 2⁻²⁶ = 1.49·10⁻⁸; half of that is less than 10⁻⁸ away and not taken. */
  @Test
  void changesTooSmallToMatterAreNotMade() {
    ReduceLrOnPlateau rule = new ReduceLrOnPlateau(MetricDirection.MAXIMISE, 0.5, 0, 0, 0, 0);
    assertEquals(0x1p-26, plateau(rule, new double[60]).rate());
  }

  @Test
  void stateSurvivesJson() {
    TrainingState fresh = TrainingState.start(Long.MIN_VALUE, 0.1);
    assertEquals(fresh, ConfigJson.parse(ConfigJson.write(fresh), "p", TrainingState.start(3, 4)));
    TrainingState later =
        new TrainingState(
            5,
            1L << 40,
            6,
            7,
            new ReduceLrOnPlateau.State(1e-3 / 3, 1.0 / 3, 8, 9),
            new EarlyStopping.State(-0.1, 10),
            0.3);
    assertEquals(later, ConfigJson.parse(ConfigJson.write(later), "p", fresh));
  }

  @Test
  void trainingStopsAfterSoManyEpochsWithoutImprovement() {
    assertFalse(AFTER_TWO.over(stopping(AFTER_TWO, 1, 1, 2, 2, 3)));
    assertTrue(AFTER_TWO.over(stopping(AFTER_TWO, 1, 1, 2, 2, 2)));
    assertTrue(AFTER_TWO.over(stopping(AFTER_TWO, Double.NaN, Double.NaN)));
    assertFalse(EarlyStopping.NEVER.over(stopping(EarlyStopping.NEVER, new double[1000])));
  }

  @Test
  void warmUpRisesInEqualStepsToOneAndStays() {
    LinearWarmUp four = new LinearWarmUp(4);
    assertEquals(0.25, four.factor(0));
    assertEquals(0.5, four.factor(1));
    assertEquals(0.75, four.factor(2));
    assertEquals(1, four.factor(3));
    assertEquals(1, four.factor(Long.MAX_VALUE - 1));
    assertEquals(1, LinearWarmUp.NONE.factor(0));
  }

  @Test
  void coolDownFallsInEqualStepsTowardsZero() {
    LinearCoolDown four = new LinearCoolDown(4);
    assertEquals(1, four.factor(0, 10));
    assertEquals(1, four.factor(6, 10));
    assertEquals(0.75, four.factor(7, 10));
    assertEquals(0.25, four.factor(9, 10));
    assertEquals(1, LinearCoolDown.NONE.factor(9, 10));
  }

  @Test
  void theShareOfTheRateIsThatOfWarmUpAndCoolDown() {
    RunConfig run =
        new RunConfig(
            2,
            4,
            0,
            OptimiserConfig.DEFAULT,
            new LinearWarmUp(2),
            new LinearCoolDown(4),
            ReduceLrOnPlateau.DEFAULT,
            EarlyStopping.NEVER,
            1);
    double[] expected = {0.5, 1, 1, 1, 1, 0.75, 0.5, 0.25};
    for (int step = 0; step < expected.length; step++) {
      assertEquals(expected[step], run.rateFactor(step), "step " + step);
    }
    assertEquals(12, run.withEpochs(3).steps());
    assertEquals(7, run.withSeed(7).seed());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"learning_rate\": 0}        | learning_rate is 0.0, expected a number above 0",
        "{\"learning_rate\": \"NaN\"}  | learning_rate is NaN, expected a number above 0",
        "{\"beta1\": 1}                | beta1 is 1.0, expected 0 or more and below 1",
        "{\"beta2\": -0.1}             | beta2 is -0.1, expected 0 or more and below 1",
        "{\"epsilon\": 0}              | epsilon is 0.0, expected a number above 0",
        "{\"weight_decay\": -1}        | weight_decay is -1.0, expected a number of 0 or more",
        "{\"max_norm\": \"Infinity\"}  | max_norm is Infinity, expected a number of 0 or more",
        "{\"average_decay\": 1}        | average_decay is 1.0, expected 0 or more and below 1",
      })
  void optimiserFieldsOutOfRangeAreNamed(String json, String message) {
    refused(json, message, OptimiserConfig.DEFAULT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"factor\": 1}       | factor is 1.0, expected above 0 and below 1",
        "{\"factor\": 0}       | factor is 0.0, expected above 0 and below 1",
        "{\"patience\": -1}    | patience is -1, expected at least 0",
        "{\"threshold\": -1}   | threshold is -1.0, expected a number of 0 or more",
        "{\"cooldown\": -1}    | cooldown is -1, expected at least 0",
        "{\"min_rate\": -1}    | min_rate is -1.0, expected a number of 0 or more",
        "{\"goal\": null}      | goal is missing",
        "{\"goal\": \"up\"}    | field goal is up, expected one of maximise, minimise",
      })
  void plateauFieldsOutOfRangeAreNamed(String json, String message) {
    refused(json, message, ReduceLrOnPlateau.DEFAULT);
  }

  @Test
  void otherFieldsOutOfRangeAreNamed() {
    refused("{\"patience\": -1}", "patience is -1, expected at least 0", EarlyStopping.NEVER);
    refused("{\"goal\": null}", "goal is missing", EarlyStopping.NEVER);
    refused("{\"steps\": -1}", "steps is -1, expected at least 0", LinearWarmUp.NONE);
    refused("{\"steps\": -1}", "steps is -1, expected at least 0", LinearCoolDown.NONE);
    refused("{\"step\": -1}", "step is -1, expected at least 0", TrainingState.start(0, 1));
    refused("{\"stopping\": null}", "stopping is missing", TrainingState.start(0, 1));
    refused(
        "{\"schedule\": {\"rate\": -1}}",
        "field schedule: rate is -1.0, expected a number of 0 or more",
        TrainingState.start(0, 1));
  }

  private static void refused(String json, String message, Record defaults) {
    assertEquals(
        "c.json: " + message,
        assertThrows(
                ConfigJson.InvalidConfigException.class,
                () -> ConfigJson.parse(json, "c.json", defaults))
            .getMessage());
  }
}
