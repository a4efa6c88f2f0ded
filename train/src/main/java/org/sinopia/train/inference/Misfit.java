package org.sinopia.train.inference;

import java.util.Optional;
import org.sinopia.autograd.Tape;
import org.sinopia.nn.model.VariationalEmbedder;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.train.data.Evidence;
import org.sinopia.train.data.spectra.ScanMoments;
import org.sinopia.train.data.spectra.SpectrumScaling;
import org.sinopia.train.model.EmbedderDescription;

/** Compares spectra with what their latents decode to, a batch at a time. */
final class Misfit {
  private final EmbedderDescription description;
  private final VariationalEmbedder model;
  private final Scope step;

  // Batches share these arrays: new ones, of megabytes each, would fill the heap to its limit.
  private float[] scaled = {};
  private float[] decoded = {};

  private float[] totals = {};
  private float[] perUnit = {};

  Misfit(EmbedderDescription description, VariationalEmbedder model, Scope step) {
    this.description = description;
    this.model = model;
    this.step = step;
  }

  /**
   * Remembers a batch of counts before they are scaled.
   *
   * @param counts [count, bins]; left as they are
   * @return the same at the start of an array, scaled; not to be changed before they are measured
   */
  float[] watch(float[] counts, int count, Optional<ScanMoments> scan) {
    int bins = model.config().bins();
    if (scaled.length < count * bins) {
      scaled = new float[count * bins];
      decoded = new float[count * bins];
    }
    System.arraycopy(counts, 0, scaled, 0, count * bins);
    totals = new float[count];
    perUnit = new float[count];
    ScanMoments mean = scan.orElseGet(() -> new ScanMoments.Sum(bins).moments());
    for (int i = 0; i < count; i++) {
      float total = 0;
      for (int bin = 0; bin < bins; bin++) {
        float x = counts[i * bins + bin];
        total += x > 0 && x <= Float.MAX_VALUE ? x : 0;
      }
      totals[i] = total;
      perUnit[i] = description.scaling().byScan() ? (float) mean.counts() : total;
      description.scaling().apply(scaled, i * bins, bins, mean);
    }
    return scaled;
  }

  /**
   * Measures the batch that was watched last.
   *
   * @param mu its latents, [count, latent]
   * @param context the scan's moments, [1, 2 · bins], if the model reads them
   * @param firstPixel of the batch
   */
  void measure(Tensor mu, Optional<Tensor> context, int firstPixel, Evidence into) {
    int bins = model.config().bins();
    Tape tape = Tape.inference(step, 0);
    model.decode(tape.constant(mu), context.map(tape::constant)).value().copyTo(decoded);
    boolean roots = description.scaling() == SpectrumScaling.SQRT || description.scaling().byScan();
    for (int i = 0; i < totals.length; i++) {
      double sum = 0;
      for (int bin = 0; bin < bins; bin++) {
        double x = root(scaled[i * bins + bin], roots);
        double y = root(decoded[i * bins + bin], roots);
        sum += (x - y) * (x - y);
      }
      into.set(firstPixel + i, totals[i], (float) (4 * perUnit[i] * sum));
    }
  }

  /** The other scalings are of counts themselves. */
  private static double root(float x, boolean already) {
    return already ? x : Math.sqrt(Math.max(x, 0));
  }
}
