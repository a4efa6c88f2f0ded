package org.sinopia.train.adapt;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.sinopia.train.data.PaintedScans;
import org.sinopia.train.data.SyntheticPainting;
import org.sinopia.train.data.spectra.ScanMoments;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.RandomStream;
import org.sinopia.xrf.instrument.Channels;
import org.sinopia.xrf.instrument.Instrument;
import org.sinopia.xrf.instrument.SpectrumTable;
import org.sinopia.xrf.paint.GroundKind;
import org.sinopia.xrf.paint.ScannedSurface;
import org.sinopia.xrf.paint.SurfaceConfig;
import org.sinopia.xrf.paint.SurfacePainter;
import org.sinopia.xrf.painting.Painter;
import org.sinopia.xrf.picture.Picture;
import org.sinopia.xrf.pigment.PigmentLibrary;

/**
 * Scans like a given one: paintings with the pigments that can be there, by instruments near the
 * one estimated, on grounds that give much the same mean spectrum. Properties that cannot be
 * estimated are drawn at random, a small painting is scanned by each draw, and those draws are kept
 * whose mean spectra are most like the given scan's (approximate Bayesian computation by rejection,
 * Pritchard et al. 1999, Mol. Biol. Evol. 16, 1791).
 */
final class SimulatedDomain {
  private static final long STREAM = 0x446F6D61696EL;
  private static final int TRIAL_SIDE = 24;
  private static final int TRIAL_RECIPES = 24;
  private static final int TRIAL_STACKS = 40;
  private static final int MAX_RECIPES = 160;

  private final List<Candidate> kept;
  private final List<Double> distances;

  /**
   * A draw that was kept.
   *
   * @param scans what paints and scans
   * @param ground that is painted on
   */
  private record Candidate(PaintedScans scans, GroundKind ground) {}

  /** The properties that are drawn at random. */
  private record Draw(
      PigmentLibrary pigments, String era, GroundKind ground, Instrument instrument) {
    private SurfaceConfig config(int recipes, int stacks) {
      return new SurfaceConfig(
          pigments,
          Optional.of(era),
          Optional.of(ground),
          SurfaceConfig.DEFAULT.strokePixels(),
          recipes,
          stacks);
    }
  }

  /**
   * The scan that draws should resemble.
   *
   * @param look what the scan was taken for
   * @param scan its mean spectrum on {@code axis}
   * @param axis of the scans to be made
   * @param ground what it is painted on, if that is known
   * @param exact whether the instrument is known, so that none near it is tried
   */
  record Wanted(
      ScanLook look,
      ScanMoments scan,
      EnergyAxis axis,
      Optional<GroundKind> ground,
      boolean exact) {}

  private SimulatedDomain(List<Candidate> kept, List<Double> distances) {
    this.kept = kept;
    this.distances = distances;
  }

  /**
   * Finds a domain.
   *
   * @param config how many draws are tried and kept
   */
  static SimulatedDomain find(Wanted wanted, PigmentLibrary library, AdaptConfig config) {
    PigmentLibrary pigments = wanted.look().pigments().restricted(library);
    List<Draw> draws =
        IntStream.range(0, config.trials())
            .mapToObj(i -> draw(wanted, pigments, config.seed(), i))
            .toList();
    float[] aim = wanted.scan().spectrum();
    double[] distance =
        IntStream.range(0, draws.size())
            .parallel()
            .mapToDouble(i -> distance(trial(wanted, draws.get(i), config.seed() + i), aim))
            .toArray();
    List<Integer> order =
        IntStream.range(0, draws.size())
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> distance[i]))
            .limit(config.kept())
            .toList();
    return new SimulatedDomain(
        order.stream()
            .map(i -> candidate(wanted, draws.get(i), config.stacks(), config.seed() + i))
            .toList(),
        order.stream().map(i -> distance[i]).toList());
  }

  private static Draw draw(Wanted wanted, PigmentLibrary pigments, long seed, int number) {
    RandomStream random = new RandomStream(seed, STREAM, number);
    List<String> eras = wanted.look().pigments().eras();
    String era = FoundPigments.paletteOf(eras.get(random.below(eras.size())));
    GroundKind[] kinds = GroundKind.values();
    GroundKind any = kinds[random.below(kinds.length)];
    Instrument instrument =
        wanted.exact()
            ? wanted.look().instrument()
            : InstrumentGuess.near(wanted.look().instrument(), seed, number);
    return new Draw(
        pigments,
        era,
        wanted.ground().orElse(any),
        instrument.withCounts(Math.max(1, wanted.scan().counts())));
  }

  /** A small painting of a draw and what it emits. */
  private static ScannedSurface trial(Wanted wanted, Draw draw, long seed) {
    EnergyAxis axis = wanted.axis();
    Instrument instrument =
        InstrumentGuess.withAxis(
            draw.instrument, new Channels(axis.bins(), axis.centreKev(0), axis.widthKev()));
    return new ScannedSurface(
        SurfacePainter.paint(
            Painter.paint(TRIAL_SIDE, TRIAL_SIDE, seed),
            draw.config(TRIAL_RECIPES, TRIAL_STACKS),
            seed),
        instrument,
        new SpectrumTable(instrument),
        draw.instrument.energyAxis().toKev());
  }

  private static Candidate candidate(Wanted wanted, Draw draw, int stacks, long seed) {
    PaintedScans scans =
        new PaintedScans(
            draw.config(MAX_RECIPES, stacks),
            Optional.of(draw.instrument),
            Optional.of(wanted.axis()),
            Optional.empty(),
            seed);
    return new Candidate(scans, draw.ground);
  }

  /** Squared Hellinger distance of the mean spectrum from another, given as roots. */
  private static double distance(ScannedSurface scan, float[] aim) {
    double[] sum = new double[aim.length];
    int[] pixels = new int[scan.kinds()];
    for (int stack : scan.surface().stackOf()) {
      pixels[stack]++;
    }
    double total = 0;
    for (int kind = 0; kind < pixels.length; kind++) {
      double[] expected = scan.expected(kind);
      for (int b = 0; b < sum.length; b++) {
        sum[b] += pixels[kind] * expected[b];
        total += pixels[kind] * expected[b];
      }
    }
    double distance = 0;
    for (int b = 0; b < sum.length; b++) {
      double difference = Math.sqrt(sum[b] / total) - aim[b];
      distance += difference * difference / 2;
    }
    return distance;
  }

  /** The ground of the kept draws, for the report. */
  Estimate ground() {
    TreeMap<String, Integer> grounds = new TreeMap<>();
    kept.forEach(c -> grounds.merge(c.ground.label(), 1, Integer::sum));
    List<String> names =
        grounds.keySet().stream()
            .sorted(
                Comparator.comparingInt((String g) -> -grounds.get(g))
                    .thenComparing(Comparator.naturalOrder()))
            .toList();
    return new Estimate(
        "ground",
        String.join(", ", names),
        String.format(
            Locale.ROOT,
            "simulated mean spectra are like the scan's: squared Hellinger distance %.3f to %.3f",
            distances.getFirst(),
            distances.getLast()));
  }

  /**
   * A painting and its scan; the same for the same arguments.
   *
   * @param name its name
   * @param number which of the draws that were kept scans it, taken in turns
   */
  SyntheticPainting painting(String name, Picture picture, int number) {
    return kept.get(number % kept.size()).scans.of(name, name, picture);
  }

  /** Paintings of pictures, by name in their order, made on all cores. */
  SequencedMap<String, SyntheticPainting> paintings(SequencedMap<String, Picture> pictures) {
    List<String> names = List.copyOf(pictures.keySet());
    List<SyntheticPainting> made =
        new ArrayList<>(
            IntStream.range(0, names.size())
                .parallel()
                .mapToObj(i -> painting(names.get(i), pictures.get(names.get(i)), i))
                .toList());
    SequencedMap<String, SyntheticPainting> all = new LinkedHashMap<>();
    made.forEach(painting -> all.put(painting.name(), painting));
    return all;
  }
}
