package org.sinopia.tensor.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sinopia.tensor.AliasingException;
import org.sinopia.tensor.DType;
import org.sinopia.tensor.DTypeMismatchException;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.EveryDevice;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Shape;
import org.sinopia.tensor.ShapeMismatchException;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.Encoder.Dense;
import org.sinopia.tensor.op.SpectrumOp.DrawPhotons;
import org.sinopia.tensor.op.SpectrumOp.Encode;
import org.sinopia.tensor.op.SpectrumOp.EncodeDrawn;
import org.sinopia.tensor.random.Draw;
import org.sinopia.tensor.random.Philox;

/** Properties of ops on spectra beyond the formulas. */
class SpectrumTest {
  private static final double LAMBDA = UnaryFunction.SELU_LAMBDA;

  /** Counts 1, 0, 3: square roots of shares 0.5, 0, √0.75; SELU(0.5 − 1) is λα(e^−0.5 − 1). */
  @EveryDevice
  void encodesByHand(String device) {
    try (Scope s = Scope.open(Device.of(device))) {
      Tensor counts = s.of(new double[] {1, 0, 3}, 1, 3);
      Dense hidden =
          new Dense(s.of(new double[] {1, 7, 0, 2, 7, 0}, 2, 3), s.of(new double[] {-1, 0.25}, 2));
      Dense first = new Dense(s.of(new double[] {1, 0}, 1, 2), s.of(new double[] {10}, 1));
      Dense second =
          new Dense(s.of(new double[] {0, 1, 0, -2}, 2, 2), s.of(new double[] {0, 1}, 2));
      Tensor one = s.empty(1, 1);
      Tensor two = s.empty(1, 2);
      Encoder encoder = new Encoder(CountScaling.SQRT, List.of(hidden), List.of(first, second));
      new Encode(counts, encoder, List.of(one, two)).run();
      double below = LAMBDA * UnaryFunction.SELU_ALPHA * Math.expm1(-0.5);
      double above = LAMBDA * 1.25;
      assertArrayEquals(new double[] {10 + below}, one.toDoubles(), 1e-5);
      assertArrayEquals(new double[] {above, 1 - 2 * above}, two.toDoubles(), 1e-5);
    }
  }

  @EveryDevice
  void countsThatAreNoneGiveWhatAnEmptySpectrumGives(String device) {
    try (Scope s = Scope.open(Device.of(device))) {
      double nan = Double.NaN;
      double infinity = Double.POSITIVE_INFINITY;
      Tensor counts =
          s.of(new double[] {0, 0, nan, -1, -2, -0.0, infinity, 0, 1e-42, 0, 0, 0}, 6, 2);
      for (CountScaling scaling : CountScaling.values()) {
        Draw draw = Draw.of(List.of(1), 3);
        if (scaling != CountScaling.NONE) {
          Encoder encoder =
              new Encoder(scaling, List.of(dense(s, draw, 2, 5)), List.of(dense(s, draw, 5, 1)));
          Tensor latent = s.empty(6, 1);
          new Encode(counts, encoder, List.of(latent)).run();
          double[] z = latent.toDoubles();
          for (int i : new int[] {1, 2, 3, 5}) {
            assertEquals(z[0], z[i], scaling + " of spectrum " + i);
          }
        }
      }
    }
  }

  @EveryDevice
  void nanStaysInItsSpectrum(String device) {
    try (Scope s = Scope.open(Device.of(device))) {
      Draw draw = Draw.of(List.of(1), 4);
      double[] values = draw.values(70 * 9, 0, 1);
      values[9 * 33 + 8] = Double.NaN;
      Encoder encoder =
          new Encoder(
              CountScaling.NONE, List.of(dense(s, draw, 9, 20)), List.of(dense(s, draw, 20, 3)));
      Tensor latent = s.empty(70, 3);
      new Encode(s.of(values, 70, 9), encoder, List.of(latent)).run();
      double[] z = latent.toDoubles();
      for (int i = 0; i < z.length; i++) {
        assertEquals(i / 3 == 33, Double.isNaN(z[i]), "element " + i);
      }
    }
  }

  @Test
  void encodesToTheSameBitsForAnyNumberOfThreads() {
    try (Scope s = Scope.open(Device.cpu())) {
      Draw draw = Draw.of(List.of(1), 8);
      Encoder encoder = SpectrumCases.encoder(s, draw, CountScaling.UNIT_AREA, 90, 70);
      Tensor counts = draw.tensorBetween(0, 9, s, 1000, 90);
      List<Tensor> latents =
          encoder.heads().stream().map(head -> s.empty(1000, head.out())).toList();
      Threads.sameBits(new Encode(counts, encoder, latents));
    }
  }

  @Test
  void namesALayerThatDoesNotFollow() {
    try (Scope s = Scope.open(Device.reference())) {
      Draw draw = Draw.of(List.of(1), 1);
      Dense hidden = dense(s, draw, 4, 3);
      Tensor z = s.empty(2, 1);
      says(
          ShapeMismatchException.class,
          "encode: weight of hidden layer 0 is [3, 4], expected [any, 5]",
          encode(s.zeros(2, 5), List.of(hidden), List.of(dense(s, draw, 3, 1)), z));
      says(
          ShapeMismatchException.class,
          "encode: weight of head 0 is [1, 2], expected [any, 3]",
          encode(s.zeros(2, 4), List.of(hidden), List.of(dense(s, draw, 2, 1)), z));
      says(
          ShapeMismatchException.class,
          "encode: output 0 is [2, 1], expected [7, 1]",
          encode(s.zeros(7, 4), List.of(hidden), List.of(dense(s, draw, 3, 1)), z));
      says(
          IllegalArgumentException.class,
          "encode: 0 hidden layers and 1 heads, expected some of both",
          encode(s.zeros(2, 4), List.of(), List.of(dense(s, draw, 4, 1)), z));
      says(
          IllegalArgumentException.class,
          "encode: 2 heads for 1 outputs",
          encode(
              s.zeros(2, 4),
              List.of(hidden),
              List.of(dense(s, draw, 3, 1), dense(s, draw, 3, 1)),
              z));
      Tensor counts = s.zeros(2, 4);
      says(
          AliasingException.class,
          "encode: output F64[2, 1]@reference overlaps input F64[2, 4]@reference",
          encode(
              counts,
              List.of(hidden),
              List.of(dense(s, draw, 3, 1)),
              counts.reshape(-1).slice(0, 2).reshape(2, 1)));
    }
  }

  /** Both columns are their own alias, so a photon's bin is the lowest bit of its word. */
  @EveryDevice
  void photonsAreDrawnByTheWordsOfTheirPixelsStream(String device) {
    try (Scope s = Scope.open(Device.of(device))) {
      long seed = 77;
      int[] photons = {5, 0, 131, 1};
      Tensor counts = s.empty(DType.I32, Shape.of(4, 2));
      Tensor tables = s.of(new int[] {0, 1}, 1, 2);
      Tensor kinds = s.of(new int[4], 4);
      new DrawPhotons(new Photons(tables, kinds, s.of(photons, 4), seed, 1L << 33, 3, 100), counts)
          .run();
      long[] streams = {1L << 33, (1L << 33) + 1, (1L << 33) + 2, (1L << 33) + 100};
      double[] expected = new double[8];
      for (int i = 0; i < 4; i++) {
        for (int j = 0; j < photons[i]; j++) {
          expected[2 * i + (Philox.word(seed, streams[i], j) & 1)]++;
        }
      }
      assertArrayEquals(expected, counts.toDoubles());
    }
  }

  @EveryDevice
  void drawingAndEncodingAtOnceIsDrawingThenEncoding(String device) {
    try (Scope s = Scope.open(Device.of(device))) {
      Draw draw = Draw.of(List.of(7, 5, 3, 6), 21);
      int n = 150;
      int bins = 50;
      int[] entries = new int[3 * 64];
      int[] kinds = new int[n];
      for (int i = 0; i < entries.length; i++) {
        entries[i] = ((int) draw.seed() & -64) | (i % bins);
      }
      Arrays.setAll(kinds, i -> i % 3);
      int[] many = new int[n];
      Arrays.fill(many, 90);
      Photons photons =
          new Photons(s.of(entries, 3, 64), s.of(kinds, n), s.of(many, n), 5, 0, 12, 40);
      Encoder encoder =
          new Encoder(
              CountScaling.SQRT,
              List.of(dense(s, draw, bins, 20), dense(s, draw, 20, 9)),
              List.of(dense(s, draw, 9, 3)));
      Tensor atOnce = s.empty(n, 3);
      new EncodeDrawn(photons, encoder, List.of(atOnce)).run();
      Tensor counts = s.empty(DType.I32, Shape.of(n, bins));
      new DrawPhotons(photons, counts).run();
      Tensor real = s.empty(n, bins);
      new LayoutOp.Cast(counts, real).run();
      Tensor inTurn = s.empty(n, 3);
      new Encode(real, encoder, List.of(inTurn)).run();
      assertArrayEquals(inTurn.toDoubles(), atOnce.toDoubles());
    }
  }

  @Test
  void namesPhotonsThatDoNotFit() {
    try (Scope s = Scope.open(Device.reference())) {
      Tensor kinds = s.of(new int[3], 3);
      Tensor counts = s.empty(DType.I32, Shape.of(3, 4));
      says(
          ShapeMismatchException.class,
          "draw_photons: tables is [2, 6], expected 2 to 2^20 columns, a power of 2",
          draw(s.of(new int[12], 2, 6), kinds, kinds, counts));
      says(
          ShapeMismatchException.class,
          "draw_photons: counts is [3, 4]: the tables have 2 columns",
          draw(s.of(new int[4], 2, 2), kinds, kinds, counts));
      says(
          ShapeMismatchException.class,
          "draw_photons: photons is [2], expected [3]",
          draw(s.of(new int[4], 1, 4), kinds, s.of(new int[2], 2), counts));
      says(
          DTypeMismatchException.class,
          "draw_photons: kinds is F64, expected I32",
          draw(s.of(new int[4], 1, 4), s.zeros(3), kinds, counts));
      Photons photons = new Photons(s.of(new int[4], 1, 4), kinds, kinds, 1, 0, 0, 3);
      says(
          IllegalArgumentException.class,
          "draw_photons: columns is 0, expected at least 1",
          new DrawPhotons(photons, counts));
      Draw draw = Draw.of(List.of(1), 1);
      Encoder encoder =
          new Encoder(
              CountScaling.NONE, List.of(dense(s, draw, 5, 2)), List.of(dense(s, draw, 2, 1)));
      says(
          ShapeMismatchException.class,
          "encode_drawn: the encoder takes 5 bins: the tables have 4 columns",
          new EncodeDrawn(
              new Photons(s.of(new int[4], 1, 4), kinds, kinds, 1, 0, 3, 3),
              encoder,
              List.of(s.zeros(3, 1))));
    }
  }

  private static Op draw(Tensor tables, Tensor kinds, Tensor photons, Tensor counts) {
    return new DrawPhotons(new Photons(tables, kinds, photons, 1, 0, 3, 3), counts);
  }

  private static Op encode(Tensor counts, List<Dense> hidden, List<Dense> heads, Tensor latent) {
    return new Encode(counts, new Encoder(CountScaling.SQRT, hidden, heads), List.of(latent));
  }

  private static void says(Class<? extends RuntimeException> type, String message, Op op) {
    assertEquals(message, assertThrows(type, op::check).getMessage());
  }

  private static Dense dense(Scope s, Draw draw, int in, int out) {
    return new Dense(draw.tensor(s, out, in), draw.tensor(s, out));
  }
}
