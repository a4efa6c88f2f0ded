package org.sinopia.train.data.spectra;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.sinopia.tensor.DType;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Shape;
import org.sinopia.train.data.CubeSource;
import org.sinopia.train.data.DominantPigments;

/** Spectra that were drawn from cubes, and which pixels they are. */
public final class SpectrumDraw {
  final MemorySegment spectra;

  /** For each cube the moments of its spectra in this draw; null where there are none of it. */
  final ScanMoments[] scans;

  /** [count, 3], sRGB-encoded; null unless colours are drawn. */
  final float[] colours;

  /** For each spectrum the index of its cube. */
  final int[] cube;

  /** For each spectrum its pixel's number in its cube, row by row. */
  final long[] pixel;

  private final List<CubeSource> cubes;

  private SpectrumDraw(SpectrumSampler sampler, int count, MemorySegment spectra) {
    this.spectra = spectra;
    this.scans = new ScanMoments[sampler.cubes().size()];
    this.colours = sampler.withColours() ? new float[3 * count] : null;
    this.cube = new int[count];
    this.pixel = new long[count];
    this.cubes = sampler.cubes();
  }

  /** A draw on the heap, to be filled. */
  static SpectrumDraw onHeap(SpectrumSampler sampler, int count) {
    float[] spectra = new float[Math.multiplyExact(count, sampler.bins())];
    return new SpectrumDraw(sampler, count, MemorySegment.ofArray(spectra));
  }

  /** A draw outside the heap, to be filled again and again. */
  static SpectrumDraw in(Scope host, SpectrumSampler sampler, int count) {
    return new SpectrumDraw(
        sampler, count, host.empty(DType.F32, Shape.of(count, sampler.bins())).memory());
  }

  /** [count, bins]; a copy. */
  public float[] spectra() {
    return spectra.toArray(ValueLayout.JAVA_FLOAT);
  }

  /** [count, 2 · bins]: for each spectrum the moments of those drawn from its cube. */
  public float[] contexts() {
    float[] contexts = null;
    for (int i = 0; i < count(); i++) {
      float[] context = scans[cube[i]].context();
      if (contexts == null) {
        contexts = new float[Math.multiplyExact(count(), context.length)];
      }
      System.arraycopy(context, 0, contexts, i * context.length, context.length);
    }
    return contexts;
  }

  /** [count, 3], sRGB-encoded, if colours are drawn; not a copy. */
  public Optional<float[]> colours() {
    return Optional.ofNullable(colours);
  }

  /** How many there are. */
  public int count() {
    return cube.length;
  }

  /**
   * The pigment that each pixel holds most of.
   *
   * @param names the pigments, in the order of their places
   * @param places for each spectrum, the place of its pigment
   */
  public record Pigments(List<String> names, List<Integer> places) {
    /** The places. */
    public int[] labels() {
      return places.stream().mapToInt(Integer::intValue).toArray();
    }
  }

  /**
   * The dominant pigments, if they are known of every cube that was drawn from.
   *
   * @throws IOException if they cannot be read
   */
  public Optional<Pigments> pigments() throws IOException {
    List<String> names = new ArrayList<>();
    int[] labels = new int[count()];
    for (int c = 0; c < cubes.size(); c++) {
      int wanted = c;
      int[] drawn = IntStream.range(0, count()).filter(i -> cube[i] == wanted).toArray();
      if (drawn.length == 0) {
        continue;
      }
      Optional<DominantPigments> known = cubes.get(c).pigments();
      if (known.isEmpty()) {
        return Optional.empty();
      }
      int[] places = new int[drawn.length];
      known.get().read(Arrays.stream(drawn).mapToLong(i -> pixel[i]).toArray(), places);
      for (int i = 0; i < drawn.length; i++) {
        String name = known.get().palette().get(places[i]);
        if (!names.contains(name)) {
          names.add(name);
        }
        labels[drawn[i]] = names.indexOf(name);
      }
    }
    return Optional.of(new Pigments(names, Arrays.stream(labels).boxed().toList()));
  }
}
