package org.sinopia.tensor.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.Scope;
import org.sinopia.tensor.Tensor;
import org.sinopia.tensor.random.Draw;

/** The operands that an op lists are the tensors of its record. */
class OperandsTest {
  private static final List<Integer> SIZES = List.of(3, 5, 2, 4, 6, 7);

  @Test
  void everyTensorOfARecordIsAnOperand() throws ReflectiveOperationException {
    for (OpCase each : OpCase.all()) {
      try (Scope scope = Scope.open(Device.reference())) {
        Op op = each.make().apply(scope, Draw.of(SIZES, 1));
        Set<Tensor> operands = identities();
        operands.addAll(op.inputs());
        operands.addAll(op.outputs());
        assertEquals(tensors(op), operands, each.name());
        assertEquals(op, op.map(operand -> operand), each.name());
      }
    }
  }

  @Test
  void everyOperandIsReplaced() throws ReflectiveOperationException {
    for (OpCase each : OpCase.all()) {
      try (Scope scope = Scope.open(Device.reference())) {
        Op op = each.make().apply(scope, Draw.of(SIZES, 2));
        Set<Tensor> copies = identities();
        Op copied =
            op.map(
                operand -> {
                  Tensor copy = scope.emptyLike(operand);
                  copies.add(copy);
                  return copy;
                });
        assertEquals(copies, tensors(copied), each.name());
        assertTrue(Collections.disjoint(copies, tensors(op)), each.name());
      }
    }
  }

  @Test
  void whatIsReadAndOverwrittenIsOnBothSides() {
    try (Scope scope = Scope.open(Device.reference())) {
      Tensor x = scope.zeros(2);
      Tensor y = scope.zeros(2);
      assertEquals(List.of(x, y), new ElementwiseOp.Axpby(1, x, 2, y).inputs());
      assertEquals(List.of(x), new ElementwiseOp.Axpby(1, x, 0, y).inputs());
      assertEquals(List.of(y), new ElementwiseOp.Axpby(1, x, 2, y).outputs());
    }
  }

  private static Set<Tensor> identities() {
    return Collections.newSetFromMap(new IdentityHashMap<>());
  }

  private static Set<Tensor> tensors(Record part) throws ReflectiveOperationException {
    Set<Tensor> found = identities();
    for (RecordComponent component : part.getClass().getRecordComponents()) {
      component.getAccessor().setAccessible(true);
      add(component.getAccessor().invoke(part), found);
    }
    return found;
  }

  private static Set<Tensor> tensors(Op op) throws ReflectiveOperationException {
    return tensors((Record) op);
  }

  private static void add(Object value, Set<Tensor> found) throws ReflectiveOperationException {
    switch (value) {
      case Tensor tensor -> found.add(tensor);
      case Collection<?> all -> {
        for (Object one : all) {
          add(one, found);
        }
      }
      case Record record -> found.addAll(tensors(record));
      case null, default -> {}
    }
  }
}
