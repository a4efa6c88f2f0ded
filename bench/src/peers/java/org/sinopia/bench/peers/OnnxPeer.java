package org.sinopia.bench.peers;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.sinopia.tensor.Tensor;

/** An exported model in ONNX Runtime, with as many threads as the process may use. */
final class OnnxPeer implements AutoCloseable {
  private final OrtSession session;
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();

  OnnxPeer(Path file) throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(Runtime.getRuntime().availableProcessors());
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      session = environment.createSession(file.toString(), options);
    }
  }

  /** One of our tensors as the model's input. */
  OnnxTensor input(Tensor tensor) throws OrtException {
    long[] extents = Arrays.stream(tensor.shape().extents()).asLongStream().toArray();
    return OnnxTensor.createTensor(environment, FloatBuffer.wrap(tensor.toFloats()), extents);
  }

  /** All elements of the first output. */
  float[] result(OnnxTensor input) {
    try (OrtSession.Result result = session.run(name(input))) {
      FloatBuffer elements = ((OnnxTensor) result.get(0)).getFloatBuffer();
      float[] copy = new float[elements.remaining()];
      elements.get(copy);
      return copy;
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs the model and drops what it gives. */
  void run(OnnxTensor input) {
    try {
      session.run(name(input)).close();
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  private Map<String, OnnxTensor> name(OnnxTensor input) throws OrtException {
    return Map.of(session.getInputNames().iterator().next(), input);
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}
