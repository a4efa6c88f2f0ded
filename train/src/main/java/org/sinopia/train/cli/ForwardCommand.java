package org.sinopia.train.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import org.sinopia.autograd.Tape;
import org.sinopia.nn.Safetensors;
import org.sinopia.nn.model.Recolourer;
import org.sinopia.nn.model.RecolourerConfig;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Shape;
import org.sinopia.tensor.Tensor;
import org.sinopia.train.cli.option.DeviceOption;
import org.sinopia.train.cli.option.ModelOptions;
import org.sinopia.train.cli.output.OutputFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sinopia forward}: a recolourer applied to one tensor. */
@Command(
    name = "forward",
    description = "Applies a recolourer with given weights to the tensor 'input' of a file.")
final class ForwardCommand implements Callable<Integer> {
  @Mixin private ModelOptions options;

  @Option(
      names = "--weights",
      required = true,
      paramLabel = "W.safetensors",
      description = "All weights of the model, by name.")
  private Path weights;

  @Option(
      names = "--input",
      required = true,
      paramLabel = "X.safetensors",
      description = "Holds the tensor 'input', [batch, channels, height, width].")
  private Path input;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "Y.safetensors",
      description = "Receives the tensor 'output', [batch, 3, height, width].")
  private Path output;

  @Mixin private DeviceOption device;

  @Override
  public Integer call() throws IOException {
    RecolourerConfig config = options.config();
    OutputFile.check(output, weights, input);
    Recolourer model = config.build();
    try (Scope lasting = Scope.open(device.device());
        Scope step = Scope.open(device.device());
        Safetensors in = Safetensors.open(input)) {
      model.allocate(lasting, 0);
      model.load(weights);
      Tensor x = in.read("input", step);
      if (!x.dtype().floating()) {
        throw new IllegalArgumentException(
            input + ": tensor input: dtype " + x.dtype() + ", expected a floating-point one");
      }
      Shape shape = x.shape();
      if (shape.rank() != 4 || shape.extent(1) != config.channels()) {
        throw new IllegalArgumentException(
            "%s: tensor input: shape %s, expected [batch, %d, height, width]"
                .formatted(input, shape, config.channels()));
      }
      SequencedMap<String, Tensor> result = new LinkedHashMap<>();
      Tape tape = Tape.inference(step, 0);
      result.put("output", model.forward(tape.constant(x)).value());
      Safetensors.write(output, Map.of(), result);
    }
    return ExitCode.OK;
  }
}
