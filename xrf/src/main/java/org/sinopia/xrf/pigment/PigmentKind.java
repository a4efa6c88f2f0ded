package org.sinopia.xrf.pigment;

/** Kinds of pigment that are used differently. */
public enum PigmentKind {
  /** Grains that can be mixed with any others. */
  PIGMENT,
  /** A dye fixed on a colourless substrate; transparent in oil, used as a glaze. */
  LAKE,
  /** A beaten metal leaf: laid on, never mixed. */
  FOIL
}
