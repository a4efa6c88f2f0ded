package org.sinopia.xrf.colour;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.Test;

class KubelkaMunkTest {

  private static double[] flat(double value) {
    double[] values = new double[Wavelengths.COUNT];
    Arrays.fill(values, value);
    return values;
  }

  @Property
  void ratioAndReflectanceAreInverse(
      @ForAll @DoubleRange(min = 1e-6, max = 1) @Scale(8) double reflectance) {
    assertEquals(
        reflectance, KubelkaMunk.reflectance(KubelkaMunk.ratio(reflectance)), 1e-9 * reflectance);
  }

  @Property
  void saundersonsCorrectionsAreInverse(@ForAll @DoubleRange(min = 0, max = 1) double seen) {
    assertEquals(seen, Saunderson.outside(Saunderson.inside(seen)), 1e-12);
    assertTrue(Saunderson.inside(seen) >= seen - 1e-15);
  }

  /**
   * Two grey pigments, written out: R = 1 + q − √(q² + 2q) with q = (c₁K₁ + c₂K₂)/(c₁S₁ + c₂S₂).
   */
  @Property
  void twoPigmentsAgreeWithTheClosedForm(
      @ForAll @DoubleRange(min = 0.01, max = 20) double k1,
      @ForAll @DoubleRange(min = 0.1, max = 5) double s1,
      @ForAll @DoubleRange(min = 0.01, max = 20) double k2,
      @ForAll @DoubleRange(min = 0.1, max = 5) double s2,
      @ForAll @DoubleRange(min = 0.01, max = 0.99) double share) {
    PaintOptics mixture =
        PaintOptics.mixture(
            List.of(PaintOptics.of(flat(k1), flat(s1)), PaintOptics.of(flat(k2), flat(s2))),
            3 * share,
            3 * (1 - share));
    double q = (share * k1 + (1 - share) * k2) / (share * s1 + (1 - share) * s2);
    double inside = 1 + q - Math.sqrt(q * q + 2 * q);
    double seen = (1 - 0.596) * inside / (1 - 0.596 * inside);
    Reflectance opaque = mixture.opaque();
    for (int i = 0; i < Wavelengths.COUNT; i++) {
      assertEquals(seen, opaque.at(i), 1e-9);
    }
    double[] k = new double[Wavelengths.COUNT];
    double[] s = new double[Wavelengths.COUNT];
    for (int i = 0; i < k.length; i++) {
      k[i] = mixture.absorption(i);
      s[i] = mixture.scattering(i);
    }
    assertEquals(opaque.toXyz(), PaintOptics.opaqueColour(k, s));
  }

  /** The differential equation dR/dx = S·R² − 2(K + S)·R + S, integrated from the substrate up. */
  @Property(tries = 60)
  void filmsSolveTheirDifferentialEquation(
      @ForAll @DoubleRange(min = 0, max = 3) double absorption,
      @ForAll @DoubleRange(min = 0, max = 3) double scattering,
      @ForAll @DoubleRange(min = 0, max = 1) double substrate) {
    double r = substrate;
    int steps = 2000;
    double h = 1.0 / steps;
    for (int i = 0; i < steps; i++) {
      double a = slope(r, absorption, scattering);
      double b = slope(r + h / 2 * a, absorption, scattering);
      double c = slope(r + h / 2 * b, absorption, scattering);
      double d = slope(r + h * c, absorption, scattering);
      r += h / 6 * (a + 2 * b + 2 * c + d);
    }
    assertEquals(r, KubelkaMunk.film(absorption, scattering, substrate), 1e-8);
  }

  private static double slope(double r, double k, double s) {
    return s * r * r - 2 * (k + s) * r + s;
  }

  @Test
  void thickFilmsHideAndThinOnesShowWhatIsBelow() {
    PaintOptics red = PaintOptics.of(Srgb.ofHex("#84202f"), 0.3);
    Reflectance white = Reflectance.of(flat(0.9));
    Reflectance black = Reflectance.of(flat(0.02));
    assertEquals(white.toLab().l(), red.film(0, 0.2, white).toLab().l(), 1e-9);
    double opaque = red.opaque().toLab().l();
    assertEquals(opaque, red.film(1e5, 0.2, white).toLab().l(), 1e-6);
    assertEquals(red.opaque(), red.film(Double.POSITIVE_INFINITY, 0.2, black));
    Lab glaze = red.film(10, 0.2, white).toLab();
    assertTrue(glaze.l() > opaque + 15, glaze.toString());
    assertTrue(glaze.a() > 25, glaze.toString());
    assertTrue(red.film(10, 0.2, black).toLab().l() < opaque);
    assertThrows(IllegalArgumentException.class, () -> red.film(-1, 0.2, white));
    assertThrows(IllegalArgumentException.class, () -> red.film(1, 0, white));
  }

  @Test
  void aMasstoneReturnsFromItsConstants() {
    Srgb blue = Srgb.ofHex("#22379a");
    assertTrue(
        Ciede2000.difference(blue.toLab(), PaintOptics.of(blue, 0.4).opaque().toLab()) < 1e-3);
  }

  @Test
  void badConstantsAreNamed() {
    double[] k = flat(1);
    k[2] = -1;
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> PaintOptics.of(k, flat(1)))
            .getMessage()
            .startsWith("absorption: -1.0 at 400 nm"));
    assertThrows(IllegalArgumentException.class, () -> PaintOptics.of(flat(1), flat(0)));
    assertThrows(
        IllegalArgumentException.class, () -> PaintOptics.of(new Srgb(0, 0, 0), Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> PaintOptics.mixture(List.of()));
  }
}
