package org.sinopia.tensor.op;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sinopia.tensor.DType;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Shape;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.Encoder.Dense;
import org.sinopia.tensor.op.SpectrumOp.DrawPhotons;
import org.sinopia.tensor.op.SpectrumOp.Encode;
import org.sinopia.tensor.op.SpectrumOp.EncodeDrawn;
import org.sinopia.tensor.random.Draw;

/**
 * Random spectra and encoders. None is wild: a sum beyond float range goes on as infinity through
 * the next layers here and as a number in float64.
 */
final class SpectrumCases {
  private SpectrumCases() {}

  static List<OpCase> all() {
    return List.of(
        new OpCase("encode", Encode.class, 1e-5, false, SpectrumCases::encode),
        new OpCase("encode, wide", Encode.class, 1e-5, false, SpectrumCases::encodeWide),
        new OpCase("draw_photons", DrawPhotons.class, 0, false, SpectrumCases::draw),
        new OpCase("encode_drawn", EncodeDrawn.class, 1e-5, false, SpectrumCases::encodeDrawn));
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

  private static Op draw(Scope s, Draw draw) {
    Photons photons = photons(s, draw, draw.size(1, 90), draw.choice(1, 3, 7, 10));
    int bins = draw.size(1, photons.tableColumns());
    return new DrawPhotons(photons, s.empty(DType.I32, Shape.of(photons.pixels(), bins)));
  }

  private static Op encodeDrawn(Scope s, Draw draw) {
    Photons photons = photons(s, draw, draw.size(1, 90), draw.choice(1, 3, 7));
    int bins = draw.size(1, photons.tableColumns());
    CountScaling scaling =
        draw.choice(CountScaling.SQRT, CountScaling.UNIT_MAX, CountScaling.UNIT_AREA);
    Encoder encoder = encoder(s, draw, scaling, bins, draw.size(1, 33));
    List<Tensor> latents = new ArrayList<>();
    encoder.heads().forEach(head -> latents.add(s.empty(photons.pixels(), head.out())));
    return new EncodeDrawn(photons, encoder, latents);
  }

  /** Tables of any entries; among the pixels' kinds and numbers some that are out of range. */
  private static Photons photons(Scope s, Draw draw, int n, int bits) {
    int tables = draw.size(1, 6);
    int[] entries = new int[tables << bits];
    int[] kinds = new int[n];
    int[] numbers = new int[n];
    Arrays.setAll(entries, i -> (int) draw.seed());
    Arrays.setAll(kinds, i -> (int) draw.value(-0.5, tables + 0.5));
    Arrays.setAll(numbers, i -> (int) draw.value(-3, draw.choice(5, 50, 300)));
    return new Photons(
        s.of(entries, tables, 1 << bits),
        s.of(kinds, n),
        s.of(numbers, n),
        draw.seed(),
        draw.seed(),
        draw.size(1, 40),
        draw.size(1, 90));
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
