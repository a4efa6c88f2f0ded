package org.sinopia.xrf.registration;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.sinopia.xrf.picture.Picture;
import org.sinopia.xrf.registration.CoarseSearch.Place;

/**
 * Where a scan lies in a photograph, from its element maps: where they explain most of the
 * photograph's variance of colour, by linear regression, once the mean of its surroundings is taken
 * from each pixel. Every size from a fifth of the photograph, small rotation and place is tried on
 * few pixels; the best are improved on more and more.
 *
 * <p>How sure that is, is told by what cannot be right: the scan mirrored or upside down is
 * searched for in the same way, and so is the best place elsewhere. The share that these explain is
 * chance.
 *
 * @param scanToPhoto the map from pixels of the scan to those of the photograph
 * @param explained share of the variance of the photograph's details that the maps explain there,
 *     at most 1
 * @param chance the most that they explain where they cannot lie
 */
public record MapRegistration(Affine scanToPhoto, double explained, double chance) {

  /** Less than this is no likeness. */
  private static final double MIN_SHARE = 0.06;

  /** Chance leaves at least this factor more unexplained. */
  private static final double CLEARLY = 1.06;

  private static final double PHOTO_SIDE = 2048;
  private static final double SCAN_SIDE = 512;
  private static final double FIRST_SIDE = 48;
  private static final double JUDGED_SIDE = 112;
  private static final int MAX_PLACES = 5;
  private static final int MAX_JUDGED = 2;

  /** Places whose corners differ by more than this part of the diagonal are different. */
  private static final double ELSEWHERE = 0.08;

  /**
   * Finds the scan in the photograph.
   *
   * @param height rows of the scan
   * @param width its columns
   * @param maps net counts of elements, ordered (row, column); NaN where a pixel is missing
   * @throws IllegalArgumentException if the maps show nothing, or no place is clearly the best
   */
  public static MapRegistration of(Picture photo, int height, int width, List<float[]> maps) {
    PlaneStack colours = colours(photo);
    PlaneStack scan = ScanFeatures.of(height, width, maps).within(SCAN_SIDE);
    double shrunk = (double) scan.width() / width;
    double shrunkDown = (double) scan.height() / height;
    CoarseSearch coarse = new CoarseSearch(colours);
    List<Place> found = judged(colours, scan, coarse);
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          "register: the scan fits nowhere in the photograph; give --points");
    }
    Place best = found.getFirst();
    double elsewhere =
        found.stream()
            .filter(p -> Corners.distance(scan, best.scanToPhoto(), p.scanToPhoto()) > ELSEWHERE)
            .mapToDouble(Place::share)
            .max()
            .orElse(0);
    double leftRight = best(judged(colours, scan.mirrored(true, false), coarse));
    double turned = best(judged(colours, scan.mirrored(true, true), coarse));
    requireClear(best.share(), elsewhere, leftRight, turned);
    Place fine = best;
    for (double side = 2 * JUDGED_SIDE; side < 2 * Math.max(scan.height(), scan.width()); ) {
      fine = new FineSearch(colours, scan, side, fine.scanToPhoto()).improve(fine.scanToPhoto());
      side *= 2;
    }
    Affine map =
        Affine.stretch(shrunk, shrunkDown)
            .then(fine.scanToPhoto())
            .then(
                Affine.stretch(
                    (double) photo.width() / colours.width(),
                    (double) photo.height() / colours.height()));
    double chance =
        Stream.of(elsewhere, leftRight, turned).max(Comparator.naturalOrder()).orElseThrow();
    return new MapRegistration(map, best.share(), Math.max(0, chance));
  }

  private static double best(List<Place> places) {
    return places.isEmpty() ? 0 : places.getFirst().share();
  }

  private static void requireClear(double best, double elsewhere, double leftRight, double turned) {
    if (best >= MIN_SHARE
        && isClear(best, elsewhere)
        && isClear(best, leftRight)
        && isClear(best, turned)) {
      return;
    }
    record Other(String words, double share) {}
    Other other =
        Stream.of(
                new Other("elsewhere", elsewhere),
                new Other("with --flip horizontal", leftRight),
                new Other("with --rotate 180", turned))
            .max(Comparator.comparingDouble(Other::share))
            .orElseThrow();
    throw new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "register: not sure: the maps explain %.0f %% of the photograph's details at the best place, %.0f %% %s; give --points",
            100 * Math.max(0, best),
            100 * Math.max(0, other.share()),
            other.words()));
  }

  private static boolean isClear(double best, double other) {
    return 1 - Math.max(0, other) > CLEARLY * (1 - best);
  }

  /** The best places, improved, on enough pixels to compare them; best first. */
  private static List<Place> judged(PlaneStack photo, PlaneStack scan, CoarseSearch coarse) {
    List<Place> first = improved(photo, scan, FIRST_SIDE, coarse.of(scan, MAX_PLACES), MAX_PLACES);
    return improved(photo, scan, JUDGED_SIDE, first, MAX_JUDGED);
  }

  private static List<Place> improved(
      PlaneStack photo, PlaneStack scan, double side, List<Place> places, int most) {
    List<Place> apart = new ArrayList<>();
    for (Place place : places) {
      boolean near =
          apart.stream()
              .anyMatch(
                  p -> Corners.distance(scan, p.scanToPhoto(), place.scanToPhoto()) < ELSEWHERE);
      if (!near && apart.size() < most) {
        apart.add(place);
      }
    }
    return apart.parallelStream()
        .map(
            place ->
                new FineSearch(photo, scan, side, place.scanToPhoto()).improve(place.scanToPhoto()))
        .sorted(Comparator.comparingDouble(Place::share).reversed())
        .toList();
  }

  /** Brightness and two differences of colours, as encoded. */
  private static PlaneStack colours(Picture photo) {
    int pixels = photo.height() * photo.width();
    float[][] rgb = new float[3][pixels];
    float[] all = new float[pixels];
    for (int p = 0; p < rgb.length; p++) {
      System.arraycopy(photo.planes(), p * pixels, rgb[p], 0, pixels);
    }
    Arrays.fill(all, 1);
    PlaneStack small = new PlaneStack(photo.height(), photo.width(), rgb, all).within(PHOTO_SIDE);
    for (int i = 0; i < small.plane(0).length; i++) {
      float r = small.plane(0)[i];
      float g = small.plane(1)[i];
      float b = small.plane(2)[i];
      small.plane(0)[i] = 0.3f * r + 0.6f * g + 0.1f * b;
      small.plane(1)[i] = (r - g) / 2;
      small.plane(2)[i] = (r + g) / 4 - b / 2;
    }
    return small;
  }
}
