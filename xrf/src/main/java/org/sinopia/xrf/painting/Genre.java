package org.sinopia.xrf.painting;

/** The subject of a painting. */
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
