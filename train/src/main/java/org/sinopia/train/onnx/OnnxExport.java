package org.sinopia.train.onnx;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;
import org.sinopia.autograd.Tape;
import org.sinopia.autograd.Variable;
import org.sinopia.nn.Module;
import org.sinopia.nn.model.Recolourer;
import org.sinopia.nn.model.VariationalEmbedder;
import org.sinopia.nn.model.VariationalEmbedder.Latent;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.UnsupportedOpException;
import org.sinopia.tensor.file.PendingFile;
import org.sinopia.tensor.op.Op;

/**
 * Writes models as ONNX files (operator set 20, float32) for any batch: the forward pass is run
 * once on zeros, and each op that ran becomes nodes of the graph. Weights keep their full names.
 */
public final class OnnxExport {
  private OnnxExport() {}

  /**
   * Writes a recolourer for pictures of one size: {@code input} [batch, channels, height, width] to
   * {@code output} [batch, 3, height, width].
   *
   * @param model has its weights, and is in evaluation mode
   * @throws UnsupportedOpException if an op of the model has no translation, naming it
   * @throws IOException naming the file, of which nothing is left
   */
  public static void write(Recolourer model, int height, int width, Path file) throws IOException {
    write(
        model,
        "recolourer",
        "input",
        new int[] {1, model.config().channels(), height, width},
        x -> new LinkedHashMap<>(Map.of("output", model.forward(x))),
        file);
  }

  /**
   * Writes an embedder's encoder: {@code spectra} [batch, bins] to {@code mu} and {@code logvar},
   * [batch, latent].
   *
   * @param model has its weights, and is in evaluation mode
   * @throws UnsupportedOpException if an op of the model has no translation, naming it
   * @throws IllegalArgumentException if the embedder reads a spectrum in the context of its scan,
   *     for which the graph has no input
   * @throws IOException naming the file, of which nothing is left
   */
  public static void write(VariationalEmbedder model, Path file) throws IOException {
    if (model.config().context()) {
      throw new IllegalArgumentException(
          "embedder: reads spectra in the context of their scan, expected one without: an ONNX"
              + " graph has a single input");
    }
    write(
        model,
        "encoder",
        "spectra",
        new int[] {1, model.config().bins()},
        x -> {
          Latent latent = model.encode(x, Optional.empty());
          SequencedMap<String, Variable> results = new LinkedHashMap<>();
          results.put("mu", latent.mu());
          results.put("logvar", latent.logvar());
          return results;
        },
        file);
  }

  private static void write(
      Module model,
      String name,
      String inputName,
      int[] extents,
      Function<Variable, SequencedMap<String, Variable>> forward,
      Path file)
      throws IOException {
    Device device = model.state().firstEntry().getValue().device();
    OnnxGraph graph = new OnnxGraph(name);
    OnnxTranslation translation = new OnnxTranslation(graph, model.state());
    try (Scope scope = Scope.open(device)) {
      Tensor input = scope.zeros(extents);
      translation.input(inputName, input);
      List<Op> ops = new ArrayList<>();
      SequencedMap<String, Variable> results;
      Thread current = Thread.currentThread();
      try (Device.Observation _ =
          device.observe(
              (op, kernel) -> {
                kernel.run();
                if (Thread.currentThread() == current) {
                  ops.add((Op) op);
                }
              })) {
        Tape tape = Tape.inference(scope, 0);
        results = forward.apply(tape.constant(input));
      }
      ops.forEach(translation::translate);
      results.forEach((output, variable) -> translation.output(output, variable.value()));
    }
    PendingFile.write(
        file,
        pending -> {
          try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(pending))) {
            graph.writeTo(out);
          }
        });
  }
}
