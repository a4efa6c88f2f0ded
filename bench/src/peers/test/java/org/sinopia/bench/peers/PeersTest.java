package org.sinopia.bench.peers;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sinopia.autograd.Tape;
import org.sinopia.nn.ConfigJson;
import org.sinopia.nn.model.Architecture;
import org.sinopia.nn.model.EmbedderConfig;
import org.sinopia.nn.model.Recolourer;
import org.sinopia.nn.model.SmallUViTConfig;
import org.sinopia.nn.model.Spectra;
import org.sinopia.nn.model.VariationalEmbedder;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.CountScaling;
import org.sinopia.tensor.op.RandomOp;
import org.sinopia.train.onnx.OnnxExport;

/** Sinopia, PyTorch and ONNX Runtime compute the same. */
class PeersTest {
  @TempDir Path folder;

  @Test
  void recolourersOutputLossAndGradientsAreThoseOfPyTorch() throws IOException {
    try (RecolourerPeer peer = new RecolourerPeer(new TorchScript(), 1)) {
      assertDoesNotThrow(peer::agree);
    }
  }

  @Test
  void embeddersLatentsLossAndGradientsAreThoseOfPyTorch() throws IOException {
    try (EmbedderPeer peer = new EmbedderPeer(new TorchScript(), 64)) {
      assertDoesNotThrow(peer::agree);
    }
  }

  @Test
  void gradientsOfLossesAndAttentionAreThoseOfPyTorch() throws IOException {
    TorchScript torch = new TorchScript();
    try (OpPeer redmean = OpPeer.redmean(torch);
        OpPeer similarity = OpPeer.msSsim(torch);
        OpPeer attention = OpPeer.attention(torch, 64)) {
      assertDoesNotThrow(redmean::agree);
      assertDoesNotThrow(similarity::agree);
      assertDoesNotThrow(attention::agree);
    }
  }

  @Test
  void trainingStepsMoveWeightsAsPyTorchsDo() throws IOException {
    try (RecolourerPeer peer = new RecolourerPeer(new TorchScript(), 1)) {
      peer.train();
      assertThrows(IllegalStateException.class, peer::agree, "only our weights have moved");
      peer.trainPeer();
      assertDoesNotThrow(peer::agree);
    }
  }

  @ParameterizedTest
  @CsvSource({"SMALLUVIT, 48, 64", "VIT, 32, 32", "UVIT, 32, 48", "CONV, 40, 24"})
  void onnxRuntimeRecoloursAsWeDoForAnyBatch(Architecture architecture, int height, int width)
      throws IOException, OrtException {
    agrees(architecture.paper().build(), height, width);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"shift\": \"axial\", \"skip\": \"concat\"}",
        "{\"positions\": \"learned\", \"size\": [30, 21]}",
        "{\"positions\": \"sin_cos\", \"per_head_temperature\": true}"
      })
  void everyOptionOfSmallUVitIsExported(String fields) throws IOException, OrtException {
    SmallUViTConfig config = ConfigJson.parse(fields, "test", SmallUViTConfig.SMALL);
    agrees(config.build(), 30, 21);
  }

  @Test
  void aPictureOfOneTokenIsExported() throws IOException, OrtException {
    agrees(SmallUViTConfig.SMALL.build(), 4, 4);
  }

  private void agrees(Recolourer model, int height, int width) throws IOException, OrtException {
    Path file = folder.resolve("model.onnx");
    try (Scope scope = Scope.open(Device.cpu())) {
      model.allocate(scope, 3);
      OnnxExport.write(model, height, width, file);
      try (OnnxPeer peer = new OnnxPeer(file)) {
        for (int batch : new int[] {1, 3}) {
          Tensor x = uniform(scope, batch, 3, height, width);
          float[] ours = model.forward(Tape.inference(scope, 0).constant(x)).value().toFloats();
          try (OnnxTensor input = peer.input(x)) {
            double deviation = Agreement.deviation(ours, peer.result(input));
            assertTrue(deviation <= Agreement.TOLERANCE, "batch " + batch + ": " + deviation);
          }
        }
      }
    }
  }

  @Test
  void onnxRuntimeEncodesAsWeDo() throws IOException, OrtException {
    Path file = folder.resolve("encoder.onnx");
    VariationalEmbedder model = new VariationalEmbedder(EmbedderConfig.PAPER);
    try (Scope scope = Scope.open(Device.cpu())) {
      model.allocate(scope, 3);
      OnnxExport.write(model, file);
      Tensor x = uniform(scope, 7, 512);
      float[] ours = model.means(new Spectra.Counted(x), CountScaling.NONE, Optional.empty(), scope).toFloats();
      try (OnnxPeer peer = new OnnxPeer(file);
          OnnxTensor input = peer.input(x)) {
        float[] theirs = peer.result(input);
        assertEquals(7 * 3, theirs.length);
        assertTrue(Agreement.deviation(ours, theirs) <= Agreement.TOLERANCE);
      }
    }
  }

  private static Tensor uniform(Scope scope, int... extents) {
    Tensor values = scope.empty(extents);
    new RandomOp.Uniform(5, 0, values).run();
    return values;
  }
}
