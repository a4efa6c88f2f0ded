package org.sinopia.train.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import org.sinopia.nn.Module;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.train.cli.option.Size;
import org.sinopia.train.cli.output.OutputFile;
import org.sinopia.train.model.EmbedderDescription;
import org.sinopia.train.model.ModelFolder;
import org.sinopia.train.model.PretrainedDescription;
import org.sinopia.train.model.RecolourerDescription;
import org.sinopia.train.onnx.OnnxExport;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** {@code sinopia export}: a trained model for other programs. */
@Command(
    name = "export",
    description = "Writes a trained model in a format that other programs read.")
final class ExportCommand implements Callable<Integer> {
  @Option(
      names = "--model",
      required = true,
      paramLabel = "RUN",
      description = "Run of a training, or its folder model.")
  private Path run;

  @Option(
      names = "--format",
      required = true,
      description = {
        "safetensors: weights by name, model.json in the metadata.",
        "onnx: the forward pass for any batch, input to output or spectra to mu and logvar."
      })
  private Format format;

  @Option(
      names = "--size",
      paramLabel = "HxW",
      defaultValue = "256x256",
      converter = Size.Converter.class,
      description = "Size of the pictures that a recolourer in ONNX is for (${DEFAULT-VALUE}).")
  private Size size;

  @Option(names = "--out", required = true, paramLabel = "FILE", description = "Where it goes.")
  private Path out;

  /** Formats of exported models. */
  private enum Format {
    /** Weights by their names in PyTorch's layout; the metadata's {@code sinopia} is model.json. */
    SAFETENSORS,
    /** A graph of operator set 20. */
    ONNX
  }

  @Override
  public Integer call() throws IOException {
    OutputFile.check(out);
    ModelFolder model = ModelFolder.open(run);
    switch (format) {
      case SAFETENSORS -> safetensors(model);
      case ONNX -> onnx(model);
    }
    return ExitCode.OK;
  }

  /** Loads the weights first, so that none leave that do not fit the description. */
  private void safetensors(ModelFolder model) throws IOException {
    SequencedMap<String, String> metadata = new LinkedHashMap<>();
    metadata.put("format", "pt");
    metadata.put("sinopia", model.description().toJson());
    try (Scope scope = Scope.open(Device.cpu())) {
      Module loaded =
          switch (model.description()) {
            case EmbedderDescription _ -> model.loadEmbedder(scope);
            case RecolourerDescription _ -> model.loadRecolourer(scope);
            case PretrainedDescription _ -> model.loadTrunk(scope);
          };
      loaded.save(out, metadata);
    }
  }

  private void onnx(ModelFolder model) throws IOException {
    try (Scope scope = Scope.open(Device.cpu())) {
      switch (model.description()) {
        case EmbedderDescription _ -> OnnxExport.write(model.loadEmbedder(scope), out);
        case RecolourerDescription _ ->
            OnnxExport.write(model.loadRecolourer(scope), size.height(), size.width(), out);
        case PretrainedDescription _ ->
            throw new IllegalArgumentException(
                model.folder() + ": a pretrained trunk makes no pictures; expected a recolourer");
      }
    }
  }
}
