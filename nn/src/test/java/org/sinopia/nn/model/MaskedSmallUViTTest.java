package org.sinopia.nn.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sinopia.autograd.Tape;
import org.sinopia.autograd.Variable;
import org.sinopia.nn.ConfigJson;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;

class MaskedSmallUViTTest {
  private static SmallUViTConfig tiny(String more) {
    return ConfigJson.parse(
        "{\"patch\": 2, \"channels\": 5, \"dim\": 8, \"heads\": 2, \"dim_head\": 3, \"depth\": 1,"
            + " \"size\": [4, 4]"
            + more
            + "}",
        "tiny",
        SmallUViTConfig.PAPER);
  }

  @Test
  void theLossIsTheMeanErrorOfHiddenPixelsOnly() {
    try (Scope scope = Scope.open(Device.of("reference"))) {
      MaskedSmallUViT model = new MaskedSmallUViT(tiny(""));
      Tape tape = Tape.inference(scope, 1);
      double[] truth = new double[5 * 4];
      double[] prediction = new double[5 * 4];
      for (int c = 0; c < 5; c++) {
        prediction[4 * c + 1] = c - 2; // hidden: |−2|, |−1|, 0, 1, 2
        prediction[4 * c] = 100; // not hidden
      }
      Variable mask = tape.constant(scope.of(new double[] {0, 1, 0, 0}, 1, 1, 2, 2));
      Variable y = tape.constant(scope.of(truth, 1, 5, 2, 2));
      Variable x = tape.constant(scope.of(prediction, 1, 5, 2, 2));
      assertEquals(6.0 / 5, model.loss(x, y, mask, 0.25).value().item(), 1e-12);
      // The other way round: each channel's mean is 25 + (c − 2) / 4, and c − 2 is hidden.
      double expected = 0;
      for (int c = 0; c < 5; c++) {
        expected += Math.abs(25 + (c - 2) / 4.0 - (c - 2)) / 5;
      }
      assertEquals(expected, model.lossOfMean(x, mask, 0.25).value().item(), 1e-12);
    }
  }

  @Test
  void aModelThatSeesColoursOnlyPredictsColoursOnly() {
    try (Scope scope = Scope.open(Device.of("reference"))) {
      MaskedSmallUViT model =
          new MaskedSmallUViT(tiny(", \"residual\": true, \"colours_only\": true"));
      model.allocate(scope, 3);
      Tape tape = Tape.inference(scope, 1);
      Variable x = tape.constant(scope.of(new double[5 * 64], 1, 5, 8, 8));
      assertArrayEquals(new int[] {1, 3, 8, 8}, model.forward(x).shape().extents());
    }
  }

  /** Saved without its head, a trunk is all that a recolourer's trunk asks for. */
  @Test
  void aRecolourerTakesThePretrainedTrunk(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("trunk.safetensors");
    try (Scope scope = Scope.open(Device.cpu())) {
      MaskedSmallUViT pretrained = new MaskedSmallUViT(tiny(""));
      pretrained.allocate(scope, 3);
      pretrained.trunk().save(file, Map.of());
      SmallUViT model = new SmallUViT(tiny(""));
      model.allocate(scope, 4);
      float[] head = model.state().get("head.weight").toFloats();
      model.trunk().load(file);
      assertArrayEquals(
          pretrained.state().get("spt.proj.weight").toFloats(),
          model.state().get("spt.proj.weight").toFloats());
      assertArrayEquals(head, model.state().get("head.weight").toFloats());
    }
  }
}
