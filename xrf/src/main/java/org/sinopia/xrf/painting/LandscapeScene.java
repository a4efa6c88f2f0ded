package org.sinopia.xrf.painting;

import java.util.ArrayList;
import java.util.List;
import org.sinopia.xrf.RandomStream;
import org.sinopia.xrf.colour.Srgb;

/** Sky with clouds, ridge behind ridge in the haze, fields, perhaps water, a village and trees. */
final class LandscapeScene {

  /** The light of an hour and a season. */
  private record Hour(
      Srgb zenith, Srgb horizon, Srgb cloud, Srgb far, Srgb near, Srgb meadow, Srgb leaf) {

    static Hour of(
        String zenith,
        String horizon,
        String cloud,
        String far,
        String near,
        String meadow,
        String leaf) {
      return new Hour(
          Srgb.ofHex(zenith),
          Srgb.ofHex(horizon),
          Srgb.ofHex(cloud),
          Srgb.ofHex(far),
          Srgb.ofHex(near),
          Srgb.ofHex(meadow),
          Srgb.ofHex(leaf));
    }
  }

  private static final Hour[] HOURS = {
    Hour.of("#3f6fb0", "#d9dccb", "#f4efe2", "#7c93a8", "#5c7a4a", "#a99b45", "#3f5a30"),
    Hour.of("#5a5f86", "#f0b866", "#f6d7a0", "#8a6f7c", "#5d4a3c", "#a4702f", "#3c3a26"),
    Hour.of("#7e8a90", "#cfccbd", "#e4e0d3", "#7f8a8a", "#5a6450", "#7f7a4c", "#3c4534"),
    Hour.of("#6a86b2", "#efc6b4", "#f8e4d4", "#8d8fae", "#56705c", "#8f9a58", "#3a5340"),
    Hour.of("#8fa2b4", "#e6dfcf", "#f4f1ea", "#9aa3ae", "#7d7a72", "#e2ddd2", "#4e4a42"),
    Hour.of("#39434f", "#a89a78", "#8d8c86", "#4d5a60", "#3c4a36", "#6d6a38", "#2a3626"),
    Hour.of("#2a3f66", "#b9a98a", "#c9bfa8", "#54607c", "#6b4a2c", "#b5782c", "#7a3b1e"),
  };

  private static final Srgb TRUNK = Srgb.ofHex("#3a2a20");
  private static final Srgb ROOF = Srgb.ofHex("#8e3d2a");
  private static final Srgb WALL = Srgb.ofHex("#d8c8a4");

  private final RandomStream random;
  private final Noise noise;
  private final double aspect;
  private final Hour hour;
  private final double skyline;

  private LandscapeScene(RandomStream random, double aspect) {
    this.random = random;
    this.noise = new Noise(Integer.toUnsignedLong(random.word()));
    this.aspect = aspect;
    this.hour = HOURS[random.below(HOURS.length)];
    this.skyline = random.between(0.34, 0.6);
  }

  static Scene of(RandomStream random, double aspect) {
    return new LandscapeScene(random, aspect).scene();
  }

  private Scene scene() {
    List<Form> forms = new ArrayList<>();
    forms.add(sky());
    int ridges = 2 + random.below(3);
    for (int i = 0; i < ridges; i++) {
      forms.add(ridge((double) i / ridges, skyline + 0.16 * i / ridges));
    }
    double shore = skyline + 0.17;
    boolean lake = random.uniform() < 0.45;
    if (lake) {
      forms.add(water(skyline + 0.1, shore + random.between(0.1, 0.2)));
      shore += 0.14;
    } else if (random.uniform() < 0.7) {
      addVillage(forms, shore);
    }
    double ground = shore + 0.02;
    forms.add(meadow(ground));
    if (random.uniform() < 0.6) {
      forms.add(path(ground));
    }
    int trees = 2 + random.below(5);
    for (int i = 0; i < trees; i++) {
      double near = (i + random.uniform()) / trees;
      addTree(forms, ground + 0.02 + 0.26 * near * near, near);
    }
    return new Scene(forms, random.between(-0.15, 0.15));
  }

  private Form sky() {
    double cover = random.between(0.42, 0.6);
    double stretch = random.between(1.5, 3);
    boolean sun = random.uniform() < 0.35;
    double sunX = random.between(0.15, 0.85) * aspect;
    double sunY = skyline - random.between(0.05, 0.2);
    return new Backdrop(
        (x, y) -> {
          Srgb air = Tone.mix(hour.zenith, hour.horizon, StrictMath.pow(y / skyline, 1.3));
          double high = noise.fractal(stretch * x, 4 * y + 3, 5);
          double higher = noise.fractal(stretch * x - 0.07, 4 * y + 2.86, 5);
          double cloud = Tone.step(cover, cover + 0.16, high);
          Srgb shade = Tone.mix(hour.cloud, hour.zenith, 0.45);
          Srgb lit = Tone.mix(shade, hour.cloud, 0.5 + 6 * (high - higher));
          Srgb seen = Tone.mix(air, lit, 0.92 * cloud);
          if (sun) {
            double distance = Tone.length(x - sunX, y - sunY);
            Srgb glow = new Srgb(1, 0.93, 0.7);
            seen = Tone.mix(seen, glow, 0.7 * StrictMath.exp(-distance * 7));
            seen = Tone.mix(seen, glow, Tone.step(0.034, 0.026, distance));
          }
          return seen;
        });
  }

  private Form ridge(double near, double base) {
    double height = random.between(0.1, 0.26) * (1 - 0.55 * near);
    double steps = random.between(1.2, 2.6) * (1 + near);
    double offset = 100 * random.uniform();
    Srgb local = Tone.mix(hour.far, hour.near, near);
    return new Form() {
      private double top(double x) {
        return base - height * (noise.fractal(steps * x + offset, offset, 5) - 0.35);
      }

      @Override
      public double cover(double x, double y) {
        return Tone.step(-EDGE, EDGE, y - top(x));
      }

      @Override
      public Srgb colour(double x, double y) {
        double depth = y - top(x);
        double slope = (top(x + 0.01) - top(x - 0.01)) / 0.02;
        double patch = noise.fractal(7 * x + offset, 16 * y, 3);
        Srgb lit = Tone.times(local, 1 - 0.35 * slope + 0.5 * (patch - 0.5));
        Srgb haze = Tone.mix(lit, hour.horizon, 0.5 * (1 - near));
        return Tone.mix(haze, hour.horizon, Math.min(0.35, 1.4 * depth) * (1 - near));
      }
    };
  }

  private Form water(double top, double bottom) {
    return new Form() {
      @Override
      public double cover(double x, double y) {
        return Tone.step(-EDGE, EDGE, y - top - 0.01 * noise.at(4 * x, 1))
            * Tone.step(0.02, 0, y - bottom);
      }

      @Override
      public Srgb colour(double x, double y) {
        double down = (y - top) / (bottom - top);
        Srgb mirrored = Tone.mix(hour.horizon, hour.zenith, 0.25 + 0.6 * down);
        double bank = Tone.step(0.45, 0, down + 0.25 * (noise.fractal(5 * x, 60 * y, 2) - 0.5));
        Srgb seen = Tone.mix(mirrored, Tone.times(hour.near, 0.8), 0.75 * bank);
        double glint = Tone.step(0.62, 0.8, noise.fractal(6 * x, 70 * y, 2));
        return Tone.mix(seen, hour.cloud, 0.5 * glint);
      }
    };
  }

  private Form meadow(double top) {
    double offset = 50 * random.uniform();
    Srgb flowers = Srgb.ofHex(new String[] {"#c9452e", "#e9d9a0", "#d6a030"}[random.below(3)]);
    boolean flowering = random.uniform() < 0.5;
    return new Form() {
      @Override
      public double cover(double x, double y) {
        return Tone.step(-EDGE, EDGE, y - top + 0.06 * (noise.fractal(2 * x + offset, 0, 3) - 0.5));
      }

      @Override
      public Srgb colour(double x, double y) {
        double depth = Math.max(0, (y - top) / (1 - top));
        // Furrows and patches grow towards the viewer.
        double scale = 5 / (0.25 + depth);
        double patch = noise.fractal(scale * x + offset, 3 * scale * depth, 4);
        Srgb ground = Tone.mix(hour.meadow, hour.near, Tone.step(0.35, 0.65, patch));
        Srgb shaded = Tone.times(ground, 1.08 - 0.42 * depth * depth);
        double blossom = noise.at(14 * scale * x, 30 * scale * depth + offset);
        return flowering && blossom > 0.8 && patch > 0.48 ? Tone.mix(shaded, flowers, 0.8) : shaded;
      }
    };
  }

  private Form path(double top) {
    double start = random.between(0.3, 0.7) * aspect;
    double bend = random.between(-0.35, 0.35);
    Srgb earth = Tone.mix(hour.meadow, Srgb.ofHex("#d9bf92"), 0.7);
    return new Form() {
      private double depth(double y) {
        return (y - top) / (1 - top);
      }

      @Override
      public double cover(double x, double y) {
        double depth = depth(y);
        if (depth <= 0.02) {
          return 0;
        }
        double middle = start + bend * StrictMath.sin(2.4 * depth) + 0.25 * bend * depth * depth;
        double half = 0.008 + 0.085 * depth * depth;
        double ragged = 0.02 * depth * (noise.at(30 * x, 30 * y) - 0.5);
        return Tone.step(half + EDGE, half - EDGE, Math.abs(x - middle + ragged));
      }

      @Override
      public Srgb colour(double x, double y) {
        return Tone.times(
            earth, 1.1 - 0.3 * depth(y) + 0.3 * (noise.fractal(9 * x, 25 * y, 3) - 0.5));
      }
    };
  }

  private void addVillage(List<Form> forms, double base) {
    double middle = random.between(0.2, 0.8) * aspect;
    int houses = 3 + random.below(4);
    for (int i = 0; i < houses; i++) {
      double x = middle + (i - houses / 2.0) * random.between(0.05, 0.08);
      double width = random.between(0.045, 0.075);
      double height = random.between(0.03, 0.05);
      addHouse(forms, x, base + random.between(-0.01, 0.02), width, height, 0.55);
    }
    if (random.uniform() < 0.6) {
      addHouse(forms, middle + 0.02, base, 0.03, 0.1, 2.4);
    }
  }

  private void addHouse(
      List<Form> forms, double x, double base, double width, double height, double pitch) {
    double top = base - height;
    double ridge = top - pitch * width / 2;
    double shade = random.between(0.85, 1.08);
    forms.add(
        new Form() {
          @Override
          public double cover(double px, double py) {
            double half = py >= top ? width / 2 : 0.62 * width * (py - ridge) / (top - ridge);
            return Math.abs(px - x) < half && py < base && py > ridge ? 1 : 0;
          }

          @Override
          public Srgb colour(double px, double py) {
            boolean right = px > x + 0.12 * width;
            if (py < top) {
              return Tone.times(ROOF, right ? 0.75 : 1.1);
            }
            double across = Math.abs(((px - x) / width + 0.5) * 3 % 1 - 0.5);
            boolean window = across < 0.16 && Math.abs((py - top) / height % 0.55 - 0.3) < 0.1;
            Srgb wall = Tone.times(WALL, shade * (right ? 0.72 : 1));
            return window ? Tone.times(wall, 0.4) : Tone.mix(wall, hour.horizon, 0.15);
          }
        });
  }

  private void addTree(List<Form> forms, double foot, double near) {
    double x = random.between(-0.05, aspect + 0.05);
    double height = (0.14 + 0.4 * near * near) * random.between(0.8, 1.2);
    boolean slender = random.uniform() < 0.3;
    double lean = random.between(-0.06, 0.06);
    int blobs = slender ? 5 : 9;
    double[] bx = new double[blobs];
    double[] by = new double[blobs];
    double[] br = new double[blobs];
    for (int i = 0; i < blobs; i++) {
      double up = slender ? 0.15 + 0.8 * i / blobs : random.between(0.4, 0.92);
      double spread =
          slender ? 0.03 : 0.34 * Math.sqrt(Math.max(0, 1 - StrictMath.pow(2.4 * (up - 0.62), 2)));
      bx[i] = x + lean * up * height + height * spread * random.between(-1, 1);
      by[i] = foot - height * up;
      br[i] = height * (slender ? 0.1 * (1.25 - up) + 0.02 : random.between(0.14, 0.24));
    }
    Srgb leaf = Tone.mix(hour.leaf, hour.meadow, random.between(0, 0.45));
    forms.add(
        new Form() {
          @Override
          public double cover(double px, double py) {
            double up = (foot - py) / height;
            double half = height * (0.035 - 0.02 * up);
            return up > 0 && up < 0.75
                ? Tone.step(half, half - EDGE / 2, Math.abs(px - x - lean * up * height))
                : 0;
          }

          @Override
          public Srgb colour(double px, double py) {
            return Tone.times(TRUNK, px < x ? 1.5 : 0.9);
          }
        });
    Srgb far = Tone.mix(leaf, hour.horizon, 0.3 * (1 - near));
    forms.add(new Foliage(bx, by, br, height, far, noise));
  }
}
