package org.sinopia.train.adapt;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.sinopia.train.baseline.KnownPaint;
import org.sinopia.train.data.PictureVariation;
import org.sinopia.train.data.spectra.ScanMoments;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.RandomStream;
import org.sinopia.xrf.instrument.Channels;
import org.sinopia.xrf.instrument.Instrument;
import org.sinopia.xrf.instrument.SpectrumTable;
import org.sinopia.xrf.paint.GroundKind;
import org.sinopia.xrf.paint.PaintedSurface;
import org.sinopia.xrf.paint.ScannedSurface;
import org.sinopia.xrf.paint.SurfacePainter;
import org.sinopia.xrf.painting.Painter;
import org.sinopia.xrf.pigment.LibraryPigment;
import org.sinopia.xrf.pigment.PigmentLibrary;

/**
 * Looks for pigments, grounds and instruments that explain a scan. Those that no line tells are
 * drawn at random, a small painting is scanned by each draw, and the draws whose paints explain the
 * scan's pixels best are kept. Further rounds draw near those kept: with a few pigments more, of
 * which the painter leaves out some. This is approximate Bayesian computation by sequential Monte
 * Carlo (Toni et al. 2009, J. R. Soc. Interface 6, 187) with {@link PaintLikelihood} in place of a
 * distance.
 */
final class DomainSearch {
  private static final long STREAM = 0x446F6D61696EL;
  private static final int ROUNDS = 3;
  private static final double LIKELY_ERA = 0.8;
  private static final double GUESSED = 0.75;
  private static final int MORE_PIGMENTS = 3;
  private static final double ANOTHER = 0.25;
  private static final int SIDE = 24;
  private static final int RECIPES = 24;
  private static final int STACKS = 40;

  private final Wanted wanted;
  private final PigmentLibrary pigments;
  private final PaintLikelihood likelihood;
  private final AdaptConfig config;

  /**
   * The scan that draws should explain.
   *
   * @param look what the scan was taken for
   * @param scan its moments on {@code axis}
   * @param pixels counts of some of its pixels on that axis
   * @param axis of the scans to be made
   * @param ground what it is painted on, if that is known
   * @param exact whether the instrument is known, so that none near it is tried
   */
  record Wanted(
      ScanLook look,
      ScanMoments scan,
      List<float[]> pixels,
      EnergyAxis axis,
      Optional<GroundKind> ground,
      boolean exact) {}

  /**
   * A draw that was tried.
   *
   * @param draw with the pigments of the painting that it was tried with
   * @param likelihood the mean log likelihood of a pixel
   * @param number of the trial
   */
  record Tried(DomainDraw draw, double likelihood, int number) {}

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
  }

  /** The draws that explain the scan best, the best first. */
  List<Tried> best() {
    int tried = config.trials();
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

  private List<Tried> best(Stream<Tried> tried) {
    return tried
        .sorted(
            Comparator.comparingDouble((Tried t) -> -t.likelihood())
                .thenComparingInt(Tried::number))
        .limit(config.kept())
        .toList();
  }

  private DomainDraw any(int number) {
    RandomStream random = new RandomStream(config.seed(), STREAM, number);
    FoundPigments found = wanted.look().pigments();
    boolean likely = random.uniform() < LIKELY_ERA || found.others().isEmpty();
    List<String> eras = likely ? found.eras() : found.others();
    String era = FoundPigments.paletteOf(eras.get(random.below(eras.size())));
    return new DomainDraw(pigments, era, anyGround(random), instrument(number, random));
  }

  /** Now and then another ground, another instrument; always a few pigments more. */
  private DomainDraw near(DomainDraw parent, int number) {
    RandomStream random = new RandomStream(config.seed(), STREAM, number);
    List<LibraryPigment> palette = new ArrayList<>(parent.palette());
    List<LibraryPigment> others = new ArrayList<>(pigments.palette(parent.era()));
    others.removeIf(
        other -> palette.stream().anyMatch(pigment -> pigment.name().equals(other.name())));
    for (int i = random.below(MORE_PIGMENTS + 1); i > 0 && !others.isEmpty(); i--) {
      palette.add(others.remove(random.below(others.size())));
    }
    GroundKind ground = random.uniform() < ANOTHER ? anyGround(random) : parent.ground();
    Instrument instrument =
        random.uniform() < ANOTHER ? instrument(number, random) : parent.instrument();
    return new DomainDraw(pigments, parent.era(), ground, instrument).with(palette);
  }

  private GroundKind anyGround(RandomStream random) {
    GroundKind[] kinds = GroundKind.values();
    GroundKind any = kinds[random.below(kinds.length)];
    return wanted.ground().orElse(any);
  }

  private Instrument instrument(int number, RandomStream random) {
    Instrument estimated = wanted.look().instrument();
    Instrument drawn =
        wanted.exact()
            ? estimated
            : random.uniform() < GUESSED
                ? InstrumentGuess.near(estimated, config.seed(), number)
                : InstrumentGuess.any(estimated, random.word());
    return drawn.withCounts(Math.max(1, wanted.scan().counts()));
  }

  /** Paints a small picture, in any hues, and scans it. */
  private Tried tried(DomainDraw draw, int number) {
    long seed = config.seed() + number;
    Instrument instrument = draw.instrument().withAxis(Channels.of(wanted.axis()));
    PaintedSurface painting =
        SurfacePainter.paint(
            PictureVariation.of(Painter.paint(2 * SIDE, 2 * SIDE, seed), SIDE, Math.PI, seed),
            draw.config(RECIPES, STACKS),
            seed);
    ScannedSurface scan =
        new ScannedSurface(
            painting,
            instrument,
            new SpectrumTable(instrument),
            draw.instrument().energyAxis().toKev());
    return new Tried(draw.of(painting), likelihood.of(KnownPaint.of(scan)), number);
  }
}
