package org.sinopia.xrf.fit;

import java.util.function.ToDoubleFunction;
import org.sinopia.xrf.fit.lines.PeakResponse;
import org.sinopia.xrf.fit.lines.TubeScatter;

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
    Best<PeakResponse> best = new Best<>(response, chi2);
    best.move(ResponseSearch::noise, NOISE_EV * scale);
    best.move(ResponseSearch::spread, SPREAD_EV * scale);
    best.move(ResponseSearch::tail, TAIL * scale);
    best.move(ResponseSearch::shift, SHIFT_EV * scale);
    best.move(ResponseSearch::stretch, STRETCH * scale);
    return best.value;
  }

  /** A scatter that fits no worse. */
  static TubeScatter improve(
      TubeScatter scatter, ToDoubleFunction<TubeScatter> chi2, double scale) {
    Best<TubeScatter> best = new Best<>(scatter, chi2);
    best.move(ResponseSearch::angle, ANGLE_DEG * scale);
    best.move(ResponseSearch::broadening, BROADENING_SHARE * scale);
    return best.value;
  }

  /** A value changed in one figure. */
  private interface Change<T> {
    T by(T value, double amount);
  }

  /** The best value so far and its χ². */
  private static final class Best<T> {
    private final ToDoubleFunction<T> chi2;
    private T value;
    private double least;

    Best(T value, ToDoubleFunction<T> chi2) {
      this.value = value;
      this.chi2 = chi2;
      this.least = chi2.applyAsDouble(value);
    }

    /** Goes to the vertex of the parabola through three values, within twice the step. */
    void move(Change<T> change, double size) {
      T from = value;
      double here = least;
      double down = take(change.by(from, -size));
      double up = take(change.by(from, size));
      double bend = up + down - 2 * here;
      double wanted = bend > 0 ? Math.clamp((down - up) / 2 / bend, -2, 2) : up < down ? 1.0 : -1.0;
      if (Math.abs(wanted) != 1) {
        take(change.by(from, wanted * size));
      }
    }

    /** The χ² of a value, which is kept if it is better. */
    private double take(T tried) {
      double found = chi2.applyAsDouble(tried);
      if (found < least) {
        least = found;
        value = tried;
      }
      return found;
    }
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
