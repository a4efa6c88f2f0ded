package org.sinopia.train.adapt;

import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.sinopia.train.data.PaintedScans;
import org.sinopia.train.data.PaintingColours;
import org.sinopia.train.data.SyntheticPainting;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.RandomStream;
import org.sinopia.xrf.colour.Lab;
import org.sinopia.xrf.instrument.Instrument;
import org.sinopia.xrf.picture.Picture;
import org.sinopia.xrf.pigment.LibraryPigment;

/**
 * Scans like a given one: paintings with pigments and on grounds that explain its pixels, by
 * instruments near the one estimated.
 */
final class SimulatedDomain {
  private static final int MAX_RECIPES = 160;

  /** How far from that mean most paintings lie, a CIE76 difference. */
  private static final double NEAR = 12;

  /** How far the others lie. */
  private static final double FAR = 30;

  private static final double FAR_SHARE = 0.5;
  private static final long COLOURS = 0x436F6C6F7572L;

  private final List<DomainSearch.Tried> kept;
  private final List<PaintedScans> scans;
  private final long seed;
  private final PaintingColours colours = PaintingColours.builtin();

  /**
   * Of what {@link DomainSearch} has found.
   *
   * @param kept at least one
   * @param axis of the scans
   */
  SimulatedDomain(List<DomainSearch.Tried> kept, EnergyAxis axis, AdaptConfig config) {
    this.kept = List.copyOf(kept);
    this.seed = config.seed();
    this.scans =
        kept.stream()
            .map(
                tried ->
                    new PaintedScans(
                        tried.draw().config(MAX_RECIPES, config.stacks()),
                        Optional.of(tried.draw().instrument()),
                        Optional.of(axis),
                        Optional.empty(),
                        config.seed() + tried.number()))
            .toList();
  }

  /** The tubes of the kept draws. */
  Estimate tube() {
    DoubleSummaryStatistics kilovolts =
        kept.stream()
            .mapToDouble(tried -> tried.draw().instrument().tube().kilovolts())
            .summaryStatistics();
    Estimate anodes =
        estimate("tube", kept.stream().map(tried -> tried.draw().instrument().tube().anode()));
    return new Estimate(
        anodes.what(),
        String.format(
            Locale.ROOT,
            "%s; %.0f to %.0f kV",
            anodes.value(),
            kilovolts.getMin(),
            kilovolts.getMax()),
        anodes.evidence());
  }

  /** The instrument of the best draw. */
  Instrument instrument() {
    return kept.getFirst().draw().instrument();
  }

  /** The grounds of the kept draws. */
  Estimate ground() {
    return estimate("ground", kept.stream().map(tried -> tried.draw().ground().label()));
  }

  /** The pigments of the kept draws. */
  Estimate pigments() {
    return estimate(
        "painted",
        kept.stream().flatMap(tried -> tried.draw().palette().stream().map(LibraryPigment::name)));
  }

  private Estimate estimate(String what, Stream<String> names) {
    TreeMap<String, Integer> times = new TreeMap<>();
    names.forEach(name -> times.merge(name, 1, Integer::sum));
    String listed =
        times.keySet().stream()
            .sorted(
                Comparator.comparingInt((String name) -> -times.get(name))
                    .thenComparing(Comparator.naturalOrder()))
            .map(name -> name + " " + times.get(name))
            .collect(Collectors.joining(", "));
    return new Estimate(
        what,
        listed,
        String.format(
            Locale.ROOT,
            "of %d simulated paintings that explain the scan best, log likelihood %.1f to %.1f",
            kept.size(),
            kept.getFirst().likelihood(),
            kept.getLast().likelihood()));
  }

  /**
   * Paintings of pictures, by name in their order, made on all cores; each of the kept draws scans
   * one in turn. The same arguments give the same paintings.
   *
   * @param pictures by name, made on several threads
   * @param mean near which lies that of the paintings whose colours they take, if not their own
   */
  SequencedMap<String, SyntheticPainting> paintings(
      SequencedMap<String, Supplier<Picture>> pictures, Optional<Lab> mean) {
    List<String> names = List.copyOf(pictures.keySet());
    List<SyntheticPainting> made =
        IntStream.range(0, names.size())
            .parallel()
            .mapToObj(
                i -> {
                  String name = names.get(i);
                  Picture picture = pictures.get(name).get();
                  return scans
                      .get(i % scans.size())
                      .of(name, name, mean.map(m -> coloured(picture, m, i)).orElse(picture));
                })
            .toList();
    SequencedMap<String, SyntheticPainting> all = new LinkedHashMap<>();
    made.forEach(painting -> all.put(painting.name(), painting));
    return all;
  }

  private Picture coloured(Picture picture, Lab mean, int number) {
    RandomStream random = new RandomStream(seed, COLOURS, number);
    double spread = random.uniform() < FAR_SHARE ? FAR : NEAR;
    return colours.near(mean, spread, random).applied(picture, random);
  }
}
