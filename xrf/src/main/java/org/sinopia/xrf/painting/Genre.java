package org.sinopia.xrf.painting;

/** What a painting is of. */
public enum Genre {
  /** Land under a sky. */
  LANDSCAPE,
  /** Things on a table. */
  STILL_LIFE,
  /** Head and shoulders of somebody. */
  PORTRAIT,
  /** Robed figures on a wall whose plaster has suffered. */
  FRESCO
}
