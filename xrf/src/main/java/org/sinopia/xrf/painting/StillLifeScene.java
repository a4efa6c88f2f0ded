package org.sinopia.xrf.painting;

import java.util.ArrayList;
import java.util.List;
import org.sinopia.xrf.RandomStream;
import org.sinopia.xrf.colour.Srgb;

/** A table before a dim wall, with vessels, fruit, flowers and perhaps a cloth. */
final class StillLifeScene {

  private static final String[] WALLS = {
    "#4a4336", "#3b3a3c", "#5a4a38", "#46503f", "#6a5c48", "#3c2f2a"
  };
  private static final String[] TABLES = {"#6b4a2e", "#8a6a44", "#4f3a2a", "#7a5a3c"};
  private static final String[] CLAYS = {"#8e4a2c", "#c9b894", "#2f4a7a", "#5f6a4a", "#3a3330"};

  /** A kind of fruit: its colour, its blush, how high it is for its width. */
  private record Fruit(Srgb skin, Srgb blush, double height) {
    static Fruit of(String skin, String blush, double height) {
      return new Fruit(Srgb.ofHex(skin), Srgb.ofHex(blush), height);
    }
  }

  private static final Fruit[] FRUITS = {
    Fruit.of("#b5302a", "#d9a83c", 0.92),
    Fruit.of("#d98a2a", "#e6b050", 1.0),
    Fruit.of("#d9c03c", "#c9d070", 0.8),
    Fruit.of("#8a9a3c", "#c97a3c", 1.2),
    Fruit.of("#5c2b3e", "#3c2f5a", 1.0),
    Fruit.of("#d9a070", "#c0503c", 0.98),
  };

  private final RandomStream random;
  private final Noise noise;
  private final double aspect;
  private final double table;

  private StillLifeScene(RandomStream random, double aspect) {
    this.random = random;
    this.noise = new Noise(Integer.toUnsignedLong(random.word()));
    this.aspect = aspect;
    this.table = random.between(0.56, 0.66);
  }

  static Scene of(RandomStream random, double aspect) {
    return new StillLifeScene(random, aspect).scene();
  }

  private Srgb pick(String[] colours) {
    return Srgb.ofHex(colours[random.below(colours.length)]);
  }

  private Scene scene() {
    List<Form> forms = new ArrayList<>();
    forms.add(wall());
    forms.add(tableTop());
    if (random.uniform() < 0.6) {
      forms.add(cloth());
    }
    int vessels = 1 + random.below(3);
    for (int i = 0; i < vessels; i++) {
      double x = aspect * (0.2 + 0.6 * (i + random.between(0.2, 0.8)) / vessels);
      addVessel(forms, x, table + random.between(0.03, 0.09));
    }
    int fruits = 4 + random.below(6);
    double heap = aspect * random.between(0.3, 0.7);
    for (int i = 0; i < fruits; i++) {
      double near = (i + random.uniform()) / fruits;
      double x = heap + aspect * random.between(-0.3, 0.3) * (0.5 + near);
      addFruit(forms, x, table + 0.08 + 0.15 * near);
    }
    if (random.uniform() < 0.5) {
      addGrapes(forms, heap + random.between(-0.2, 0.2), table + random.between(0.16, 0.22));
    }
    return new Scene(forms, random.between(0.2, 0.9));
  }

  private Form wall() {
    Srgb wall = pick(WALLS);
    double glowX = aspect * random.between(0.05, 0.4);
    return LandscapeScene.everywhere(
        (x, y) -> {
          double light = Math.exp(-1.6 * Tone.length((x - glowX) / aspect, y - 0.3));
          double cloud = noise.fractal(3 * x, 3 * y, 4) - 0.5;
          return Tone.times(wall, 0.45 + 1.05 * light + 0.5 * cloud);
        });
  }

  private Form tableTop() {
    Srgb wood = pick(TABLES);
    double front = random.between(0.88, 0.95);
    return new Form() {
      @Override
      public double cover(double x, double y) {
        return Tone.step(-EDGE, EDGE, y - table);
      }

      @Override
      public Srgb colour(double x, double y) {
        double grain = noise.fractal(2 * x, 26 * y, 4) - 0.5;
        double light = 1.25 - 0.5 * x / aspect;
        return Tone.times(wood, (y > front ? 0.42 : light) * (1 + 0.5 * grain));
      }
    };
  }

  private Form cloth() {
    double left = aspect * random.between(0.02, 0.35);
    double right = left + aspect * random.between(0.35, 0.6);
    double back = table + random.between(0.02, 0.06);
    Srgb linen =
        Srgb.ofHex(new String[] {"#e9e4d6", "#d9cdb0", "#8e2f2a", "#33507a"}[random.below(4)]);
    double phase = 10 * random.uniform();
    return new Form() {
      private double fold(double x, double y) {
        return Math.sin(16 * x + 5 * y + phase + 3 * noise.at(3 * x, 4 * y));
      }

      @Override
      public double cover(double x, double y) {
        double slant = 0.25 * (y - back);
        double hem = 0.03 * fold(1, y);
        double inside =
            Math.min(
                Math.min(x - left + slant + hem, right + slant + hem - x),
                y - back - 0.02 * noise.at(5 * x, 2));
        return Tone.step(-EDGE, EDGE, inside);
      }

      @Override
      public Srgb colour(double x, double y) {
        double slope = (fold(x + 0.01, y) - fold(x - 0.01, y)) / 2;
        return Form.lit(linen, 0.45 - 2.2 * slope - 0.8 * Math.max(0, y - 0.9));
      }
    };
  }

  private void addShadow(List<Form> forms, double x, double base, double half) {
    forms.add(
        new Form() {
          @Override
          public double cover(double px, double py) {
            double distance =
                Tone.length((px - x - 0.75 * half) / (1.7 * half), (py - base) / (0.34 * half));
            return 0.72 * Tone.step(1.15, 0.3, distance);
          }

          @Override
          public Srgb colour(double px, double py) {
            return new Srgb(0.1, 0.075, 0.06);
          }
        });
  }

  private void addFruit(List<Form> forms, double x, double base) {
    Fruit fruit = FRUITS[random.below(FRUITS.length)];
    double half = random.between(0.055, 0.085);
    addShadow(forms, x, base, half);
    double y = base - half * fruit.height * 0.92;
    forms.add(
        new Ellipsoid(
            x,
            y,
            half,
            half * fruit.height,
            fruit.skin,
            random.between(0.3, 0.8),
            fruit.blush,
            noise));
    if (random.uniform() < 0.5) {
      addLeaf(
          forms, x + 0.2 * half, y - half * fruit.height, random.between(-0.6, 0.6), 0.9 * half);
    }
  }

  private void addGrapes(List<Form> forms, double x, double base) {
    boolean white = random.uniform() < 0.5;
    Srgb skin = Srgb.ofHex(white ? "#a8a850" : "#3c2a4a");
    Srgb bloom = Srgb.ofHex(white ? "#c9c480" : "#6a6a94");
    addShadow(forms, x, base, 0.1);
    for (int i = 0; i < 26; i++) {
      double down = i / 26.0;
      double spread = 0.085 * Math.sin(Math.PI * (0.25 + 0.7 * down));
      forms.add(
          new Ellipsoid(
              x + random.between(-spread, spread) + 0.04 * down,
              base - 0.13 + 0.12 * down,
              0.021,
              0.022,
              skin,
              0.8,
              bloom,
              noise));
    }
    addLeaf(forms, x, base - 0.14, random.between(-0.5, 0.5), 0.06);
  }

  private void addLeaf(List<Form> forms, double x, double y, double angle, double length) {
    Srgb green = Srgb.ofHex(random.uniform() < 0.5 ? "#4f6a34" : "#6a7a3c");
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    forms.add(
        new Form() {
          @Override
          public double cover(double px, double py) {
            double along = ((px - x) * cos + (py - y) * sin) / length;
            double across = (-(px - x) * sin + (py - y) * cos) / length;
            double half = along > 0 && along < 1 ? 0.3 * Math.sin(Math.PI * Math.sqrt(along)) : 0;
            return half > 0 ? Tone.step(half, 0.7 * half, Math.abs(across)) : 0;
          }

          @Override
          public Srgb colour(double px, double py) {
            double across = (-(px - x) * sin + (py - y) * cos) / length;
            return Form.lit(green, across < 0 ? 0.75 : 0.15);
          }
        });
  }

  /** A vessel turned on the wheel: half its width at heights of 0 (foot) to 1 (rim). */
  private void addVessel(List<Form> forms, double x, double base) {
    double[][] shapes = {
      {0.6, 0.95, 1, 0.85, 0.5, 0.38, 0.45},
      {0.5, 0.55, 0.55, 0.5, 0.22, 0.17, 0.2},
      {0.3, 0.7, 0.95, 1.1, 1.2, 1.25, 1.3},
      {0.45, 0.8, 1, 1, 0.8, 0.55, 0.65},
    };
    int kind = random.below(shapes.length);
    double[] shape = shapes[kind];
    double half = random.between(0.09, 0.13);
    double height = kind == 2 ? 0.13 : random.between(0.28, 0.4);
    boolean glass = kind == 1;
    Srgb clay = glass ? Srgb.ofHex("#2f3a26") : pick(CLAYS);
    boolean banded = random.uniform() < 0.4 && !glass;
    addShadow(forms, x, base, 0.9 * half);
    boolean flowers = (kind == 0 || kind == 3) && random.uniform() < 0.7;
    if (flowers) {
      addFlowers(forms, x, base - height, half);
    }
    forms.add(
        new Form() {
          private double half(double py) {
            double at = (base - py) / height * (shape.length - 1);
            int i = (int) Math.floor(at);
            if (at < -0.25 || i >= shape.length - 1) {
              return 0;
            }
            double t = Math.max(0, at) - Math.max(0, i);
            double ease = t * t * (3 - 2 * t);
            double foot = at < 0 ? Math.sqrt(Math.max(0, 1 - 16 * at * at)) : 1;
            int from = Math.max(0, i);
            return foot * half * (shape[from] + (shape[from + 1] - shape[from]) * ease);
          }

          @Override
          public double cover(double px, double py) {
            double here = half(py);
            return here > 0 ? Tone.step(here + EDGE / 2, here - EDGE / 2, Math.abs(px - x)) : 0;
          }

          @Override
          public Srgb colour(double px, double py) {
            double here = Math.max(1e-3, half(py));
            double nx = Math.clamp((px - x) / here, -1.0, 1.0);
            double rise = Math.clamp((half(py + 0.01) - here) / 0.02, -0.6, 0.6);
            double up = (base - py) / height;
            Srgb own = banded && Math.abs(up - 0.62) < 0.06 ? Srgb.ofHex("#d9c9a0") : clay;
            double cosine = Form.cosine(0.96 * nx, -0.7 * rise);
            Srgb lit = Form.lit(own, cosine + 0.3 * (noise.fractal(9 * px, 9 * py, 2) - 0.5));
            double gloss = Math.exp(-70 * Math.pow(nx + 0.52, 2)) * Tone.step(0.15, 0.45, up);
            return Tone.mix(lit, new Srgb(0.97, 0.95, 0.88), (glass ? 0.75 : 0.45) * gloss);
          }
        });
    double rim = half * shape[shape.length - 1];
    forms.add(
        new Form() {
          @Override
          public double cover(double px, double py) {
            double distance = Tone.length((px - x) / rim, (py - base + height) / (0.2 * rim));
            return Tone.step(1.05, 0.95, distance);
          }

          @Override
          public Srgb colour(double px, double py) {
            double distance = Tone.length((px - x) / rim, (py - base + height) / (0.2 * rim));
            return distance > 0.8
                ? Form.lit(clay, 0.8)
                : Form.lit(clay, -0.3 + 0.5 * (px - x) / rim);
          }
        });
  }

  private void addFlowers(List<Form> forms, double x, double base, double half) {
    String[] petals = {"#e9dcc8", "#c9403c", "#e0a0a0", "#d9a83c", "#6a6ab0", "#f0ece0"};
    int count = 7 + random.below(6);
    for (int i = 0; i < count; i++) {
      double angle = random.between(-2.7, -0.4);
      double reach = half * random.between(0.5, 1.9);
      double fx = x + reach * Math.cos(angle);
      double fy = base - 0.03 + 0.9 * reach * Math.sin(angle);
      addLeaf(forms, fx, fy, random.between(-3, 3), 0.09);
      addLeaf(forms, x + 0.3 * (fx - x), base, angle, reach);
      addBlossom(
          forms,
          fx,
          fy,
          random.between(0.028, 0.05),
          Srgb.ofHex(petals[random.below(petals.length)]));
    }
  }

  private void addBlossom(List<Form> forms, double x, double y, double size, Srgb petal) {
    double turn = 6 * random.uniform();
    int leaves = 5 + random.below(3);
    forms.add(
        new Form() {
          private double distance(double px, double py) {
            return Tone.length(px - x, (py - y) * 1.15) / size;
          }

          private double lobes(double px, double py) {
            return Math.cos(leaves * Math.atan2(py - y, px - x) + turn);
          }

          @Override
          public double cover(double px, double py) {
            double edge = 0.86 + 0.16 * lobes(px, py);
            return Tone.step(edge + 0.08, edge - 0.08, distance(px, py));
          }

          @Override
          public Srgb colour(double px, double py) {
            double distance = distance(px, py);
            if (distance < 0.2) {
              return Srgb.ofHex("#b08030");
            }
            double cosine = Form.cosine((px - x) / size, (py - y) / size);
            return Form.lit(petal, cosine - 0.1 + 0.4 * lobes(px, py) * distance);
          }
        });
  }
}
