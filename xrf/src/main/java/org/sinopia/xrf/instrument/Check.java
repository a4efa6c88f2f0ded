package org.sinopia.xrf.instrument;

/** Ranges of an instrument's numbers; a message begins with the field as JSON spells it. */
final class Check {

  private Check() {}

  /** Requires {@code from <= value <= to}. */
  static void range(String field, double value, double from, double to) {
    if (!(value >= from && value <= to)) {
      throw new IllegalArgumentException(
          "%s is %s, expected %s to %s".formatted(field, plain(value), plain(from), plain(to)));
    }
  }

  private static String plain(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e9
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
