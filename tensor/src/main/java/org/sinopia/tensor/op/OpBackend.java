package org.sinopia.tensor.op;

import org.sinopia.tensor.Backend;
import org.sinopia.tensor.Operation;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.UnsupportedOpException;

/**
 * A backend that computes {@link Op}s. Because that is sealed, a backend that switches over it
 * without a default does not compile until it has every op.
 */
public interface OpBackend extends Backend {
  /** Computes one op. */
  void run(Op op);

  @Override
  default void run(Operation operation) {
    if (!(operation instanceof Op op)) {
      throw new UnsupportedOpException(operation.name() + ": not supported by device " + name());
    }
    run(op);
  }

  @Override
  default void fill(double value, Tensor out) {
    new ElementwiseOp.Fill(value, out).run();
  }

  @Override
  default void cast(Tensor in, Tensor out) {
    new LayoutOp.Cast(in, out).run();
  }
}
