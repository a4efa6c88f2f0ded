package org.sinopia.train.report;

import java.util.Locale;

/** Numbers as the report prints them. */
final class Numbers {
  private Numbers() {}

  /** Two decimals. */
  static String print(double value) {
    return String.format(Locale.ROOT, "%.2f", value).replace('-', '−');
  }

  /** A whole number in groups of three digits. */
  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number).replace(',', '\u202F');
  }
}
