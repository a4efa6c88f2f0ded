package org.sinopia.xrf.painting;

import java.util.ArrayList;
import java.util.List;
import org.sinopia.xrf.RandomStream;
import org.sinopia.xrf.colour.Srgb;

/** Head and shoulders of somebody before a dim ground, turned a little to one side. */
final class PortraitScene {

  private static final String[] GROUNDS = {
    "#3a3026", "#2f3430", "#4a3b2e", "#3c4a52", "#54463a", "#2a2422", "#5a5a48"
  };
  private static final String[] CLOTHES = {
    "#7a2a26", "#2a2826", "#2f4a70", "#4f5a3a", "#6a5030", "#8a7a60", "#3c2a38", "#b08a3c"
  };
  private static final String[] HAIRS = {"#2a1f1a", "#4a3222", "#7a5230", "#a8884a", "#8a8682"};
  private static final String[] SKINS = {"#d9a884", "#c98e66", "#e0b896", "#a8714c", "#7a4e36"};

  private final RandomStream random;
  private final Noise noise;
  private final double x;
  private final double y;
  private final double size;
  private final double turn;
  private final Srgb skin;
  private final Srgb hair;

  private PortraitScene(RandomStream random, double aspect) {
    this.random = random;
    this.noise = new Noise(Integer.toUnsignedLong(random.word()));
    this.size = random.between(0.19, 0.225) * Math.min(1, 1.25 * aspect);
    this.x = aspect * random.between(0.46, 0.54);
    this.y = random.between(0.36, 0.41);
    this.turn = random.between(0.15, 0.45) * (random.uniform() < 0.5 ? -1 : 1);
    this.skin = pick(SKINS);
    this.hair = pick(HAIRS);
  }

  static Scene of(RandomStream random, double aspect) {
    return new PortraitScene(random, aspect).scene();
  }

  private Srgb pick(String[] colours) {
    return Srgb.ofHex(colours[random.below(colours.length)]);
  }

  private Scene scene() {
    List<Form> forms = new ArrayList<>();
    forms.add(ground());
    boolean longHair = random.uniform() < 0.5;
    forms.add(hairMass(longHair ? 1.75 : 1.08, longHair ? 1.2 : 1.06));
    Srgb cloth = pick(CLOTHES);
    forms.add(neck());
    forms.add(shoulders(cloth));
    if (random.uniform() < 0.65) {
      forms.add(collar());
    }
    forms.add(face());
    addFeatures(forms);
    forms.add(fringe(longHair));
    if (random.uniform() < 0.45) {
      forms.add(hat(pick(CLOTHES)));
    }
    return new Scene(forms, random.between(0.6, 1.2));
  }

  private Form ground() {
    Srgb ground = pick(GROUNDS);
    return new Backdrop(
        (px, py) -> {
          double glow = StrictMath.exp(-2.2 * Tone.length(px - x + 0.3, py - 0.35));
          return Tone.times(
              ground, 0.55 + 0.9 * glow + 0.5 * (noise.fractal(4 * px, 4 * py, 4) - 0.5));
        });
  }

  /** Half width of a head at a height of −1 (crown) to 1 (chin), for a half width of 1. */
  private static double oval(double v) {
    double round = Math.sqrt(Math.max(0, 1 - v * v));
    return v < 0.1 ? round : round * (1 - 0.2 * (v - 0.1));
  }

  private double across(double px) {
    return (px - x) / (0.78 * size);
  }

  private double down(double py) {
    return (py - y) / (1.08 * size);
  }

  private Form face() {
    return new Form() {
      @Override
      public double cover(double px, double py) {
        double half = oval(down(py));
        return half > 0 ? Tone.step(half + 0.05, half - 0.05, Math.abs(across(px))) : 0;
      }

      @Override
      public Srgb colour(double px, double py) {
        double u = across(px);
        double v = down(py);
        double nx = 0.93 * u;
        double ny = 0.8 * v;
        // The brow shades the eyes, the nose its far side, the lower lip the chin.
        double sockets =
            StrictMath.exp(-26 * StrictMath.pow(v - 0.02, 2))
                * StrictMath.exp(-9 * StrictMath.pow(Math.abs(u - 0.8 * turn) - 0.4, 2));
        double nose =
            StrictMath.exp(-60 * StrictMath.pow(u - turn - 0.16, 2))
                * Tone.step(-0.1, 0.3, v)
                * Tone.step(0.5, 0.4, v);
        double chin =
            StrictMath.exp(-90 * StrictMath.pow(v - 0.76, 2))
                * StrictMath.exp(-12 * StrictMath.pow(u - 0.6 * turn, 2));
        double cosine = Form.cosine(nx, ny) - 0.38 * sockets - 0.5 * nose - 0.3 * chin;
        double flush =
            StrictMath.exp(
                -14
                    * (StrictMath.pow(Math.abs(u - 0.6 * turn) - 0.46, 2)
                        + StrictMath.pow(v - 0.32, 2)));
        Srgb own = Tone.mix(skin, Srgb.ofHex("#c0503c"), 0.34 * flush);
        return Form.lit(own, cosine + 0.05 + 0.25 * (noise.fractal(7 * u, 7 * v, 3) - 0.5));
      }
    };
  }

  private void addFeatures(List<Form> forms) {
    for (int side = -1; side <= 1; side += 2) {
      double u = 0.78 * turn + 0.38 * side * (side * turn > 0 ? 0.85 : 1.05);
      forms.add(mark(u, -0.01, 0.16, 0.06, Srgb.ofHex("#cdbba6"), 0.7));
      forms.add(mark(u + 0.16 * turn, 0, 0.08, 0.075, pickEye(), 0.95));
      forms.add(mark(u, -0.07, 0.21, 0.035, Srgb.ofHex("#3a241c"), 0.85));
      forms.add(mark(u - 0.03 * side, -0.22, 0.25, 0.05, Tone.times(hair, 0.8), 0.75));
    }
    double u = 1.12 * turn;
    forms.add(mark(u - 0.06, 0.2, 0.06, 0.26, Form.lit(skin, 0.95), 0.55));
    forms.add(mark(u - 0.08, 0.37, 0.07, 0.05, Form.lit(skin, 1), 0.8));
    forms.add(mark(u + 0.03, 0.45, 0.15, 0.045, Form.lit(skin, -0.4), 0.8));
    Srgb lips = Tone.mix(skin, Srgb.ofHex("#a03430"), 0.75);
    forms.add(mark(0.9 * turn, 0.61, 0.24, 0.05, Tone.times(lips, 0.75), 0.9));
    forms.add(mark(0.9 * turn - 0.02, 0.685, 0.19, 0.055, Tone.times(lips, 1.15), 0.85));
    forms.add(mark(0.9 * turn, 0.645, 0.25, 0.016, Srgb.ofHex("#4a1f1c"), 0.8));
  }

  private Srgb pickEye() {
    return Srgb.ofHex(skin.r() > 0.8 ? "#3c4a50" : "#2a1c16");
  }

  /** A touch of the brush on the face, in its coordinates. */
  private Form mark(double u, double v, double width, double height, Srgb colour, double strength) {
    return new Form() {
      @Override
      public double cover(double px, double py) {
        double bow = 0.12 * StrictMath.pow((across(px) - u) / width, 2) * height;
        double distance = Tone.length((across(px) - u) / width, (down(py) - v - bow) / height);
        return strength * Tone.step(1.15, 0.6, distance);
      }

      @Override
      public Srgb colour(double px, double py) {
        return Tone.times(colour, across(px) > 0.55 ? 0.7 : 1);
      }
    };
  }

  private Form neck() {
    return new Form() {
      @Override
      public double cover(double px, double py) {
        double v = down(py);
        double half = 0.5 + 0.16 * StrictMath.pow(Math.max(0, v - 1), 2);
        return v > 0.4
            ? Tone.step(half + 0.06, half - 0.06, Math.abs(across(px) - 0.15 * turn))
            : 0;
      }

      @Override
      public Srgb colour(double px, double py) {
        double nx = (across(px) - 0.15 * turn) / 0.6;
        double underChin = Tone.step(1.5, 0.9, down(py));
        return Form.lit(skin, Form.cosine(0.95 * Math.clamp(nx, -1.0, 1.0), 0) - 0.65 * underChin);
      }
    };
  }

  private Form shoulders(Srgb cloth) {
    double slope = random.between(0.42, 0.6);
    double phase = 10 * random.uniform();
    double opening = random.between(0.1, 0.75);
    return new Form() {
      private double top(double px) {
        double u = Math.abs(px - x) / size;
        return y
            + size
                * (1.36
                    + slope * StrictMath.pow(u, 1.6) / 1.6
                    + opening * StrictMath.exp(-4 * u * u));
      }

      @Override
      public double cover(double px, double py) {
        double sleeve = Tone.step(1.75 * size, 1.65 * size, Math.abs(px - x) - 0.22 * (py - y));
        return sleeve * Tone.step(-EDGE, EDGE, py - top(px));
      }

      @Override
      public Srgb colour(double px, double py) {
        double nx = Math.clamp((px - x) / (2 * size), -1.0, 1.0);
        double fold =
            StrictMath.sin(
                26 * (px - x)
                    + 13 * (py - y) * (px < x ? -1 : 1)
                    + phase
                    + 5 * noise.fractal(3 * px, 3 * py, 2));
        double rim = StrictMath.exp(-26 * (py - top(px)));
        return Form.lit(
            cloth,
            Form.cosine(0.85 * nx, -0.25)
                - 0.1
                + 0.28 * fold * (1 - rim)
                + 0.3 * rim * (px < x ? 1 : 0));
      }
    };
  }

  private Form collar() {
    Srgb linen = Srgb.ofHex(random.uniform() < 0.75 ? "#e4ddcc" : "#b08a3c");
    double width = random.between(0.75, 1.2);
    double depth = random.between(0.12, 0.3);
    return new Form() {
      @Override
      public double cover(double px, double py) {
        double u = (px - x) / (width * size);
        double middle = y + size * (1.34 + depth * (1 - u * u));
        return Math.abs(u) < 1
            ? Tone.step(0.1 * size, 0.075 * size, Math.abs(py - middle - 0.03 * size))
            : 0;
      }

      @Override
      public Srgb colour(double px, double py) {
        double pleat = StrictMath.sin(60 * (px - x) / size * 0.35);
        return Form.lit(linen, 0.45 - 0.5 * (px - x) / size + 0.3 * pleat);
      }
    };
  }

  private Form hairMass(double length, double width) {
    return new Form() {
      @Override
      public double cover(double px, double py) {
        double v = down(py);
        double ragged = 0.1 * (noise.fractal(9 * px, 4 * py, 3) - 0.5);
        double distance =
            v < -0.1
                ? Tone.length(across(px) / 1.2, (v + 0.1) / 1.08)
                : Math.max(
                    Math.abs(across(px)) / (1.2 * width * (1 + 0.06 * v)),
                    (v + 0.1) / (length + 0.1));
        return Tone.step(1.05, 0.97, distance + ragged);
      }

      @Override
      public Srgb colour(double px, double py) {
        return strands(px, py);
      }
    };
  }

  private Srgb strands(double px, double py) {
    double u = across(px);
    double strand =
        noise.fractal(16 * StrictMath.atan2(u, 1.6 + down(py)), 2.5 * Tone.length(u, down(py)), 3)
            - 0.5;
    return Form.lit(
        hair,
        Form.cosine(0.8 * Math.clamp(u / 1.2, -1.0, 1.0), 0.5 * down(py)) - 0.2 + 1.5 * strand);
  }

  private Form fringe(boolean longHair) {
    double parting = turn + random.between(-0.2, 0.2);
    double forehead = random.between(-0.62, -0.5);
    return new Form() {
      @Override
      public double cover(double px, double py) {
        double u = across(px);
        double v = down(py);
        double line =
            forehead
                + 0.55 * StrictMath.pow(u - parting, 2)
                + 0.1 * (noise.fractal(12 * px, 12 * py, 2) - 0.5);
        double temple =
            longHair ? Tone.step(0.76, 0.9, Math.abs(u - 0.2 * turn)) * Tone.step(1, 0.8, v) : 0;
        double inside = Tone.step(1.12, 1.04, Tone.length(u / 1.12, (v + 0.04) / 1.08));
        return inside * Math.max(temple, Tone.step(0.06, -0.06, v - line));
      }

      @Override
      public Srgb colour(double px, double py) {
        return strands(px, py);
      }
    };
  }

  private Form hat(Srgb felt) {
    double tilt = random.between(-0.25, 0.25);
    double brim = random.between(1.25, 1.9);
    return new Form() {
      private double v(double px, double py) {
        return down(py) + 0.62 - tilt * across(px);
      }

      @Override
      public double cover(double px, double py) {
        double u = across(px);
        double v = v(px, py);
        double edge = Tone.length(u / brim, v / 0.17);
        double crown = v < 0 ? Tone.length(u / 1.08, v / 0.78) : 2;
        return Math.max(Tone.step(1.05, 0.95, edge), Tone.step(1.04, 0.96, crown));
      }

      @Override
      public Srgb colour(double px, double py) {
        double u = across(px);
        double v = v(px, py);
        boolean onBrim = v > -0.12;
        double cosine =
            onBrim
                ? 0.35 - 0.3 * u / brim - 2.2 * Math.max(0, v)
                : Form.cosine(0.9 * Math.clamp(u, -1.0, 1.0), 0.9 * v);
        return Form.lit(felt, cosine + 0.4 * (noise.fractal(8 * px, 8 * py, 3) - 0.5));
      }
    };
  }
}
