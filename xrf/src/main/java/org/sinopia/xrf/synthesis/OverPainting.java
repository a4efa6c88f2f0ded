package org.sinopia.xrf.synthesis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.sinopia.xrf.EnergyAxis;
import org.sinopia.xrf.cube.Tile;
import org.sinopia.xrf.pigment.Palette;
import org.sinopia.xrf.pigment.SimulatedPalette;
import org.sinopia.xrf.spectrum.Spectrum;

/**
 * A picture painted over another, so that recovering the lost one can be studied: each pixel is a
 * coat of the upper paint on a coat of the lower on the ground. The spectrum of a mixture p over a
 * mixture q is Σ s<sub>p</sub>·s<sub>q</sub>·S<sub>pq</sub>, with S<sub>pq</sub> the simulated
 * spectrum of one pigment's coat over another's, in which the upper absorbs what comes from below.
 * Immutable.
 */
public final class OverPainting implements SpectrumMap {

  private final PaintedPicture surface;
  private final PaintedPicture hidden;
  private final List<Spectrum> spectra;

  /** One pigment over another, by their places in their palettes. */
  private record Coats(int upper, int lower) implements Comparable<Coats> {
    @Override
    public int compareTo(Coats other) {
      int byUpper = Integer.compare(upper, other.upper);
      return byUpper != 0 ? byUpper : Integer.compare(lower, other.lower);
    }
  }

  /**
   * Lays one picture over another of the same size.
   *
   * @param surface the picture that is seen
   * @param hidden the picture under it
   * @param chemistry the recipes of all pigments of both, and the ground
   * @throws IllegalArgumentException if the sizes or axes differ, or a pigment has no recipe
   */
  public OverPainting(PaintedPicture surface, PaintedPicture hidden, SimulatedPalette chemistry) {
    if (surface.height() != hidden.height() || surface.width() != hidden.width()) {
      throw new IllegalArgumentException(
          "over-painting: %d x %d pixels over %d x %d, expected the same size"
              .formatted(surface.height(), surface.width(), hidden.height(), hidden.width()));
    }
    if (!surface.axis().equals(hidden.axis())) {
      throw new IllegalArgumentException(
          "over-painting: %s over %s, expected the same axis"
              .formatted(surface.axis(), hidden.axis()));
    }
    this.surface = surface;
    this.hidden = hidden;
    this.spectra = spectra(chemistry);
  }

  private List<Spectrum> spectra(SimulatedPalette chemistry) {
    List<double[]> upper = shares(surface);
    List<double[]> lower = shares(hidden);
    TreeSet<Coats> needed = new TreeSet<>();
    upper.forEach(s -> lower.forEach(t -> needed.addAll(coats(s, t))));
    Palette upperPalette = surface.mixing().palette();
    Palette lowerPalette = hidden.mixing().palette();
    Map<Coats, Spectrum> layered =
        needed.parallelStream()
            .collect(
                Collectors.toMap(
                    Function.identity(),
                    pair ->
                        chemistry.spectrum(
                            axis(),
                            List.of(
                                upperPalette.pigments().get(pair.upper).name(),
                                lowerPalette.pigments().get(pair.lower).name()))));
    List<Spectrum> mixed = new ArrayList<>();
    for (double[] s : upper) {
      for (double[] t : lower) {
        double[] sum = new double[axis().bins()];
        for (Coats pair : coats(s, t)) {
          PigmentMixing.addScaled(sum, s[pair.upper] * t[pair.lower], layered.get(pair));
        }
        mixed.add(Spectrum.ofCounts(axis(), sum));
      }
    }
    return List.copyOf(mixed);
  }

  private static List<double[]> shares(PaintedPicture picture) {
    return picture.clusters().colours().stream().map(picture.mixing()::shares).toList();
  }

  private static List<Coats> coats(double[] upper, double[] lower) {
    return IntStream.range(0, upper.length)
        .filter(p -> upper[p] > 0)
        .boxed()
        .flatMap(
            p ->
                IntStream.range(0, lower.length)
                    .filter(q -> lower[q] > 0)
                    .mapToObj(q -> new Coats(p, q)))
        .toList();
  }

  @Override
  public int height() {
    return surface.height();
  }

  @Override
  public int width() {
    return surface.width();
  }

  @Override
  public EnergyAxis axis() {
    return surface.axis();
  }

  @Override
  public int kinds() {
    return surface.kinds() * hidden.kinds();
  }

  @Override
  public void kinds(Tile tile, int[] kinds) {
    int[] below = new int[(int) tile.pixels()];
    surface.kinds(tile, kinds);
    hidden.kinds(tile, below);
    for (int i = 0; i < below.length; i++) {
      kinds[i] = kinds[i] * hidden.kinds() + below[i];
    }
  }

  @Override
  public Spectrum spectrum(int kind) {
    return spectra.get(kind);
  }

  @Override
  public String dominant(int kind) {
    return surface.dominant(kind / hidden.kinds());
  }

  @Override
  public Map<String, Object> attributes() {
    Map<String, Object> attributes = new TreeMap<>(surface.attributes());
    hidden.attributes().forEach((name, value) -> attributes.put("hidden_" + name, value));
    return attributes;
  }
}
