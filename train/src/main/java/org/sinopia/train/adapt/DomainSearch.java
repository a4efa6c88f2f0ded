package org.sinopia.train.adapt;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.sinopia.train.baseline.KnownPaint;
import org.sinopia.train.data.PaintingColours;
import org.sinopia.train.data.PictureVariation;
import org.sinopia.train.data.spectra.ScanMoments;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.RandomStream;
import org.sinopia.xrf.colour.Lab;
import org.sinopia.xrf.instrument.Channels;
import org.sinopia.xrf.instrument.Instrument;
import org.sinopia.xrf.instrument.SpectrumTable;
import org.sinopia.xrf.paint.GroundKind;
import org.sinopia.xrf.paint.PaintedSurface;
import org.sinopia.xrf.paint.ScannedSurface;
import org.sinopia.xrf.paint.SurfacePainter;
import org.sinopia.xrf.painting.Painter;
import org.sinopia.xrf.picture.Picture;
import org.sinopia.xrf.pigment.PigmentLibrary;

/**
 * Looks for materials and instruments that explain a scan. The first draws are random; a small
 * painting is scanned by each, and the draws whose paints explain the scan's pixels best are kept.
 * Each further round takes small steps from those kept. This is approximate Bayesian computation by
 * sequential Monte Carlo (Toni et al. 2009, J. R. Soc. Interface 6, 187) with {@link
 * PaintLikelihood} in place of a distance.
 */
final class DomainSearch {
  private static final long STREAM = 0x446F6D61696EL;
  private static final long COLOURS = 0x436F6C6F7572L;
  private static final int ROUNDS = 8;
  private static final double GUESSED = 0.5;
  private static final double LIKELY_ERA = 0.7;
  private static final int SIDE = 24;
  private static final int RECIPES = 24;
  private static final int STACKS = 40;
  private static final int PICTURES = 64;

  private static final double NEARLY = 0.01;
  private static final Comparator<Tried> BEST_FIRST =
      Comparator.comparingDouble((Tried t) -> -t.likelihood()).thenComparingInt(Tried::number);

  private final Wanted wanted;
  private final PigmentLibrary pigments;
  private final PaintLikelihood likelihood;
  private final AdaptConfig config;
  private final List<Picture> pictures;

  /**
   * The scan that draws should explain.
   *
   * @param look what the scan was taken for
   * @param scan its moments on {@code axis}
   * @param pixels counts of some of its pixels on that axis
   * @param axis of the scans to be made
   * @param mean about the mean of its colours
   * @param ground what it is painted on, if that is known
   * @param exact whether the instrument is known, so that none near it is tried
   */
  record Wanted(
      ScanLook look,
      ScanMoments scan,
      List<float[]> pixels,
      EnergyAxis axis,
      Lab mean,
      Optional<GroundKind> ground,
      boolean exact) {}

  /**
   * A draw that was tried.
   *
   * @param draw with the pigments of the painting that it was tried with
   * @param likelihood the mean log likelihood of a pixel
   * @param number of the trial
   */
  record Tried(DomainDraw draw, double likelihood, int number) {
    private Kind kind() {
      return new Kind(draw.materials().era(), draw.ground());
    }
  }

  private record Kind(String era, GroundKind ground) {}

  /**
   * Prepares a search.
   *
   * @param config how many draws are tried in the first round and half as many in each further one,
   *     and how many kept
   */
  DomainSearch(Wanted wanted, PigmentLibrary library, AdaptConfig config) {
    this.wanted = wanted;
    this.pigments = wanted.look().pigments().restricted(library);
    this.likelihood = new PaintLikelihood(wanted.pixels());
    this.config = config;
    PaintingColours colours = PaintingColours.builtin();
    this.pictures =
        IntStream.range(0, PICTURES).parallel().mapToObj(i -> picture(colours, i)).toList();
  }

  private Picture picture(PaintingColours colours, int number) {
    long seed = config.seed() + number;
    RandomStream random = new RandomStream(seed, COLOURS, 0);
    return colours
        .near(wanted.mean(), random)
        .applied(PictureVariation.of(Painter.paint(2 * SIDE, 2 * SIDE, seed), SIDE, seed), random);
  }

  /** The draws that explain the scan best, the best first. */
  List<Tried> best() {
    int tried = 2 * config.trials();
    List<Tried> best = best(IntStream.range(0, tried).parallel().mapToObj(i -> tried(any(i), i)));
    for (int round = 1; round < ROUNDS; round++) {
      List<Tried> parents = best;
      int from = tried;
      tried += Math.ceilDiv(config.trials(), 2);
      Stream<Tried> near =
          IntStream.range(from, tried)
              .parallel()
              .mapToObj(i -> tried(near(parents.get((i - from) % parents.size()).draw(), i), i));
      best = best(Stream.concat(parents.stream(), near));
    }
    return best;
  }

  /**
   * The best, but of one era and ground no more than a third where others explain the scan nearly
   * as well: which is the better of these depends on the small paintings more than on the scan.
   */
  private List<Tried> best(Stream<Tried> tried) {
    List<Tried> sorted = tried.sorted(BEST_FIRST).toList();
    double floor = sorted.getFirst().likelihood() * (1 + NEARLY);
    int most = Math.ceilDiv(config.kept(), 3);
    Map<Kind, Integer> kinds = new HashMap<>();
    List<Tried> kept =
        new ArrayList<>(
            sorted.stream()
                .filter(
                    t -> t.likelihood() >= floor && kinds.merge(t.kind(), 1, Integer::sum) <= most)
                .limit(config.kept())
                .toList());
    sorted.stream()
        .filter(t -> !kept.contains(t))
        .limit(config.kept() - kept.size())
        .forEach(kept::add);
    kept.sort(BEST_FIRST);
    return List.copyOf(kept);
  }

  private DomainDraw any(int number) {
    RandomStream random = new RandomStream(config.seed(), STREAM, number);
    FoundPigments found = wanted.look().pigments();
    boolean likely = random.uniform() < LIKELY_ERA || found.others().isEmpty();
    List<String> eras = likely ? found.eras() : found.others();
    String era = eras.get(random.below(eras.size()));
    return new DomainDraw(
        pigments,
        new NearbyMaterials(pigments, wanted.ground(), random).any(FoundPigments.paletteOf(era)),
        instrument(number, random));
  }

  /** Small steps from a draw. */
  private DomainDraw near(DomainDraw parent, int number) {
    RandomStream random = new RandomStream(config.seed(), STREAM, number);
    return new DomainDraw(
        pigments,
        new NearbyMaterials(pigments, wanted.ground(), random).from(parent.materials()),
        wanted.exact()
            ? parent.instrument()
            : new NearbyInstrument(random).from(parent.instrument()));
  }

  private Instrument instrument(int number, RandomStream random) {
    Instrument estimated = wanted.look().instrument();
    Instrument drawn =
        wanted.exact()
            ? estimated
            : random.uniform() < GUESSED
                ? InstrumentGuess.near(estimated, config.seed(), number)
                : NearbyInstrument.any(estimated, random.word());
    return drawn.withCounts(Math.max(1, wanted.scan().counts()));
  }

  /** Paints a small picture and scans it. */
  private Tried tried(DomainDraw draw, int number) {
    long seed = config.seed() + number;
    Instrument instrument = draw.instrument().withAxis(Channels.of(wanted.axis()));
    Picture picture = pictures.get(number % pictures.size());
    PaintedSurface painting =
        SurfacePainter.paint(picture, draw.config(RECIPES, STACKS), draw.materials(), seed);
    ScannedSurface scan =
        new ScannedSurface(
            painting,
            instrument,
            new SpectrumTable(instrument),
            draw.instrument().energyAxis().toKev());
    return new Tried(draw, likelihood.of(KnownPaint.of(scan)), number);
  }
}
