package org.sinopia.nn.model;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sinopia.autograd.Parameter;
import org.sinopia.autograd.Tape;
import org.sinopia.autograd.Variable;
import org.sinopia.autograd.op.Redmean;
import org.sinopia.nn.ConfigJson;
import org.sinopia.nn.Deviation;
import org.sinopia.nn.ParameterStore;
import org.sinopia.nn.Safetensors;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Golden;
import org.sinopia.tensor.Scope;

/** Outputs, loss and all gradients against an independent float64 implementation. */
class SmallUViTGoldenTest {
  @ParameterizedTest
  @CsvSource({
    "diagonal_add, reference, 1e-9, 1e-9, false",
    "diagonal_concat, reference, 1e-9, 1e-9, false",
    "axial_add, reference, 1e-9, 1e-9, false",
    "diagonal_concat, reference, 1e-9, 1e-9, true",
    "diagonal_add, cpu, 2e-4, 2e-3, false",
    "diagonal_concat, cpu, 2e-4, 2e-3, false",
    "axial_add, cpu, 2e-4, 2e-3, false",
    "axial_add, cpu, 2e-4, 2e-3, true",
  })
  void outputAndGradientsAgree(
      String name, String device, double onOutput, double onGradient, boolean checkpointing)
      throws Exception {
    Golden golden = Golden.open("smalluvit_" + name + ".safetensors");
    SmallUViTConfig stored =
        ConfigJson.parse(golden.metadata("config"), name, SmallUViTConfig.PAPER);
    SmallUViT model =
        ConfigJson.parse("{\"checkpointing\": " + checkpointing + "}", name, stored).build();
    try (Scope weights = Scope.open(Device.of(device));
        Scope step = Scope.open(Device.of(device))) {
      ParameterStore store = model.allocate(weights, 0);
      try (Safetensors file = Safetensors.open(resource(name))) {
        model.load(file, "param.");
      }
      Tape tape = Tape.recording(step, 0);
      Variable input = tape.variable(golden.tensor(step, "input"));
      Variable output = model.forward(input).keep();
      Variable loss = Redmean.of(output, tape.constant(golden.tensor(step, "target")), false);
      tape.backward(loss);
      Deviation.within(onOutput, "output", golden.values("output"), output.value().toDoubles());
      Deviation.within(onOutput, "loss", golden.values("loss.redmean"), loss.value().toDoubles());
      Deviation.within(
          onGradient, "grad.input", golden.values("grad.input"), input.gradient().toDoubles());
      for (Map.Entry<String, Parameter> e : store.parameters().entrySet()) {
        String gradient = "grad." + e.getKey();
        Deviation.within(
            onGradient, gradient, golden.values(gradient), e.getValue().gradient().toDoubles());
      }
    }
  }

  private static Path resource(String name) throws URISyntaxException {
    return Path.of(
        SmallUViTGoldenTest.class
            .getResource("/golden/smalluvit_" + name + ".safetensors")
            .toURI());
  }
}
