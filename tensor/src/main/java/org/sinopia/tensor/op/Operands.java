package org.sinopia.tensor.op;

import org.sinopia.tensor.Tensor;

/**
 * Meets every operand of an op in the order of its components, and says which tensor takes its
 * place. An absent operand, {@code null}, stays absent and is not met.
 */
public interface Operands {
  /** An operand that the op reads. */
  Tensor in(Tensor operand);

  /** An operand that the op overwrites without reading it. */
  Tensor out(Tensor operand);

  /** An operand that the op reads and overwrites. */
  Tensor inOut(Tensor operand);
}
