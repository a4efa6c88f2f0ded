package org.sinopia.xrf.painting;

import java.util.ArrayList;
import java.util.List;
import org.sinopia.xrf.RandomStream;
import org.sinopia.xrf.colour.Srgb;

/** Robed figures with haloes under an arch, between painted bands, as on a church's wall. */
final class FrescoScene {

  private static final String[] FIELDS = {"#34507e", "#8a5a34", "#6a7a5c", "#9a4a34", "#b89a5c"};
  private static final String[] ROBES = {
    "#9c3a2e", "#2f4f86", "#6a7a4a", "#c08a3a", "#7a4a56", "#d8c8a8", "#5a3a2c", "#3f6a62"
  };
  private static final Srgb GOLD = Srgb.ofHex("#d0a042");
  private static final Srgb SKIN = Srgb.ofHex("#cf9c70");
  private static final Srgb OUTLINE = Srgb.ofHex("#4a2a20");

  private final RandomStream random;
  private final Noise noise;
  private final double aspect;
  private final Srgb field;

  private FrescoScene(RandomStream random, double aspect) {
    this.random = random;
    this.noise = new Noise(Integer.toUnsignedLong(random.word()));
    this.aspect = aspect;
    this.field = pick(FIELDS);
  }

  static Scene of(RandomStream random, double aspect) {
    return new FrescoScene(random, aspect).scene();
  }

  private Srgb pick(String[] colours) {
    return Srgb.ofHex(colours[random.below(colours.length)]);
  }

  private Scene scene() {
    List<Form> forms = new ArrayList<>();
    forms.add(wall());
    forms.add(floor());
    int figures = Math.max(1, Math.min(4, (int) Math.round(aspect * random.between(1, 2.6))));
    double spacing = 0.84 * aspect / figures;
    for (int i = 0; i < figures; i++) {
      double x = aspect / 2 + (i - (figures - 1) / 2.0) * spacing;
      addFigure(forms, x, random.between(0.7, 0.78), figures == 1 ? 1.25 : 1.1);
    }
    forms.add(arch());
    forms.add(border());
    return new Scene(forms, random.between(1.2, 1.8));
  }

  private Form wall() {
    boolean stars = random.uniform() < 0.5;
    return new Backdrop(
        (x, y) -> {
          Srgb seen =
              Tone.times(field, 0.95 + 0.5 * (noise.fractal(3 * x, 3 * y, 4) - 0.5) + 0.15 * y);
          double u = Math.abs(x * 9 % 1 - 0.5);
          double v = Math.abs(y * 9 % 1 - 0.5);
          return stars && Tone.length(u, v) < 0.1 ? Tone.mix(seen, GOLD, 0.8) : seen;
        });
  }

  private Form floor() {
    Srgb earth = Srgb.ofHex(random.uniform() < 0.5 ? "#6a6a3c" : "#a8784a");
    return new Form() {
      @Override
      public double cover(double x, double y) {
        return Tone.step(-EDGE, EDGE, y - 0.82 - 0.02 * noise.at(5 * x, 3));
      }

      @Override
      public Srgb colour(double x, double y) {
        return Tone.times(earth, 0.9 + 0.6 * (noise.fractal(8 * x, 20 * y, 3) - 0.5));
      }
    };
  }

  private Form arch() {
    double half = 0.43 * aspect;
    double spring = random.between(0.22, 0.32);
    Srgb stone = Srgb.ofHex("#d9c6a0");
    return new Form() {
      private double beyond(double x, double y) {
        double u = (x - aspect / 2) / half;
        double v = y < spring ? (spring - y) / (spring - 0.07) : 0;
        return Tone.length(u, v) - 1;
      }

      @Override
      public double cover(double x, double y) {
        return Tone.step(-0.01, 0.01, beyond(x, y));
      }

      @Override
      public Srgb colour(double x, double y) {
        double beyond = beyond(x, y);
        if (beyond < 0.03 || (beyond > 0.1 && beyond < 0.115)) {
          return OUTLINE;
        }
        double block = StrictMath.atan2(spring - y, x - aspect / 2) * 7;
        boolean dark = Math.floorMod((int) Math.floor(y < spring ? block : y * 14), 2) == 0;
        return beyond < 0.1 && dark
            ? Srgb.ofHex("#a8523c")
            : Tone.times(stone, 0.9 + 0.3 * (noise.fractal(6 * x, 6 * y, 3) - 0.5));
      }
    };
  }

  private Form border() {
    double width = 0.045;
    Srgb band = pick(ROBES);
    return new Form() {
      private double inward(double x, double y) {
        return Math.min(Math.min(x, aspect - x), Math.min(y, 1 - y));
      }

      @Override
      public double cover(double x, double y) {
        return inward(x, y) < width ? 1 : 0;
      }

      @Override
      public Srgb colour(double x, double y) {
        double in = inward(x, y) / width;
        if (in > 0.86) {
          return OUTLINE;
        }
        if (in > 0.7 || in < 0.1) {
          return Srgb.ofHex("#e0d3b4");
        }
        double along = Math.min(x, aspect - x) < Math.min(y, 1 - y) ? y : x;
        double diamond = Math.abs(along * 12 % 1 - 0.5) + 0.7 * Math.abs(in - 0.4);
        return diamond < 0.3 ? GOLD : band;
      }
    };
  }

  private void addFigure(List<Form> forms, double x, double height, double scale) {
    double foot = 0.93;
    double head = 0.062 * scale;
    double top = foot - height;
    double y = top + head;
    double bow = random.between(-0.05, 0.05);
    double hx = x + bow;
    forms.add(halo(hx, y, 1.75 * head));
    forms.add(robe(x, bow, top + 1.7 * head, foot, 0.12 * scale, pick(ROBES), false));
    forms.add(robe(x, bow, top + 1.7 * head, foot - 0.06, 0.14 * scale, pick(ROBES), true));
    double handY = top + random.between(0.26, 0.34);
    for (int side = -1; side <= 1; side += 2) {
      double hy = handY + random.between(-0.05, 0.03);
      forms.add(
          new Ellipsoid(
              x + side * random.between(0.02, 0.07),
              hy,
              0.02 * scale,
              0.03 * scale,
              SKIN,
              0,
              SKIN,
              noise));
    }
    Srgb hair =
        Srgb.ofHex(new String[] {"#5a3a24", "#8a8072", "#2f241e", "#9a6a34"}[random.below(4)]);
    boolean veil = random.uniform() < 0.35;
    Srgb cover = veil ? pick(ROBES) : hair;
    forms.add(
        new Ellipsoid(
            hx, y - 0.1 * head, 0.98 * head, 1.2 * head, cover, 0, Tone.times(cover, 0.7), noise));
    if (veil) {
      forms.add(
          new Ellipsoid(
              hx, y + 0.7 * head, 1.1 * head, 1.1 * head, cover, 0, Tone.times(cover, 0.7), noise));
    }
    forms.add(
        new Ellipsoid(
            hx, y + 0.75 * head, 0.36 * head, 0.7 * head, Tone.times(SKIN, 0.85), 0, SKIN, noise));
    forms.add(
        new Ellipsoid(
            hx, y + 0.06 * head, 0.7 * head, head, SKIN, 0, Srgb.ofHex("#c07a58"), noise));
    boolean beard = !veil && random.uniform() < 0.6;
    if (beard) {
      forms.add(
          new Ellipsoid(
              hx, y + 0.72 * head, 0.5 * head, 0.55 * head, hair, 0, Tone.times(hair, 1.3), noise));
    }
    double turn = random.between(-0.2, 0.2) * head;
    for (int side = -1; side <= 1; side += 2) {
      forms.add(
          touch(
              hx + turn + 0.28 * side * head, y - 0.08 * head, 0.15 * head, 0.07 * head, OUTLINE));
      forms.add(
          touch(hx + turn + 0.28 * side * head, y - 0.27 * head, 0.2 * head, 0.05 * head, hair));
    }
    forms.add(
        touch(
            hx + turn + 0.07 * head,
            y + 0.12 * head,
            0.05 * head,
            0.28 * head,
            Tone.times(SKIN, 0.7)));
    forms.add(touch(hx + turn, y + 0.5 * head, 0.2 * head, 0.06 * head, Srgb.ofHex("#93402f")));
  }

  private static Form touch(double x, double y, double width, double height, Srgb colour) {
    return new Form() {
      @Override
      public double cover(double px, double py) {
        return 0.85 * Tone.step(1.2, 0.5, Tone.length((px - x) / width, (py - y) / height));
      }

      @Override
      public Srgb colour(double px, double py) {
        return colour;
      }
    };
  }

  private Form halo(double x, double y, double radius) {
    return new Form() {
      private double distance(double px, double py) {
        return Tone.length(px - x, py - y) / radius;
      }

      @Override
      public double cover(double px, double py) {
        return Tone.step(1.03, 0.97, distance(px, py));
      }

      @Override
      public Srgb colour(double px, double py) {
        double distance = distance(px, py);
        if (distance > 0.93 || Math.abs(distance - 0.8) < 0.025) {
          return OUTLINE;
        }
        double ray = StrictMath.cos(24 * StrictMath.atan2(py - y, px - x));
        return Tone.times(GOLD, 1 + 0.09 * ray + 0.3 * (noise.fractal(9 * px, 9 * py, 2) - 0.5));
      }
    };
  }

  /** A robe that widens to the ground, or a mantle over one shoulder of it. */
  private Form robe(
      double x, double bow, double top, double foot, double half, Srgb cloth, boolean mantle) {
    double phase = 10 * random.uniform();
    double sweep = random.between(0.3, 1) * (random.uniform() < 0.5 ? -1 : 1);
    return new Form() {
      private double down(double py) {
        return (py - top) / (foot - top);
      }

      private double across(double px, double py) {
        double down = down(py);
        double width =
            half
                * (down < 0.12
                    ? 0.55 + 3.4 * down
                    : 0.92 + 0.32 * down + 0.08 * StrictMath.sin(5 * down));
        return (px - x - bow * Math.max(0, 1 - 2.5 * down)) / width;
      }

      @Override
      public double cover(double px, double py) {
        double down = down(py);
        if (down < 0 || down > 1) {
          return 0;
        }
        double body = Tone.step(1.03, 0.97, Math.abs(across(px, py)));
        double edge = across(px, py) * sweep + 0.25 - 1.3 * (down - 0.35) * Math.abs(sweep);
        double wrapped =
            down < 0.2
                ? Tone.step(-0.03, 0.03, Math.abs(across(px, py)) - 0.38)
                : Tone.step(-0.03, 0.03, edge);
        return mantle ? body * wrapped : body;
      }

      @Override
      public Srgb colour(double px, double py) {
        double u = across(px, py);
        double down = down(py);
        if (Math.abs(u) > 0.95) {
          return Tone.mix(OUTLINE, cloth, 0.25);
        }
        double slant = mantle ? 1.9 * sweep * down : 0.5 * StrictMath.sin(3 * down);
        double fold =
            StrictMath.sin(
                9 * (u + slant) * (1 - 0.2 * down)
                    + phase
                    + 2.5 * noise.fractal(4 * px, 3 * py, 2));
        return Form.lit(cloth, Form.cosine(0.8 * u, 0) - 0.02 + 0.34 * fold);
      }
    };
  }
}
