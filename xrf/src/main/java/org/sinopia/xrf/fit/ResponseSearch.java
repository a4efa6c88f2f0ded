package org.sinopia.xrf.fit;

import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;

/**
 * The search for the figures that a fit is not linear in: widths of peaks, the axis, the angle and
 * the breadth of Compton scatter. One after another is moved to the least of a parabola through
 * three values of χ².
 */
final class ResponseSearch {
  private static final double NOISE_EV = 10;
  private static final double SPREAD_EV = 20;
  private static final double TAIL = 0.01;
  private static final double SHIFT_EV = 5;
  private static final double STRETCH = 5e-4;
  private static final double ANGLE_DEG = 4;
  private static final double BROADENING_SHARE = 0.2;

  private ResponseSearch() {}

  /**
   * A response that fits no worse.
   *
   * @param scale of the steps, 1 at first, less later
   */
  static PeakResponse improve(
      PeakResponse response, ToDoubleFunction<PeakResponse> chi2, double scale) {
    PeakResponse best = response;
    double noise =
        best.noiseEv() + step(by -> chi2.applyAsDouble(noise(response, by)), NOISE_EV * scale);
    best = noise(response, noise - response.noiseEv());
    PeakResponse narrowed = best;
    best =
        spread(narrowed, step(by -> chi2.applyAsDouble(spread(narrowed, by)), SPREAD_EV * scale));
    PeakResponse wide = best;
    best = tail(wide, step(by -> chi2.applyAsDouble(tail(wide, by)), TAIL * scale));
    PeakResponse widened = best;
    best = shift(widened, step(by -> chi2.applyAsDouble(shift(widened, by)), SHIFT_EV * scale));
    PeakResponse shifted = best;
    return stretch(shifted, step(by -> chi2.applyAsDouble(stretch(shifted, by)), STRETCH * scale));
  }

  /** A scatter that fits no worse. */
  static TubeScatter improve(
      TubeScatter scatter, ToDoubleFunction<TubeScatter> chi2, double scale) {
    TubeScatter turned =
        angle(scatter, step(by -> chi2.applyAsDouble(angle(scatter, by)), ANGLE_DEG * scale));
    return broadening(
        turned, step(by -> chi2.applyAsDouble(broadening(turned, by)), BROADENING_SHARE * scale));
  }

  /** By how much to go: to the vertex of the parabola, within twice the step, or not at all. */
  static double step(DoubleUnaryOperator chi2, double size) {
    double down = chi2.applyAsDouble(-size);
    double here = chi2.applyAsDouble(0);
    double up = chi2.applyAsDouble(size);
    double bend = up + down - 2 * here;
    double wanted;
    if (bend > 0) {
      wanted = Math.clamp((down - up) / 2 / bend, -2, 2);
    } else {
      wanted = up < down ? 1 : -1;
    }
    double reached = chi2.applyAsDouble(wanted * size);
    if (reached < here) {
      return wanted * size;
    }
    return up < here ? size : down < here ? -size : 0;
  }

  private static PeakResponse noise(PeakResponse r, double by) {
    return new PeakResponse(
        r.detector(),
        r.axis(),
        Math.clamp(r.noiseEv() + by, 10, 400),
        r.spreadEv(),
        r.tail(),
        r.shiftEv(),
        r.stretch());
  }

  private static PeakResponse spread(PeakResponse r, double by) {
    return new PeakResponse(
        r.detector(),
        r.axis(),
        r.noiseEv(),
        Math.max(0, r.spreadEv() + by),
        r.tail(),
        r.shiftEv(),
        r.stretch());
  }

  private static PeakResponse tail(PeakResponse r, double by) {
    return new PeakResponse(
        r.detector(),
        r.axis(),
        r.noiseEv(),
        r.spreadEv(),
        Math.clamp(r.tail() + by, 0, 0.3),
        r.shiftEv(),
        r.stretch());
  }

  private static PeakResponse shift(PeakResponse r, double by) {
    return new PeakResponse(
        r.detector(),
        r.axis(),
        r.noiseEv(),
        r.spreadEv(),
        r.tail(),
        Math.clamp(r.shiftEv() + by, -60, 60),
        r.stretch());
  }

  private static PeakResponse stretch(PeakResponse r, double by) {
    return new PeakResponse(
        r.detector(),
        r.axis(),
        r.noiseEv(),
        r.spreadEv(),
        r.tail(),
        r.shiftEv(),
        Math.clamp(r.stretch() + by, -0.01, 0.01));
  }

  private static TubeScatter angle(TubeScatter s, double by) {
    return new TubeScatter(s.tube(), Math.clamp(s.angleDeg() + by, 40, 180), s.broadening());
  }

  private static TubeScatter broadening(TubeScatter s, double by) {
    return new TubeScatter(
        s.tube(), s.angleDeg(), Math.clamp(s.broadening() * (1 + by), 0.004, 0.05));
  }
}
