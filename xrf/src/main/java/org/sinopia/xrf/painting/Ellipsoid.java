package org.sinopia.xrf.painting;

import org.sinopia.xrf.colour.Srgb;

/**
 * A round thing modelled by light.
 *
 * @param x middle
 * @param y middle
 * @param width half of its width
 * @param height half of its height
 * @param local its own colour
 * @param gloss strength of its highlight, 0 to 1
 * @param bloom colour of its mottling
 * @param noise where it is mottled
 */
record Ellipsoid(
    double x,
    double y,
    double width,
    double height,
    Srgb local,
    double gloss,
    Srgb bloom,
    Noise noise)
    implements Form {

  @Override
  public double cover(double px, double py) {
    double distance = Tone.length((px - x) / width, (py - y) / height);
    return Tone.step(1 + EDGE / width, 1 - EDGE / width, distance);
  }

  @Override
  public Srgb colour(double px, double py) {
    double nx = (px - x) / width;
    double ny = (py - y) / height;
    double mottling = noise.fractal(px / width * 1.3 + x * 31, py / height * 1.3, 3);
    Srgb own = Tone.mix(local, bloom, Tone.step(0.45, 0.75, mottling));
    double cosine = Form.cosine(nx, ny);
    Srgb lit = Form.lit(own, cosine);
    double highlight = gloss * Tone.step(0.955, 0.995, cosine);
    return Tone.mix(lit, new Srgb(1, 0.98, 0.92), highlight);
  }
}
