package org.sinopia.tensor.op;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.IdentityHashMap;
import java.util.function.Consumer;
import org.sinopia.tensor.DType;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.random.Draw;

/**
 * Runs one op on the reference device and on another, and compares all outputs. Shared by the tests
 * of every backend.
 */
public final class Agreement {
  private Agreement() {}

  /**
   * Fails, naming op, operands and element, unless {@code device} computes what the reference
   * computes.
   *
   * <p>Moderate draws: every element within the case's tolerance, relative to the largest magnitude
   * in its tensor (or to 1, if that is less); integer outputs equal. Wild draws: where no input is
   * NaN or infinite and the reference stays in float range, the same; NaN where the reference is
   * NaN; where the reference leaves float range (or a float intermediate could), any non-finite or
   * huge number.
   */
  public static void check(OpCase opCase, Draw draw, Device device) {
    check(opCase, draw, device, Op::run);
  }

  /** The same where {@code compute} runs the op that lives on {@code device}. */
  public static void check(OpCase opCase, Draw draw, Device device, Consumer<Op> compute) {
    try (Scope reference = Scope.open(Device.reference());
        Scope other = Scope.open(device)) {
      Op expected = opCase.make().apply(reference, draw);
      IdentityHashMap<Tensor, Tensor> copies = new IdentityHashMap<>();
      Op actual = expected.map(t -> copies.computeIfAbsent(t, original -> copy(original, other)));
      expected.run();
      compute.accept(actual);
      for (int i = 0; i < expected.outputs().size(); i++) {
        compare(
            opCase, draw.wild(), expected, i, expected.outputs().get(i), actual.outputs().get(i));
      }
    }
  }

  /** In the device's real type what the reference has in its own; any other type stays. */
  private static Tensor copy(Tensor original, Scope other) {
    boolean real = original.dtype() == original.device().real();
    return original.to(other, real ? other.device().real() : original.dtype());
  }

  private static void compare(
      OpCase opCase, boolean wild, Op op, int output, Tensor wantedTensor, Tensor gotTensor) {
    double[] wanted = wantedTensor.toDoubles();
    double[] got = gotTensor.toDoubles();
    double scale = 1;
    for (double w : wanted) {
      if (Double.isFinite(w) && Math.abs(w) > scale) {
        scale = Math.abs(w);
      }
    }
    boolean exact = wantedTensor.dtype() == DType.I32;
    for (int i = 0; i < wanted.length; i++) {
      double bound =
          exact ? 0 : opCase.tolerance() * (wild ? Math.max(1, Math.abs(wanted[i])) : scale);
      boolean good;
      if (Double.isNaN(wanted[i])) {
        good = Double.isNaN(got[i]);
      } else if (wild && !exact && (Math.abs(wanted[i]) > 1e18 || !Double.isFinite(got[i]))) {
        good =
            Math.abs(wanted[i]) > 1e18
                && (!Double.isFinite(got[i]) || Math.abs(got[i] - wanted[i]) <= bound);
      } else {
        good = got[i] == wanted[i] || Math.abs(got[i] - wanted[i]) <= bound;
      }
      if (!good) {
        fail(
            opCase.name()
                + ": output "
                + output
                + " "
                + gotTensor
                + " element "
                + i
                + ": got "
                + got[i]
                + ", reference "
                + wanted[i]
                + ", bound "
                + bound
                + "; operands "
                + op.inputs()
                + " "
                + op);
      }
    }
  }
}
