package org.sinopia.train.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A scale of a chart: round numbers at equal distances that enclose a range.
 *
 * @param low first tick
 * @param high last tick, above {@code low}
 * @param step distance of ticks: 1, 2 or 5 times a power of ten
 */
record Ticks(double low, double high, double step) {
  /**
   * The scale of about {@code steps} steps around a range; a range of one point is widened.
   *
   * @param least lower end, finite
   * @param most upper end, finite
   * @param steps about how many, at least 1
   */
  static Ticks around(double least, double most, int steps) {
    double span = most - least;
    if (!(span > 0)) {
      span = Math.max(Math.abs(most), 1e-6) * 0.2;
    }
    double power = StrictMath.pow(10, Math.floor(StrictMath.log10(span / steps)));
    double rough = span / steps / power;
    double step = (rough <= 1 ? 1 : rough <= 2 ? 2 : rough <= 5 ? 5 : 10) * power;
    double low = Math.floor(least / step + 1e-9) * step;
    double high = Math.ceil(most / step - 1e-9) * step;
    return new Ticks(low, high > low ? high : low + step, step);
  }

  List<Double> values() {
    List<Double> values = new ArrayList<>();
    long count = Math.round((high - low) / step);
    for (long i = 0; i <= count; i++) {
      values.add(low + i * step);
    }
    return values;
  }

  /** A tick with as many decimals as the step has. */
  String print(double value) {
    double shown = Math.abs(value) < step / 2 ? 0 : value;
    if (step < 1e-4) {
      return String.format(Locale.ROOT, "%.0e", shown).replace("e-0", "e-").replace('-', '−');
    }
    int decimals = Math.max(0, (int) -Math.floor(StrictMath.log10(step) + 1e-9));
    return String.format(Locale.ROOT, "%." + decimals + "f", shown).replace('-', '−');
  }

  /** Where a value is between the ends, 0 to 1. */
  double position(double value) {
    return (value - low) / (high - low);
  }
}
