package org.sinopia.xrf.cube.hdf5;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.LongStream;
import org.sinopia.xrf.cube.CountingTimes;
import org.sinopia.xrf.cube.CubeHeader;
import org.sinopia.xrf.cube.DeadTime;

/**
 * Live and real time of a cube: datasets beside it or in the group above, or attributes of it or of
 * its group, named {@code live_time} and {@code real_time} or alike; one number for all, or one for
 * each pixel.
 */
final class Hdf5Times {

  private static final List<String> LIVE =
      List.of("livetime", "elapsedlivetime", "elapsedlive", "lifetime");
  private static final List<String> REAL = List.of("realtime", "elapsedrealtime", "elapsedreal");

  private final Hdf5Contents contents;
  private final Hdf5Object dataset;

  Hdf5Times(Hdf5Contents contents, Hdf5Object dataset) {
    this.contents = contents;
    this.dataset = dataset;
  }

  /**
   * The dead time of a cube, if its file tells it.
   *
   * @param warnings is told of times that make no sense, which are not taken
   */
  Optional<DeadTime> of(CubeHeader header, List<String> warnings) throws IOException {
    try {
      return of(header);
    } catch (IllegalArgumentException e) {
      warnings.add("live_time, real_time: " + e.getMessage() + "; they are not taken");
      return Optional.empty();
    }
  }

  private Optional<DeadTime> of(CubeHeader header) throws IOException {
    double[] live = find(LIVE, header);
    double[] real = find(REAL, header);
    if (live.length == 0 || real.length == 0) {
      return Optional.empty();
    }
    if (live.length == 1 && real.length == 1) {
      return Optional.of(DeadTime.uniform(new CountingTimes(live[0], real[0])));
    }
    double[] factors = new double[Math.toIntExact(header.pixels())];
    for (int i = 0; i < factors.length; i++) {
      double l = live[live.length == 1 ? 0 : i];
      double r = real[real.length == 1 ? 0 : i];
      // A pixel that was not measured has no times.
      factors[i] = l == 0 || Double.isNaN(l + r) ? Double.NaN : new CountingTimes(l, r).factor();
    }
    return Optional.of(DeadTime.of(header.height(), header.width(), factors));
  }

  private double[] find(List<String> names, CubeHeader header) throws IOException {
    String group = dataset.parent();
    for (String place : List.of(group, parent(group))) {
      for (Hdf5Object object : contents.objects().values()) {
        boolean here = object.isNumeric() && object.parent().equals(place);
        if (here && names.contains(plain(object.name()))) {
          if (fits(object.sizes(), header)) {
            return contents.numbers(object);
          }
        }
      }
    }
    for (String place : List.of(dataset.path(), group, "/")) {
      Hdf5Object object = contents.objects().get(place);
      if (object == null) {
        continue;
      }
      for (var attribute : object.attributes().entrySet()) {
        if (names.contains(plain(attribute.getKey()))) {
          return switch (attribute.getValue()) {
            case Long whole -> new double[] {whole};
            case double[] numbers when numbers.length == 1 -> numbers;
            default -> new double[0];
          };
        }
      }
    }
    return new double[0];
  }

  /** One number for all, or one for each pixel, row by row. */
  private static boolean fits(long[] sizes, CubeHeader header) {
    long[] own = Arrays.stream(sizes).filter(size -> size != 1).toArray();
    long[] picture =
        LongStream.of(header.height(), header.width()).filter(size -> size != 1).toArray();
    return own.length == 0
        || Arrays.equals(own, picture)
        || (own.length == 1 && own[0] == header.pixels());
  }

  private static String parent(String group) {
    int slash = group.lastIndexOf('/');
    return slash <= 0 ? "/" : group.substring(0, slash);
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
  }
}
