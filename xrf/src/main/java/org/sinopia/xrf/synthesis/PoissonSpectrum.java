package org.sinopia.xrf.synthesis;

import java.util.Arrays;
import org.sinopia.tensor.random.PhotonSampler;

/**
 * Draws spectra whose bins are independent Poisson numbers of given means. The mean of each bin is
 * taken apart into steps of the {@link PoissonLadder} and a rest below 1; each step costs one
 * random word, and the rests of all bins are one Poisson number of photons, each of which falls
 * into a bin by an {@link AliasTable}. So the time for n photons in b bins grows as b·log(n/b).
 *
 * <p>Immutable.
 */
final class PoissonSpectrum {

  private static final PoissonLadder LADDER = PoissonLadder.get();

  // A pixel's photons use the stream of its number; these are out of the way.
  private static final long WORDS = 1L << 61;

  private final int[] bins;
  private final int[] steps;
  private final int restLow;
  private final AliasTable restCount;
  private final AliasTable rest;

  /**
   * Takes means apart.
   *
   * @param means of each bin, finite, from 0
   * @param scale they are multiplied with, from 0
   */
  PoissonSpectrum(double[] means, double scale) {
    int[] binOf = new int[means.length];
    int[] stepOf = new int[means.length];
    double[] rests = new double[means.length];
    double total = 0;
    int size = 0;
    for (int bin = 0; bin < means.length; bin++) {
      double left = means[bin] * scale;
      while (left >= 1) {
        if (size == binOf.length) {
          binOf = Arrays.copyOf(binOf, 2 * size);
          stepOf = Arrays.copyOf(stepOf, 2 * size);
        }
        int step = LADDER.step(left);
        binOf[size] = bin;
        stepOf[size++] = step;
        left -= LADDER.mean(step);
      }
      rests[bin] = left;
      total += left;
    }
    this.bins = Arrays.copyOf(binOf, size);
    this.steps = Arrays.copyOf(stepOf, size);
    boolean empty = total < Double.MIN_NORMAL;
    this.restLow = empty ? 0 : PoissonLadder.low(total);
    this.restCount = empty ? null : PoissonLadder.table(total);
    this.rest = empty ? null : AliasTable.of(rests);
  }

  /** A thread's memory for draws. */
  static final class Scratch {
    private final PhotonSampler sampler;
    private int[] words = new int[1024];

    Scratch(long seed) {
      this.sampler = new PhotonSampler(seed);
    }
  }

  /**
   * Adds a spectrum to counts.
   *
   * @param stream number of the pixel's random stream, of at most 60 bits
   * @param counts added to; as many as bins, rounded up to a power of two that is at least 2
   */
  void draw(long stream, Scratch scratch, int[] counts) {
    int wanted = bins.length + 1;
    if (scratch.words.length < wanted) {
      scratch.words = new int[2 * wanted];
    }
    int[] words = scratch.words;
    scratch.sampler.words(WORDS + stream, wanted, words);
    for (int i = 0; i < bins.length; i++) {
      counts[bins[i]] += LADDER.draw(steps[i], words[i]);
    }
    if (rest != null) {
      int photons = restLow + restCount.draw(words[bins.length]);
      scratch.sampler.draw(rest.entries(), stream, photons, counts);
    }
  }
}
