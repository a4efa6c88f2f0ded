package org.sinopia.xrf.paint;

import java.util.Locale;
import org.sinopia.xrf.physics.matter.Composition;

/** The medium that binds the grains of pigment in a coat of paint. */
public enum Binder {
  /** Linseed oil, as trilinolein. */
  OIL("C57H98O6", 0.93),
  /** Egg yolk, dried: as its fat. */
  EGG("C57H104O6", 0.95),
  /** Animal glue, as collagen. */
  GLUE("C102H151N31O39", 1.3),
  /** Lime, carbonated: fresco. */
  LIME("CaCO3", 2.71);

  @SuppressWarnings("ImmutableEnumChecker") // A composition is immutable.
  private final Composition composition;

  private final double densityGcm3;

  Binder(String formula, double densityGcm3) {
    this.composition = Composition.ofFormula(formula);
    this.densityGcm3 = densityGcm3;
  }

  /** Its composition. */
  public Composition composition() {
    return composition;
  }

  /** Density in g/cm³. */
  public double densityGcm3() {
    return densityGcm3;
  }

  /** Lower-case name. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
