package org.sinopia.tensor.op;

/**
 * What is done to a spectrum before it is encoded. But for {@link #NONE}, a bin that is not a
 * positive finite number counts as 0, and a spectrum whose sum (or largest bin) is not a normal
 * number of the device's real type becomes all zeros.
 */
public enum CountScaling {
  /** x as it is; NaN and infinities stay. */
  NONE,
  /** √(x / Σx). */
  SQRT,
  /** x / max x. */
  UNIT_MAX,
  /** x / Σx. */
  UNIT_AREA
}
