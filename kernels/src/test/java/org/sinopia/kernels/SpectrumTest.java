package org.sinopia.kernels;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import org.sinopia.tensor.DType;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Shape;
import org.sinopia.tensor.UnsupportedOpException;
import org.sinopia.tensor.op.Agreement;
import org.sinopia.tensor.op.CountScaling;
import org.sinopia.tensor.op.Encoder;
import org.sinopia.tensor.op.Op;
import org.sinopia.tensor.op.OpCase;
import org.sinopia.tensor.op.Photons;
import org.sinopia.tensor.op.SpectrumOp;
import org.sinopia.tensor.random.Draw;

/** Properties of ops on spectra that {@link AgreementTest} does not show. */
@AddLifecycleHook(TestDevice.Required.class)
class SpectrumTest {
  @Property(tries = 10)
  void agreesOnOperandsOfAnyAlignment(@ForAll("cases") OpCase opCase, @ForAll long seed) {
    Draw draw = Draw.of(List.of(8, 12, 4, 16), seed);
    Agreement.check(opCase, draw, TestDevice.get(), Unaligned::run);
  }

  /** Too many tables for shared memory, then a spectrum too long for it. */
  @Example
  void drawsWhatSharedMemoryDoesNotHold() {
    int most = TestDevice.kernels().properties().sharedPerBlock() / Integer.BYTES;
    int columns = Integer.highestOneBit(most) * 2;
    draws(2 * (most / 256), 256);
    draws(1, columns);
  }

  private static void draws(int tables, int columns) {
    OpCase opCase =
        new OpCase(
            "draw_photons",
            SpectrumOp.DrawPhotons.class,
            0,
            false,
            (s, draw) -> {
              int[] entries = new int[tables * columns];
              Arrays.setAll(entries, i -> (int) draw.seed());
              Photons photons =
                  new Photons(
                      s.of(entries, tables, columns),
                      draw.indices(s, tables, 5),
                      s.of(new int[] {700, 3, 0, 64, 129}, 5),
                      9,
                      0,
                      5,
                      5);
              return new SpectrumOp.DrawPhotons(photons, s.empty(DType.I32, Shape.of(5, columns)));
            });
    Agreement.check(opCase, Draw.of(List.of(1), 3), TestDevice.get());
  }

  @Example
  void saysWhenLayersAreTooWide() {
    try (Scope s = Scope.open(TestDevice.get())) {
      int width = TestDevice.kernels().properties().sharedPerBlock() / (8 * Float.BYTES);
      Encoder encoder =
          new Encoder(
              CountScaling.NONE,
              List.of(new Encoder.Dense(s.empty(width, 1), s.empty(width))),
              List.of(new Encoder.Dense(s.empty(1, width), s.empty(1))));
      Op op = new SpectrumOp.Encode(s.empty(2, 1), encoder, List.of(s.empty(2, 1)));
      String message = assertThrows(UnsupportedOpException.class, op::run).getMessage();
      assertTrue(
          message.startsWith("encode: layers of up to " + width + " and 0 features take "),
          message);
    }
  }

  @Provide
  Arbitrary<OpCase> cases() {
    return Arbitraries.of(
        OpCase.all().stream().filter(c -> SpectrumOp.class.isAssignableFrom(c.op())).toList());
  }
}
