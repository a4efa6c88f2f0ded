package org.sinopia.train.adapt;

/**
 * Something that a scan was taken to be, and why.
 *
 * @param what it is an estimate of, in a word or two
 * @param value what was found, with its unit
 * @param evidence what speaks for it
 */
public record Estimate(String what, String value, String evidence) {
  /** One line. */
  public String line() {
    return "%-10s %s (%s)".formatted(what, value, evidence);
  }
}
