package org.sinopia.autograd.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.sinopia.autograd.DifferentiableOp;
import org.sinopia.autograd.GradientCheck;
import org.sinopia.autograd.Gradients;
import org.sinopia.autograd.MatMul;
import org.sinopia.autograd.OpSpec;
import org.sinopia.autograd.Variable;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.op.LayoutOp;
import org.sinopia.tensor.random.Draw;

/** Rules for registering ops. */
class OpRegistryTest {
  @Test
  void anOpWithoutAGradientCheckIsRefused() {
    NullPointerException refused =
        assertThrows(NullPointerException.class, () -> new OpSpec("cube", null));
    assertEquals("op cube has no gradient check", refused.getMessage());
  }

  @Test
  void anOpOfOnesOwnIsCheckedOnceRegistered() {
    OpSpec own =
        new OpSpec(
            "test_copy",
            (scope, draw) ->
                GradientCheck.Problem.of(
                    draw.tensor(scope, draw.size(1, 4)),
                    x -> Copy.of(OpRegistry.find("test_copy"), x)));
    OpRegistry.register(own);
    OpRegistry.register(own);
    assertTrue(GradientCheck.run(OpRegistry.find("test_copy"), 2, 1).passed());
  }

  @Test
  void aNameIsTakenOnce() {
    OpSpec other = new OpSpec("matmul", Copy.SPEC.check());
    IllegalStateException refused =
        assertThrows(IllegalStateException.class, () -> OpRegistry.register(other));
    assertEquals("op matmul is registered already", refused.getMessage());
    assertSame(MatMul.SPEC, OpRegistry.find("matmul"));
  }

  @Test
  void opsAreFoundByNameAndListedInOrder() {
    assertNull(OpRegistry.find("copy"));
    var names = OpRegistry.all().stream().map(OpSpec::name).toList();
    assertEquals(names.stream().sorted().toList(), names);
    assertTrue(names.contains("checkpoint") && names.contains("selu") && names.contains("add"));
  }

  /** An op that nobody registered. */
  private static final class Copy extends DifferentiableOp {
    static final OpSpec SPEC = new OpSpec("copy", Copy::problem);

    private final Variable x;

    private Copy(OpSpec spec, Variable x) {
      super(spec, x);
      this.x = x;
    }

    static Variable of(OpSpec spec, Variable x) {
      return new Copy(spec, x).apply();
    }

    @Override
    protected Tensor forward(Scope scope) {
      Tensor y = scope.emptyLike(x.value());
      new LayoutOp.Cast(x.value(), y).run();
      return y;
    }

    @Override
    protected void backward(Tensor gradient, Gradients into) {
      into.pass(x);
    }

    private static GradientCheck.Problem problem(Scope scope, Draw draw) {
      return GradientCheck.Problem.of(draw.tensor(scope, 2), x -> of(SPEC, x));
    }
  }
}
