package org.sinopia.xrf.recipe;

import org.sinopia.xrf.colour.Lab;
import org.sinopia.xrf.pigment.LibraryPigment;
import org.sinopia.xrf.pigment.PigmentKind;

/** The place of a pigment on a painter's palette, told by its masstone. */
public enum PigmentRole {
  /** Lightens: L* above 85, chroma below 15. */
  WHITE,
  /** Darkens: L* below 30, chroma below 12. */
  DARK,
  /** Reds: hue angle from −30° to 45°, chroma from 25. */
  RED,
  /** Yellows: hue angle from 65° to 110°, chroma from 40. */
  YELLOW,
  /** Greens: hue angle from 110° to 215°. */
  GREEN,
  /** Blues and violets: hue angle from 215° to 330°. */
  BLUE,
  /** Browns and earths: all others. */
  BROWN,
  /** Metal leaf, which is laid on and not mixed. */
  LEAF;

  /** The role of a pigment. */
  public static PigmentRole of(LibraryPigment pigment) {
    if (pigment.kind() == PigmentKind.FOIL) {
      return LEAF;
    }
    Lab lab = pigment.masstone().toLab();
    double chroma = Math.sqrt(lab.a() * lab.a() + lab.b() * lab.b());
    if (lab.l() > 85 && chroma < 15) {
      return WHITE;
    }
    if (lab.l() < 30 && chroma < 12) {
      return DARK;
    }
    double hue = StrictMath.toDegrees(StrictMath.atan2(lab.b(), lab.a()));
    if (hue < -30) {
      hue += 360;
    }
    if (hue >= 215 && hue < 330) {
      return BLUE;
    }
    if (hue >= 110 && hue < 215) {
      return GREEN;
    }
    if (hue < 45 && chroma >= 25) {
      return RED;
    }
    return hue >= 65 && hue < 110 && chroma >= 40 ? YELLOW : BROWN;
  }
}
