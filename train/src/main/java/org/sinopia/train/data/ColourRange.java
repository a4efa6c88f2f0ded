package org.sinopia.train.data;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.sinopia.xrf.RandomStream;
import org.sinopia.xrf.colour.Lab;
import org.sinopia.xrf.colour.Srgb;
import org.sinopia.xrf.cube.Tile;
import org.sinopia.xrf.picture.Picture;
import org.sinopia.xrf.picture.Shrinking;
import org.sinopia.xrf.synthesis.ColourClusters;

/**
 * Which colours a picture has, and how much of each, but not where: a few colours with weights,
 * each of which stands for colours near it. Another picture can be given the same.
 */
public record ColourRange(List<Share> shares) {
  /** Standard deviation of the colours that one stands for, in L*, a* and b*. */
  private static final double SPREAD = 2.9;

  private static final int TURNS = 16;
  private static final int COLOURS = 16;
  private static final int SIDE = 96;
  private static final int DIGITS = 6;
  private static final Pattern WORDS = Pattern.compile(" ");

  /**
   * A colour.
   *
   * @param weight in proportion to how much of it there is, above 0
   */
  public record Share(Srgb colour, double weight) {}

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException if there is no colour
   */
  public ColourRange {
    shares = List.copyOf(shares);
    if (shares.isEmpty()) {
      throw new IllegalArgumentException("range of colours: none, expected at least one");
    }
  }

  /** The colours of a picture, at most {@value #COLOURS}, by K-means. */
  public static ColourRange of(Picture picture) {
    Picture small = Shrinking.toShorterSide(picture, SIDE);
    ColourClusters clusters = ColourClusters.of(small, COLOURS, 0, 1);
    int[] labels = new int[small.height() * small.width()];
    clusters.assign(small, new Tile(0, 0, small.height(), small.width()), labels);
    int[] pixels = new int[clusters.size()];
    for (int label : labels) {
      pixels[label]++;
    }
    return new ColourRange(
        IntStream.range(0, pixels.length)
            .filter(i -> pixels[i] > 0)
            .mapToObj(i -> new Share(clusters.colours().get(i), (double) pixels[i] / labels.length))
            .toList());
  }

  /**
   * Reads colours from a line that {@link #line} wrote.
   *
   * @param line such as {@code 1f1912:80 bb3f50:20}: sRGB in hexadecimal digits, and a weight
   */
  static ColourRange parse(String line) {
    return new ColourRange(
        WORDS
            .splitAsStream(line)
            .map(
                word ->
                    new Share(
                        Srgb.ofHex("#" + word.substring(0, DIGITS)),
                        Integer.parseInt(word.substring(DIGITS + 1))))
            .toList());
  }

  /** One line of text, weights in thousandths of all. */
  String line() {
    double all = shares.stream().mapToDouble(Share::weight).sum();
    return shares.stream()
        .map(
            share ->
                share.colour.toHex().substring(1)
                    + ":"
                    + Math.max(1, Math.round(1000 * share.weight / all)))
        .collect(Collectors.joining(" "));
  }

  /** Their mean in CIELAB. */
  public Lab mean() {
    double all = shares.stream().mapToDouble(Share::weight).sum();
    double l = 0;
    double a = 0;
    double b = 0;
    for (Share share : shares) {
      Lab lab = share.colour.toLab();
      l += share.weight / all * lab.l();
      a += share.weight / all * lab.a();
      b += share.weight / all * lab.b();
    }
    return new Lab(l, a, b);
  }

  /**
   * A picture in these colours: the light and dark of each hue stay where they were, as far as can
   * be. Its colours are moved, as a cloud in CIELAB, until they lie along any direction as these do
   * (sliced optimal transport; Rabin, Delon and Gousseau 2011, doi 10.1137/100792208).
   *
   * @param random of directions, and of the colours near the given ones
   */
  public Picture applied(Picture picture, RandomStream random) {
    return applied(picture, 1, random);
  }

  /**
   * A picture in colours on the way to these; otherwise as {@link #applied(Picture, RandomStream)}.
   *
   * @param share of the way, 0 to 1
   */
  public Picture applied(Picture picture, double share, RandomStream random) {
    int pixels = picture.height() * picture.width();
    double[][] from = new double[3][pixels];
    for (int i = 0; i < pixels; i++) {
      put(from, i, lab(picture, i));
    }
    double[][] to = drawn(pixels, random);
    for (int turn = 0; turn < TURNS; turn++) {
      for (double[] axis : axes(random)) {
        move(from, to, axis);
      }
    }
    float[] planes = new float[3 * pixels];
    for (int i = 0; i < pixels; i++) {
      Lab own = lab(picture, i);
      double l = own.l() + share * (from[0][i] - own.l());
      double a = own.a() + share * (from[1][i] - own.a());
      double b = own.b() + share * (from[2][i] - own.b());
      Srgb colour = new Lab(Math.clamp(l, 0, 100), a, b).toSrgb();
      planes[i] = (float) Math.clamp(colour.r(), 0, 1);
      planes[pixels + i] = (float) Math.clamp(colour.g(), 0, 1);
      planes[2 * pixels + i] = (float) Math.clamp(colour.b(), 0, 1);
    }
    return Picture.of(picture.height(), picture.width(), planes);
  }

  static Lab lab(Picture picture, int pixel) {
    int pixels = picture.height() * picture.width();
    float[] planes = picture.planes();
    return new Srgb(planes[pixel], planes[pixels + pixel], planes[2 * pixels + pixel]).toLab();
  }

  private static void put(double[][] colours, int i, Lab lab) {
    colours[0][i] = lab.l();
    colours[1][i] = lab.a();
    colours[2][i] = lab.b();
  }

  /** As many colours as pixels, in proportion to the weights. */
  private double[][] drawn(int pixels, RandomStream random) {
    double all = shares.stream().mapToDouble(Share::weight).sum();
    double[][] colours = new double[3][pixels];
    int next = 0;
    double sum = 0;
    for (Share share : shares) {
      sum += share.weight;
      Lab centre = share.colour.toLab();
      for (int end = (int) Math.round(pixels * sum / all); next < end; next++) {
        put(
            colours,
            next,
            new Lab(
                centre.l() + SPREAD * random.normal(),
                centre.a() + SPREAD * random.normal(),
                centre.b() + SPREAD * random.normal()));
      }
    }
    return colours;
  }

  /** Three directions at right angles. */
  private static List<double[]> axes(RandomStream random) {
    double[] first = unit(new double[] {random.normal(), random.normal(), random.normal()});
    double[] other = {random.normal(), random.normal(), random.normal()};
    double along = first[0] * other[0] + first[1] * other[1] + first[2] * other[2];
    for (int c = 0; c < 3; c++) {
      other[c] -= along * first[c];
    }
    double[] second = unit(other);
    double[] third = {
      first[1] * second[2] - first[2] * second[1],
      first[2] * second[0] - first[0] * second[2],
      first[0] * second[1] - first[1] * second[0]
    };
    return List.of(first, second, third);
  }

  private static double[] unit(double[] vector) {
    double length = Math.sqrt(Arrays.stream(vector).map(v -> v * v).sum());
    return Arrays.stream(vector).map(v -> v / length).toArray();
  }

  /** Along one direction, the n-th of the one cloud goes to where the n-th of the other is. */
  private static void move(double[][] from, double[][] to, double[] axis) {
    double[] places = along(from, axis);
    double[] wanted = along(to, axis);
    Arrays.sort(wanted);
    int[] order =
        IntStream.range(0, places.length)
            .boxed()
            .sorted((i, j) -> Double.compare(places[i], places[j]))
            .mapToInt(Integer::intValue)
            .toArray();
    for (int rank = 0; rank < order.length; rank++) {
      int i = order[rank];
      double step = wanted[rank] - places[i];
      for (int c = 0; c < 3; c++) {
        from[c][i] += step * axis[c];
      }
    }
  }

  private static double[] along(double[][] colours, double[] axis) {
    double[] places = new double[colours[0].length];
    for (int i = 0; i < places.length; i++) {
      places[i] = colours[0][i] * axis[0] + colours[1][i] * axis[1] + colours[2][i] * axis[2];
    }
    return places;
  }
}
