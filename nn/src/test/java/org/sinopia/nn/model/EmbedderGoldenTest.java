package org.sinopia.nn.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sinopia.autograd.Parameter;
import org.sinopia.autograd.Tape;
import org.sinopia.autograd.Variable;
import org.sinopia.nn.Deviation;
import org.sinopia.nn.ParameterStore;
import org.sinopia.nn.Safetensors;
import org.sinopia.nn.loss.EmbedderLoss;
import org.sinopia.nn.loss.EmbedderLossConfig;
import org.sinopia.nn.loss.EmbedderLossConfig.Reconstruction;
import org.sinopia.nn.loss.LinearRamp;
import org.sinopia.nn.model.VariationalEmbedder.Latent;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Golden;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.CountScaling;

/** Latents, reconstruction, each loss and all gradients against an independent implementation. */
class EmbedderGoldenTest {
  private static final String RESOURCE = "embedder.safetensors";
  private static final EmbedderConfig CONFIG =
      new EmbedderConfig(
          40, List.of(24, 16, 12, 8), 3, List.of(12, 16, 24), 0, EmbedderConfig.Prior.NORMAL, 1);

  /** The golden's total: reconstruction + 0.7·kl + 3.0·mmd + 0.5·cluster. */
  private static final EmbedderLoss LOSS =
      new EmbedderLoss(
          new EmbedderLossConfig(
              Reconstruction.MEAN_SQUARED_ERROR,
              new LinearRamp(0.7, 0, 0),
              new LinearRamp(3, 0, 0),
              new LinearRamp(0.5, 0, 0)));

  @ParameterizedTest
  @CsvSource({"reference, 1e-9, 1e-9", "cpu, 2e-4, 2e-3"})
  void everythingAgrees(String device, double onOutput, double onGradient) throws Exception {
    Golden golden = Golden.open(RESOURCE);
    VariationalEmbedder embedder = new VariationalEmbedder(CONFIG);
    try (Scope weights = Scope.open(Device.of(device));
        Scope step = Scope.open(Device.of(device))) {
      ParameterStore store = embedder.allocate(weights, 0);
      Path path = Path.of(EmbedderGoldenTest.class.getResource("/golden/" + RESOURCE).toURI());
      try (Safetensors file = Safetensors.open(path)) {
        embedder.load(file, "param.");
      }
      Tape tape = Tape.recording(step, 0);
      Variable input = tape.constant(golden.tensor(step, "input"));
      Latent latent = embedder.encode(input, Optional.empty());
      Variable z = embedder.sample(latent, golden.tensor(step, "noise"));
      EmbedderLoss.Terms terms =
          LOSS.of(
              embedder,
              EmbedderLoss.Sample.of(input),
              golden.tensor(step, "noise"),
              golden.tensor(step, "prior_sample"),
              Optional.of(golden.tensor(step, "centroids")),
              0);
      Map<String, Variable> outputs =
          Map.of(
              "mu", latent.mu(),
              "logvar", latent.logvar(),
              "z", z,
              "reconstruction", embedder.decode(z, Optional.empty()),
              "loss.reconstruction", terms.reconstruction(),
              "loss.kl", terms.kl(),
              "loss.mmd", terms.mmd(),
              "loss.cluster", terms.cluster().orElseThrow(),
              "loss.total", terms.total());
      outputs.forEach(
          (name, variable) ->
              Deviation.within(onOutput, name, golden.values(name), variable.value().toDoubles()));
      VariationalEmbedder.Posterior posterior =
          embedder.posterior(
              new Spectra.Counted(input.value()), CountScaling.NONE, Optional.empty(), step);
      Deviation.within(onOutput, "mu", golden.values("mu"), posterior.mu().toDoubles());
      Deviation.within(onOutput, "logvar", golden.values("logvar"), posterior.logvar().toDoubles());
      Tensor means =
          embedder.means(
              new Spectra.Counted(input.value()), CountScaling.NONE, Optional.empty(), step);
      Deviation.within(onOutput, "mu", golden.values("mu"), means.toDoubles());
      tape.backward(terms.total());
      for (Map.Entry<String, Parameter> e : store.parameters().entrySet()) {
        String gradient = "grad." + e.getKey();
        Deviation.within(
            onGradient, gradient, golden.values(gradient), e.getValue().gradient().toDoubles());
      }
    }
  }
}
