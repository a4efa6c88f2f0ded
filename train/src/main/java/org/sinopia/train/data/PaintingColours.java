package org.sinopia.train.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import org.sinopia.xrf.RandomStream;
import org.sinopia.xrf.colour.Lab;
import org.sinopia.xrf.picture.Picture;

/**
 * The colours of paintings. Those that come with Sinopia are of 301 from seven centuries, at most
 * sixteen colours each: {@link #of} their photographs, which train the built-in model too.
 */
public final class PaintingColours {
  private static final String RESOURCE = "colours-of-paintings.txt";
  private static final double ANY = 0.01;
  private static final int SAMPLE = 4096;

  private final List<ColourRange> ranges;
  private final List<Lab> means;

  private PaintingColours(List<ColourRange> ranges) {
    this.ranges = ranges;
    this.means = ranges.stream().map(ColourRange::mean).toList();
  }

  /** Those that come with Sinopia. */
  public static PaintingColours builtin() {
    try (InputStream in = PaintingColours.class.getResourceAsStream(RESOURCE);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
      return new PaintingColours(lines.lines().map(ColourRange::parse).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The colours of each of some pictures. */
  public static PaintingColours of(Collection<Picture> pictures) {
    return new PaintingColours(pictures.stream().map(ColourRange::of).toList());
  }

  /** A line for each, in the order of the alphabet, as the file has them. */
  public List<String> lines() {
    return ranges.stream().map(ColourRange::line).sorted().toList();
  }

  /** The mean colour of a picture in CIELAB. */
  public static Lab mean(Picture picture) {
    int pixels = picture.height() * picture.width();
    int step = Math.max(1, pixels / SAMPLE);
    double l = 0;
    double a = 0;
    double b = 0;
    int count = 0;
    for (int i = 0; i < pixels; i += step) {
      Lab lab = ColourRange.lab(picture, i);
      l += lab.l();
      a += lab.a();
      b += lab.b();
      count++;
    }
    return new Lab(l / count, a / count, b / count);
  }

  /**
   * The colours of one painting: mostly of one whose mean is near a given one, seldom of any.
   *
   * @param mean in CIELAB
   * @param spread how far off most are, a CIE76 difference
   */
  public ColourRange near(Lab mean, double spread, RandomStream random) {
    double[] weights = new double[ranges.size()];
    double total = 0;
    for (int i = 0; i < weights.length; i++) {
      Lab other = means.get(i);
      double dl = other.l() - mean.l();
      double da = other.a() - mean.a();
      double db = other.b() - mean.b();
      weights[i] = ANY + StrictMath.exp(-(dl * dl + da * da + db * db) / (2 * spread * spread));
      total += weights[i];
    }
    return ranges.get(random.weighted(weights, total));
  }
}
