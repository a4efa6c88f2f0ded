package org.sinopia.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;
import org.sinopia.autograd.Tape;
import org.sinopia.autograd.Variable;
import org.sinopia.nn.ParameterStore;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.FiniteGuard;
import org.sinopia.tensor.NonFiniteException;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.random.Philox;

/**
 * One step of training after another: forward, backward, clipping, AdamW, moving average. A step
 * runs in one scope that is rewound before the next, so addresses repeat and no device memory is
 * allocated after the first. On a device that records, a GPU, the passes forward and backward are
 * recorded once and replayed. A step follows from {@link #state()}, its number and the arguments
 * alone, and is the same to the bit either way: random numbers are keyed by (seed, step).
 *
 * <p>The loss and the gradient's norm are looked at before any weight moves, which is the only time
 * that a step waits for the device. If one is not finite, the pass is run again with every op
 * watched, and the exception names the op; the weights are still those of the step before.
 *
 * <p>Belongs to one thread at a time.
 */
public final class TrainingStep implements AutoCloseable {
  /** The prefix of names of weights in {@link #state()}. */
  public static final String WEIGHTS = "weight:";

  /** The prefix of names of averaged weights in {@link #state()}. */
  public static final String AVERAGES = "average:";

  private static final String FIRST_MOMENTS = "first_moment:";
  private static final String SECOND_MOMENTS = "second_moment:";

  private final ParameterStore store;
  private final long seed;
  private final AdamW optimiser;
  private final Optional<MovingAverage> average;
  private final CapturedPasses passes;

  /**
   * The result of a step.
   *
   * @param loss before the step
   * @param terms of it that the objective reports, by name
   * @param gradientNorm before clipping
   */
  public record Outcome(double loss, SequencedMap<String, Double> terms, double gradientNorm) {
    private static Outcome of(CapturedPasses.Pass pass) {
      SequencedMap<String, Double> terms = new LinkedHashMap<>();
      pass.loss().terms().forEach((name, term) -> terms.put(name, term.value().item()));
      return new Outcome(pass.loss().total().value().item(), terms, pass.norm().item());
    }
  }

  /**
   * Steps of a model whose parameters are in {@code store}.
   *
   * @param seed of dropout and all else that a step draws
   */
  public TrainingStep(ParameterStore store, OptimiserConfig config, long seed) {
    this.store = store;
    this.seed = seed;
    this.optimiser = new AdamW(store, config);
    this.average =
        config.averageDecay() > 0
            ? Optional.of(new MovingAverage(store, config.averageDecay()))
            : Optional.empty();
    this.passes = new CapturedPasses(store);
  }

  /**
   * Makes one step. Where the device records, that is from the third step of a kind on a replay of
   * what was recorded at the second.
   *
   * @param step its number from 0, one more at each call
   * @param learningRate 0 or more
   * @throws NonFiniteException if the loss or a gradient is NaN or infinite, naming step and op;
   *     the weights have not moved
   */
  public Outcome run(long step, double learningRate, Objective objective) {
    return finish(step, learningRate, objective, passes.run(seedOf(step), objective));
  }

  /**
   * Makes one step towards an objective that is unlike any other, so it is never recorded.
   *
   * @param step its number from 0, one more at each call
   * @param learningRate 0 or more
   * @param loss a scalar, the same each time it is computed on a tape of the same seed; tensors
   *     made in the tape's scope last until the next step
   * @throws NonFiniteException as above
   */
  public Outcome run(long step, double learningRate, Function<Tape, Variable> loss) {
    Objective objective = new Objective(List.of(), loss, (tape, _) -> new Loss(loss.apply(tape)));
    return finish(step, learningRate, objective, passes.runPlainly(seedOf(step), objective));
  }

  private Outcome finish(
      long step, double learningRate, Objective objective, CapturedPasses.Pass pass) {
    Outcome outcome = Outcome.of(pass);
    if (!Double.isFinite(outcome.loss()) || !Double.isFinite(outcome.gradientNorm())) {
      throw blame(step, outcome, objective);
    }
    optimiser.step(step + 1, learningRate, pass.norm());
    average.ifPresent(a -> a.update(step));
    return outcome;
  }

  /** The run's seed keys one stream for this alone, of which each step has two words. */
  private long seedOf(long step) {
    int[] words = new int[4];
    Philox.block(seed, Long.MIN_VALUE, step, words, 0);
    return Integer.toUnsignedLong(words[0]) | (long) words[1] << Integer.SIZE;
  }

  private NonFiniteException blame(long step, Outcome outcome, Objective objective) {
    String what =
        Double.isFinite(outcome.loss())
            ? "the gradient's norm is " + outcome.gradientNorm()
            : "the loss is " + outcome.loss();
    String culprit =
        "no op did so when the step was repeated; is the objective the same each time?";
    try (Device.Observation _ = store.scope().device().observe(new FiniteGuard())) {
      passes.runPlainly(seedOf(step), objective);
    } catch (NonFiniteException e) {
      culprit = e.getMessage();
    }
    return new NonFiniteException("step " + step + ": " + what + ": " + culprit);
  }

  /** The moving average of the weights, if the configuration asks for one. */
  public Optional<MovingAverage> average() {
    return average;
  }

  /**
   * Everything on the device that the next step depends on, by name: weights, both moments, the
   * average if there is one. Writing to these tensors changes the next step.
   */
  public SequencedMap<String, Tensor> state() {
    SequencedMap<String, Tensor> state = new LinkedHashMap<>();
    add(state, WEIGHTS, store.values());
    add(state, FIRST_MOMENTS, optimiser.firstMoment());
    add(state, SECOND_MOMENTS, optimiser.secondMoment());
    average.ifPresent(a -> add(state, AVERAGES, a.average()));
    return state;
  }

  private void add(SequencedMap<String, Tensor> state, String prefix, Tensor flat) {
    store.parts(flat).forEach((name, part) -> state.put(prefix + name, part));
  }

  /**
   * The most bytes that tensors of the last step took at a time, without those of {@link #state}.
   */
  public long peakBytes() {
    return passes.scope().peakBytes();
  }

  /** Ends the scope of steps; the parameters and what belongs to them live on. */
  @Override
  public void close() {
    passes.close();
  }
}
