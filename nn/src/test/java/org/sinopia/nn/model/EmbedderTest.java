package org.sinopia.nn.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sinopia.autograd.GradientCheck;
import org.sinopia.autograd.GradientCheck.Problem;
import org.sinopia.autograd.Tape;
import org.sinopia.autograd.Variable;
import org.sinopia.nn.ParameterStore;
import org.sinopia.nn.layer.GaussianMixture;
import org.sinopia.nn.loss.EmbedderLoss;
import org.sinopia.nn.loss.EmbedderLossConfig;
import org.sinopia.nn.loss.EmbedderLossConfig.Reconstruction;
import org.sinopia.nn.loss.LinearRamp;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.CountScaling;
import org.sinopia.tensor.random.Draw;

class EmbedderTest {
  private static EmbedderConfig config(EmbedderConfig.Prior prior, int components) {
    return new EmbedderConfig(7, List.of(6, 5), 2, List.of(5), 0.1, prior, components);
  }

  private static EmbedderLoss loss(Reconstruction reconstruction) {
    return new EmbedderLoss(
        new EmbedderLossConfig(
            reconstruction,
            new LinearRamp(0.7, 0, 2),
            new LinearRamp(3, 0, 0),
            new LinearRamp(0.5, 0, 0)));
  }

  /** The whole training loss, noise and alpha dropout and all, by every weight and the input. */
  @ParameterizedTest
  @CsvSource({"NORMAL, MEAN_SQUARED_ERROR", "MIXTURE, MEAN_SQUARED_ERROR", "NORMAL, POISSON"})
  void gradientsAreThoseOfFiniteDifferences(
      EmbedderConfig.Prior prior, Reconstruction reconstruction) {
    try (Scope scope = Scope.open(Device.reference())) {
      VariationalEmbedder embedder = new VariationalEmbedder(config(prior, 3));
      ParameterStore store = embedder.allocate(scope, 5);
      embedder.train();
      Draw draw = Draw.of(List.of(3), 11);
      Tensor x = draw.tensorBetween(0.1, 1, scope, 4, 7);
      Tensor centroids = draw.tensor(scope, 3, 2);
      Problem problem =
          new Problem(
              List.of(x),
              new ArrayList<>(store.parameters().values()),
              in ->
                  loss(reconstruction)
                      .of(
                          embedder,
                          EmbedderLoss.Sample.of(in.getFirst()),
                          Optional.of(centroids),
                          1)
                      .total());
      GradientCheck.Report report = GradientCheck.check("embedder", problem, draw);
      assertTrue(report.passed(), report.worst() + ": " + report.worstRelativeError());
    }
  }

  private static final EmbedderConfig IN_CONTEXT =
      new EmbedderConfig(
          7, List.of(6, 5), 2, List.of(5), 0, EmbedderConfig.Prior.NORMAL, 1, true, 4);

  /** With the scan's moments beside each spectrum, and the colour's error. */
  @Test
  void gradientsInContextAreThoseOfFiniteDifferences() {
    EmbedderLoss loss =
        new EmbedderLoss(
            new EmbedderLossConfig(
                Reconstruction.MEAN_SQUARED_ERROR,
                new LinearRamp(0.7, 0, 2),
                new LinearRamp(3, 0, 0),
                new LinearRamp(0, 0, 0),
                new LinearRamp(2, 0, 0)));
    try (Scope scope = Scope.open(Device.reference())) {
      VariationalEmbedder embedder = new VariationalEmbedder(IN_CONTEXT);
      ParameterStore store = embedder.allocate(scope, 5);
      embedder.train();
      Draw draw = Draw.of(List.of(3), 11);
      Tensor spectra = draw.tensorBetween(0.1, 1, scope, 4, 7);
      Tensor contexts = draw.tensorBetween(0.1, 1, scope, 4, 14);
      Tensor colours = draw.tensorBetween(0.1, 1, scope, 4, 3);
      Problem problem =
          new Problem(
              List.of(spectra, contexts, colours),
              new ArrayList<>(store.parameters().values()),
              in -> {
                EmbedderLoss.Terms terms =
                    loss.of(
                        embedder,
                        new EmbedderLoss.Sample(
                            in.get(0), Optional.of(in.get(1)), Optional.of(in.get(2))),
                        Optional.empty(),
                        1);
                assertTrue(terms.colour().orElseThrow().value().item() > 0);
                return terms.total();
              });
      GradientCheck.Report report = GradientCheck.check("embedder", problem, draw);
      assertTrue(report.passed(), report.worst() + ": " + report.worstRelativeError());
    }
  }

  @Test
  void oneOpEncodesASpectrumInItsContextAsLayersDo() {
    try (Scope scope = Scope.open(Device.reference())) {
      VariationalEmbedder embedder = new VariationalEmbedder(IN_CONTEXT);
      embedder.allocate(scope, 5);
      Draw draw = Draw.of(List.of(3), 11);
      Tensor spectra = draw.tensorBetween(0.1, 1, scope, 4, 7);
      Tensor context = draw.tensorBetween(0.1, 1, scope, 1, 14);
      Tensor contexts = scope.of(fourTimes(context.toDoubles()), 4, 14);
      Tape tape = Tape.inference(scope, 0);
      double[] byLayers =
          embedder
              .encode(tape.constant(spectra), Optional.of(tape.constant(contexts)))
              .mu()
              .value()
              .toDoubles();
      double[] byOneOp =
          embedder
              .means(new Spectra.Counted(spectra), CountScaling.NONE, Optional.of(context), scope)
              .toDoubles();
      assertArrayEquals(byLayers, byOneOp, 1e-12);
      assertThrows(
          IllegalArgumentException.class,
          () ->
              embedder.means(
                  new Spectra.Counted(spectra), CountScaling.NONE, Optional.empty(), scope));
    }
  }

  private static double[] fourTimes(double[] row) {
    double[] rows = new double[4 * row.length];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = row[i % row.length];
    }
    return rows;
  }

  @Test
  void weightsFollowTheRamps() {
    try (Scope scope = Scope.open(Device.reference())) {
      VariationalEmbedder embedder =
          new VariationalEmbedder(config(EmbedderConfig.Prior.NORMAL, 1));
      embedder.allocate(scope, 5);
      Draw draw = Draw.of(List.of(3), 11);
      Tensor x = draw.tensor(scope, 4, 7);
      for (int epoch : new int[] {0, 1, 2, 9}) {
        Tape tape = Tape.inference(scope, 3);
        EmbedderLoss.Terms terms =
            loss(Reconstruction.MEAN_SQUARED_ERROR)
                .of(embedder, EmbedderLoss.Sample.of(tape.constant(x)), Optional.empty(), epoch);
        double beta = 0.7 * Math.min(epoch, 2) / 2;
        assertEquals(
            terms.reconstruction().value().item()
                + beta * terms.kl().value().item()
                + 3 * terms.mmd().value().item(),
            terms.total().value().item(),
            1e-12);
      }
    }
  }

  /**
   * A mixture of one component at the standard normal is N(0, I): VaDE's divergence is then the
   * plain one, −½ Σ (1 + log σ² − μ² − σ²).
   */
  @Test
  void aMixtureOfOneStandardNormalIsThePlainPrior() {
    try (Scope scope = Scope.open(Device.reference())) {
      GaussianMixture mixture = new GaussianMixture(1, 2);
      mixture.allocate(scope, 0);
      mixture.start(scope.zeros(1, 2), 1);
      Tape tape = Tape.inference(scope, 0);
      double[] mu = {0.3, -1, 2, 0};
      double[] logvar = {0.1, -0.5, 0, 1};
      double expected = 0;
      for (int i = 0; i < 4; i++) {
        expected -= 0.5 * (1 + logvar[i] - mu[i] * mu[i] - Math.exp(logvar[i])) / 2;
      }
      Variable kl =
          mixture.kl(
              tape.constant(scope.of(mu, 2, 2)),
              tape.constant(scope.of(logvar, 2, 2)),
              tape.constant(scope.of(new double[] {5, 6, 7, 8}, 2, 2)));
      assertEquals(expected, kl.value().item(), 1e-12);
    }
  }

  /** Far from all components but one, the share of that is 1 and nothing overflows. */
  @Test
  void responsibilitiesStayFiniteFarAway() {
    try (Scope scope = Scope.open(Device.reference())) {
      GaussianMixture mixture = new GaussianMixture(2, 1);
      mixture.allocate(scope, 0);
      mixture.start(scope.of(new double[] {-100, 100}, 2, 1), 1);
      Tape tape = Tape.inference(scope, 0);
      double[] shares =
          mixture
              .logResponsibilities(tape.constant(scope.of(new double[] {99, 0}, 2, 1)))
              .value()
              .toDoubles();
      // (199² − 1²)/2 = 19 800 apart, and in the middle equal.
      assertArrayEquals(new double[] {-19800, 0, -Math.log(2), -Math.log(2)}, shares, 1e-9);
    }
  }

  /** The same seed gives the same sample; encoding does not depend on it. */
  @Test
  void samplesFollowTheTapesSeed() {
    try (Scope scope = Scope.open(Device.reference())) {
      VariationalEmbedder embedder =
          new VariationalEmbedder(config(EmbedderConfig.Prior.NORMAL, 1));
      embedder.allocate(scope, 5);
      Tensor x = Draw.of(List.of(3), 11).tensor(scope, 4, 7);
      double[][] samples = new double[3][];
      for (int i = 0; i < 3; i++) {
        Tape tape = Tape.inference(scope, i / 2);
        samples[i] =
            embedder
                .sample(embedder.encode(tape.constant(x), Optional.empty()))
                .value()
                .toDoubles();
      }
      assertArrayEquals(samples[0], samples[1]);
      assertNotEquals(samples[0][0], samples[2][0]);
    }
  }

  @Test
  void configurationsAreChecked() {
    assertEquals(
        "encoder is [], expected at least one width",
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    new EmbedderConfig(
                        7, List.of(), 2, List.of(), 0, EmbedderConfig.Prior.NORMAL, 1))
            .getMessage());
  }
}
