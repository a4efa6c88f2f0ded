package org.sinopia.nn;

import java.util.List;

/** Checks of one field of a configuration; messages name it as JSON spells it. */
public final class ConfigField {
  private ConfigField() {}

  /** A whole number is not below {@code least}. */
  public static void atLeast(String field, int value, int least) {
    require(value >= least, field + " is " + value + ", expected at least " + least);
  }

  /** A whole number is in [low, high]. */
  public static void within(String field, int value, int low, int high) {
    require(
        value >= low && value <= high,
        field + " is " + value + ", expected " + low + " to " + high);
  }

  /** A number is in [low, high]; NaN is not. */
  public static void within(String field, double value, double low, double high) {
    require(
        value >= low && value <= high,
        field + " is " + value + ", expected " + low + " to " + high);
  }

  /** A number is above 0 and finite. */
  public static void positive(String field, double value) {
    require(
        value > 0 && value <= Double.MAX_VALUE,
        field + " is " + value + ", expected a number above 0");
  }

  /** A number is not below 0, and finite. */
  public static void notNegative(String field, double value) {
    require(
        value >= 0 && value <= Double.MAX_VALUE,
        field + " is " + value + ", expected a number of 0 or more");
  }

  /** A probability of dropping is in [0, 1). */
  public static void rate(String field, double value) {
    require(value >= 0 && value < 1, field + " is " + value + ", expected 0 or more and below 1");
  }

  /** A field that has no default is there. */
  public static void present(String field, Object value) {
    require(value != null, field + " is missing");
  }

  /** Every one of some whole numbers is there and not below {@code least}. */
  public static void allAtLeast(String field, List<Integer> values, int least) {
    present(field, values);
    require(
        values.stream().allMatch(v -> v != null && v >= least),
        field + " is " + values + ", expected whole numbers of at least " + least);
  }

  /** A picture's size is two whole numbers, height and width. */
  public static void size(String field, List<Integer> values) {
    allAtLeast(field, values, 1);
    require(
        values.size() == 2, field + " is " + values + ", expected two numbers: height and width");
  }

  /**
   * Any other condition.
   *
   * @throws IllegalArgumentException with this message
   */
  public static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
