package org.sinopia.tensor.cpu.encoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.cpu.loops.Workers;
import org.sinopia.tensor.op.CountScaling;
import org.sinopia.tensor.op.Encoder;
import org.sinopia.tensor.op.Encoder.Dense;
import org.sinopia.tensor.op.SpectrumOp.Encode;
import org.sinopia.tensor.random.Draw;

class PackedEncoderTest {
  private final Draw draw = Draw.of(List.of(1), 5);

  @ParameterizedTest
  @EnumSource
  void givesWhatTheReferenceGivesTileByTile(CountScaling scaling) {
    try (Scope reference = Scope.open(Device.reference());
        Scope s = Scope.open(Device.cpu())) {
      int n = 45;
      int bins = 205;
      Tensor counts = draw.tensorBetween(-1, 6, reference, n, bins);
      List<Dense> hidden = List.of(dense(reference, bins, 75), dense(reference, 75, 21));
      List<Dense> heads = List.of(dense(reference, 21, 3), dense(reference, 21, 67));
      Encode wanted =
          new Encode(
              counts,
              new Encoder(scaling, hidden, heads),
              List.of(reference.empty(n, 3), reference.empty(n, 67)));
      wanted.run();
      Encode op = (Encode) wanted.map(t -> t.to(s));
      check(new PackedEncoder(op.encoder(), new Workers(1)), op, wanted);
    }
  }

  private static void check(PackedEncoder encoder, Encode op, Encode wanted) {
    op.latents().forEach(latent -> latent.memory().fill((byte) -1));
    int n = op.counts().shape().extent(0);
    int half = n / 2;
    encoder.encode(op.counts().memory(), 0, op.latents(), 0, half);
    encoder.encode(op.counts().memory(), half, op.latents(), half, n - half);
    for (int head = 0; head < op.latents().size(); head++) {
      assertArrayEquals(
          wanted.latents().get(head).toFloats(), op.latents().get(head).toFloats(), 5e-5f);
    }
  }

  private Dense dense(Scope s, int in, int out) {
    double reach = Math.sqrt(3.0 / in);
    return new Dense(
        draw.tensorBetween(-reach, reach, s, out, in), draw.tensorBetween(-1, 1, s, out));
  }
}
