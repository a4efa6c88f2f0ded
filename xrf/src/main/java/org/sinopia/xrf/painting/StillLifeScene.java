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
    return new Backdrop(
        (x, y) -> {
          double light = StrictMath.exp(-1.6 * Tone.length((x - glowX) / aspect, y - 0.3));
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
        return StrictMath.sin(16 * x + 5 * y + phase + 3 * noise.at(3 * x, 4 * y));
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
      double spread = 0.085 * StrictMath.sin(Math.PI * (0.25 + 0.7 * down));
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
    double cos = StrictMath.cos(angle);
    double sin = StrictMath.sin(angle);
    forms.add(
        new Form() {
          @Override
          public double cover(double px, double py) {
            double along = ((px - x) * cos + (py - y) * sin) / length;
            double across = (-(px - x) * sin + (py - y) * cos) / length;
            double half =
                along > 0 && along < 1 ? 0.3 * StrictMath.sin(Math.PI * Math.sqrt(along)) : 0;
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
    int kind = random.below(Vessel.PROFILES);
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
    Vessel vessel = new Vessel(kind, x, base, half, height, clay, glass, banded, noise);
    forms.add(vessel);
    forms.add(vessel.mouth());
  }

  private void addFlowers(List<Form> forms, double x, double base, double half) {
    String[] petals = {"#e9dcc8", "#c9403c", "#e0a0a0", "#d9a83c", "#6a6ab0", "#f0ece0"};
    int count = 7 + random.below(6);
    for (int i = 0; i < count; i++) {
      double angle = random.between(-2.7, -0.4);
      double reach = half * random.between(0.5, 1.9);
      double fx = x + reach * StrictMath.cos(angle);
      double fy = base - 0.03 + 0.9 * reach * StrictMath.sin(angle);
      addLeaf(forms, fx, fy, random.between(-3, 3), 0.09);
      addLeaf(forms, x + 0.3 * (fx - x), base, angle, reach);
      forms.add(
          new Blossom(
              fx,
              fy,
              random.between(0.028, 0.05),
              Srgb.ofHex(petals[random.below(petals.length)]),
              5 + random.below(3),
              random.between(0, 6)));
    }
  }
}
