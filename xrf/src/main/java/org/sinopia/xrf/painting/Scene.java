package org.sinopia.xrf.painting;

import java.util.List;
import org.sinopia.xrf.colour.Srgb;

/**
 * The scene before a painter's eyes: things before one another.
 *
 * @param forms from the farthest, which covers everything, to the nearest
 * @param flow preferred direction of the brush where the picture itself gives none, in radians from
 *     the horizontal
 */
record Scene(List<Form> forms, double flow) {

  Scene {
    forms = List.copyOf(forms);
  }

  /** The colour at a point. */
  Srgb at(double x, double y) {
    double r = 0;
    double g = 0;
    double b = 0;
    double open = 1;
    for (int i = forms.size() - 1; i >= 0 && open > 1e-3; i--) {
      Form form = forms.get(i);
      double cover = i == 0 ? 1 : form.cover(x, y);
      if (cover > 0) {
        Srgb colour = form.colour(x, y);
        r += open * cover * colour.r();
        g += open * cover * colour.g();
        b += open * cover * colour.b();
        open *= 1 - cover;
      }
    }
    return new Srgb(r, g, b);
  }
}
