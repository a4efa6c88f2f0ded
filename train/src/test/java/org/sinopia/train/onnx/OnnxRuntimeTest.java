package org.sinopia.train.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sinopia.autograd.Tape;
import org.sinopia.nn.Module;
import org.sinopia.nn.model.Architecture;
import org.sinopia.nn.model.EmbedderConfig;
import org.sinopia.nn.model.Recolourer;
import org.sinopia.nn.model.RecolourerConfig;
import org.sinopia.nn.model.SmallUViTConfig;
import org.sinopia.nn.model.VariationalEmbedder;
import org.sinopia.nn.model.VariationalEmbedder.Latent;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.UnsupportedOpException;
import org.sinopia.tensor.op.BinaryFunction;
import org.sinopia.tensor.op.ElementwiseOp;
import org.sinopia.tensor.op.UnaryFunction;

/** Exported models, run by ONNX Runtime, compute what ours compute. */
class OnnxRuntimeTest {
  /** Relative to the largest element: both sides compute in float32, in other orders. */
  private static final double TOLERANCE = 1e-4;

  private static final OrtEnvironment ENVIRONMENT = OrtEnvironment.getEnvironment();

  @TempDir Path folder;

  static Stream<RecolourerConfig> recolourers() {
    return Stream.concat(
        Arrays.stream(Architecture.values()).map(Architecture::paper),
        Stream.of(SmallUViTConfig.SMALL, SmallUViTConfig.GENERAL));
  }

  @ParameterizedTest
  @MethodSource("recolourers")
  void everyRecolourerGivesTheSamePicturesThere(RecolourerConfig config)
      throws IOException, OrtException {
    Recolourer model = config.build();
    try (Scope scope = Scope.open(Device.cpu())) {
      allocate(model, scope);
      Path file = folder.resolve("model.onnx");
      OnnxExport.write(model, 48, 32, file);
      Tensor input = random(scope, 3, config.channels(), 48, 32);
      Tensor ours = model.forward(Tape.inference(scope, 0).constant(input)).value();
      assertAgree(Map.of("output", ours), run(Files.readAllBytes(file), "input", input));
    }
  }

  @Test
  void anEncoderGivesTheSameLatentsThere() throws IOException, OrtException {
    VariationalEmbedder model = new VariationalEmbedder(EmbedderConfig.PAPER);
    try (Scope scope = Scope.open(Device.cpu())) {
      allocate(model, scope);
      Path file = folder.resolve("encoder.onnx");
      OnnxExport.write(model, file);
      Tensor input = random(scope, 5, model.config().bins());
      Latent ours = model.encode(Tape.inference(scope, 0).constant(input), Optional.empty());
      assertAgree(
          Map.of("mu", ours.mu().value(), "logvar", ours.logvar().value()),
          run(Files.readAllBytes(file), "spectra", input));
    }
  }

  @Test
  void aConstantInTheMemoryOfAReleasedValueIsNotThatValue() throws IOException, OrtException {
    try (Scope scope = Scope.open(Device.cpu())) {
      OnnxGraph graph = new OnnxGraph("recycled");
      OnnxTranslation translation = new OnnxTranslation(graph, Map.of());
      Tensor x = scope.of(new float[] {1, 2, 3, 4}, 1, 4);
      translation.input("x", x);
      Tensor released = scope.empty(1, 4);
      translation.translate(new ElementwiseOp.Unary(UnaryFunction.SQUARE, x, released));
      scope.release(released);
      Tensor constant = scope.of(new float[] {10, 20, 30, 40}, 1, 4);
      assertEquals(released.memory().address(), constant.memory().address(), "taken again");
      Tensor y = scope.empty(1, 4);
      translation.translate(new ElementwiseOp.Binary(BinaryFunction.ADD, x, constant, y));
      translation.output("y", y);
      float[] expected = {11, 22, 33, 44};
      assertAgree(Map.of("y", scope.of(expected, 1, 4)), run(bytes(graph), "x", x));
    }
  }

  @Test
  void aPartOfABatchIsRefused() {
    try (Scope scope = Scope.open(Device.cpu())) {
      OnnxTranslation translation = new OnnxTranslation(new OnnxGraph("part"), Map.of());
      Tensor x = scope.zeros(2, 4);
      translation.input("x", x);
      ElementwiseOp op =
          new ElementwiseOp.Unary(UnaryFunction.SQUARE, x.slice(1, 2), scope.empty(1, 4));
      assertThrows(UnsupportedOpException.class, () -> translation.translate(op));
    }
  }

  /** Weights as at the start of a training, but with biases and gains that are not 0 and 1. */
  private static void allocate(Module model, Scope scope) {
    model.allocate(scope, 1);
    model.eval();
    Random random = new Random(2);
    for (Tensor tensor : model.state().values()) {
      float[] elements = tensor.toFloats();
      for (int i = 0; i < elements.length; i++) {
        elements[i] += 0.02f * (float) random.nextGaussian();
      }
      tensor.set(elements);
    }
  }

  private static Tensor random(Scope scope, int... extents) {
    Random random = new Random(3);
    Tensor tensor = scope.empty(extents);
    float[] elements = new float[tensor.elements()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = random.nextFloat();
    }
    return tensor.set(elements);
  }

  private static byte[] bytes(OnnxGraph graph) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    graph.writeTo(out);
    return out.toByteArray();
  }

  /** All outputs of a model, by name. */
  private static Map<String, float[]> run(byte[] model, String name, Tensor input)
      throws OrtException {
    long[] extents = Arrays.stream(input.shape().extents()).asLongStream().toArray();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        OrtSession session = ENVIRONMENT.createSession(model, options);
        OnnxTensor x =
            OnnxTensor.createTensor(ENVIRONMENT, FloatBuffer.wrap(input.toFloats()), extents);
        OrtSession.Result results = session.run(Map.of(name, x))) {
      Map<String, float[]> outputs = new HashMap<>();
      for (String output : session.getOutputNames()) {
        FloatBuffer elements = ((OnnxTensor) results.get(output).orElseThrow()).getFloatBuffer();
        float[] copy = new float[elements.remaining()];
        elements.get(copy);
        outputs.put(output, copy);
      }
      return outputs;
    }
  }

  private static void assertAgree(Map<String, Tensor> ours, Map<String, float[]> theirs) {
    assertEquals(ours.keySet(), theirs.keySet());
    ours.forEach(
        (name, tensor) -> {
          float[] expected = tensor.toFloats();
          float[] actual = theirs.get(name);
          assertEquals(expected.length, actual.length, name);
          float largest = 0;
          float difference = 0;
          for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            difference = Math.max(difference, Math.abs(expected[i] - actual[i]));
          }
          assertTrue(largest > 1e-3, name + " is not all but zero");
          float relative = difference / largest;
          assertTrue(relative < TOLERANCE, name + ": differs by " + relative);
        });
  }
}
