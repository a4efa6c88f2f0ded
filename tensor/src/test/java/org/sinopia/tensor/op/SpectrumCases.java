package org.sinopia.tensor.op;

import java.util.ArrayList;
import java.util.List;
import org.sinopia.tensor.Draw;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.Encoder.Dense;
import org.sinopia.tensor.op.SpectrumOp.Encode;

/**
 * Random spectra and encoders. None is wild: a sum beyond float range goes on as infinity through
 * the next layers here and as a number in float64.
 */
final class SpectrumCases {
  private SpectrumCases() {}

  static List<OpCase> all() {
    return List.of(
        new OpCase("encode", Encode.class, 1e-5, false, SpectrumCases::encode),
        new OpCase("encode, wide", Encode.class, 1e-5, false, SpectrumCases::encodeWide));
  }

  private static Op encode(Scope s, Draw draw) {
    return encode(s, draw, draw.size(1, 200), draw.size(1, 70), draw.size(1, 33));
  }

  /** Layers of several panels, and several tiles of spectra. */
  private static Op encodeWide(Scope s, Draw draw) {
    return encode(s, draw, 61 * draw.size(1, 3), 23 * draw.size(1, 9), 13 * draw.size(1, 10));
  }

  private static Op encode(Scope s, Draw draw, int n, int bins, int width) {
    CountScaling scaling = draw.choice(CountScaling.values());
    Tensor counts =
        scaling == CountScaling.NONE
            ? draw.tensorBetween(0, 1, s, n, bins)
            : draw.tensorBetween(-3, 9, s, n, bins);
    Encoder encoder = encoder(s, draw, scaling, bins, width);
    List<Tensor> latents = new ArrayList<>();
    encoder.heads().forEach(head -> latents.add(s.empty(n, head.out())));
    return new Encode(counts, encoder, latents);
  }

  static Encoder encoder(Scope s, Draw draw, CountScaling scaling, int bins, int width) {
    List<Dense> hidden = new ArrayList<>();
    int in = bins;
    for (int layers = draw.choice(1, 2, 4); layers > 0; layers--) {
      hidden.add(dense(s, draw, in, width));
      in = width;
      width = Math.max(1, width - draw.choice(0, 1, 9));
    }
    List<Dense> heads = new ArrayList<>();
    for (int i = draw.choice(1, 2); i > 0; i--) {
      heads.add(dense(s, draw, in, draw.choice(1, 3, 4, 70)));
    }
    return new Encoder(scaling, hidden, heads);
  }

  /** Weights of about the size that keeps activations at their size. */
  private static Dense dense(Scope s, Draw draw, int in, int out) {
    double reach = Math.sqrt(3.0 / in);
    return new Dense(
        draw.tensorBetween(-reach, reach, s, out, in), draw.tensorBetween(-1, 1, s, out));
  }
}
