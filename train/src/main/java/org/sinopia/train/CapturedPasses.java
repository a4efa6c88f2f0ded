package org.sinopia.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sinopia.autograd.Tape;
import org.sinopia.nn.ParameterStore;
import org.sinopia.tensor.Recording;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Shape;
import org.sinopia.tensor.Tensor;

/**
 * Passes forward and backward that leave gradients in a {@link ParameterStore}. Where the device
 * records, the second pass of each kind is recorded and those after it are replayed: the first may
 * still upload tables that models keep. A replay computes the same bits as the pass itself.
 *
 * <p>All passes share one scope, so what one returns lasts until the next.
 */
final class CapturedPasses implements AutoCloseable {
  /** More kinds than a run has at a time; recordings share memory, so each costs little. */
  private static final int KINDS = 4;

  private final ParameterStore store;
  private final Scope scope;
  private final Map<Kind, State> kinds = new LinkedHashMap<>();

  /**
   * The result of a pass.
   *
   * @param norm of all gradients, a scalar
   */
  record Pass(Loss loss, Tensor norm) {}

  /**
   * The properties that passes must share for a recording of one to be a recording of the other.
   */
  private record Kind(Object constants, List<Shape> shapes) {
    private static Kind of(Objective objective) {
      return new Kind(
          objective.constants(), objective.inputs().stream().map(Objective.Input::shape).toList());
    }
  }

  /** The state of passes of a kind. */
  private sealed interface State {}

  /** There was one. */
  private record Seen() implements State {}

  /** They cannot be recorded. */
  private record Unrecordable() implements State {}

  /** They can be replayed. */
  private record Recorded(Recording recording, Scope.Mark mark, List<Tensor> inputs, Pass pass)
      implements State {}

  @SuppressWarnings("MustBeClosedChecker") // closed by close
  CapturedPasses(ParameterStore store) {
    this.store = store;
    this.scope = Scope.open(store.scope().device());
  }

  /** Where passes are computed. */
  Scope scope() {
    return scope;
  }

  /** A pass, by whatever way is fastest. */
  Pass run(long seed, Objective objective) {
    Kind kind = Kind.of(objective);
    return switch (kinds.get(kind)) {
      case null -> {
        forgetOldest();
        kinds.put(kind, new Seen());
        yield runPlainly(seed, objective);
      }
      case State _ when scope.device().observed() -> runPlainly(seed, objective);
      case Seen _ -> record(kind, seed, objective).orElseGet(() -> runPlainly(seed, objective));
      case Unrecordable _ -> runPlainly(seed, objective);
      case Recorded recorded -> {
        scope.returnTo(recorded.mark());
        yield replay(recorded, seed, objective);
      }
    };
  }

  private void forgetOldest() {
    if (kinds.size() == KINDS) {
      forget(kinds.remove(kinds.keySet().iterator().next()));
    }
  }

  private static void forget(State state) {
    if (state instanceof Recorded recorded) {
      recorded.recording().close();
    }
  }

  /** A pass op by op, neither recorded nor replayed. */
  Pass runPlainly(long seed, Objective objective) {
    scope.rewind();
    return compute(seed, objective, inputs(objective));
  }

  private List<Tensor> inputs(Objective objective) {
    return objective.inputs().stream().map(input -> input.in(scope)).toList();
  }

  private Pass compute(long seed, Objective objective, List<Tensor> inputs) {
    store.clearGradients();
    Tape tape = Tape.recording(scope, seed);
    Loss loss = objective.loss().apply(tape, inputs);
    tape.backward(loss.total());
    store.completeGradients();
    return new Pass(loss, GradientNorm.of(store.gradients(), scope));
  }

  private Optional<Pass> record(Kind kind, long seed, Objective objective) {
    scope.rewind();
    List<Tensor> inputs = inputs(objective);
    Pass[] pass = new Pass[1];
    Optional<Recording> recording =
        scope.device().record(seed, () -> pass[0] = compute(seed, objective, inputs));
    if (recording.isEmpty()) {
      kinds.put(kind, new Unrecordable());
      return Optional.empty();
    }
    Recorded recorded = new Recorded(recording.get(), scope.mark(), inputs, pass[0]);
    kinds.put(kind, recorded);
    recorded.recording().replay(seed);
    return Optional.of(recorded.pass());
  }

  private static Pass replay(Recorded recorded, long seed, Objective objective) {
    for (int i = 0; i < recorded.inputs().size(); i++) {
      objective.inputs().get(i).put(recorded.inputs().get(i));
    }
    recorded.recording().replay(seed);
    return recorded.pass();
  }

  @Override
  public void close() {
    kinds.values().forEach(CapturedPasses::forget);
    scope.close();
  }
}
