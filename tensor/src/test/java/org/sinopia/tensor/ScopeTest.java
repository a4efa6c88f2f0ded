package org.sinopia.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ScopeTest {
  @Property(tries = 50)
  void aStepSeesTheSameAddressesAgain(
      @ForAll @Size(max = 20) List<@IntRange(min = 1, max = 3_000_000) Integer> sizes) {
    step(sizes);
    assertEquals(step(sizes), step(sizes));
  }

  private static List<Long> step(List<Integer> sizes) {
    List<Long> addresses = new ArrayList<>();
    try (Scope outer = Scope.open(Device.cpu());
        Scope inner = Scope.open(Device.cpu())) {
      for (int size : sizes) {
        addresses.add(outer.empty(size).memory().address());
        addresses.add(inner.empty(DType.U8, Shape.of(size)).memory().address());
      }
    }
    return addresses;
  }

  @Property(tries = 50)
  void tensorsAreAlignedAndDoNotOverlap(
      @ForAll @Size(min = 2, max = 20) List<@IntRange(min = 1, max = 2_000_000) Integer> sizes) {
    try (Scope scope = Scope.open(Device.cpu())) {
      List<Tensor> made = sizes.stream().map(scope::empty).toList();
      for (Tensor a : made) {
        assertEquals(0, a.memory().address() % 64);
        for (Tensor b : made) {
          assertTrue(a == b || !a.overlaps(b));
        }
      }
    }
  }

  @Test
  void whatIsCopiedOutOutlivesItsScope() {
    try (Scope outer = Scope.open(Device.cpu())) {
      Tensor kept;
      try (Scope inner = Scope.open(Device.reference())) {
        kept = inner.of(new double[] {1, 2.5, -3}, 3).to(outer);
      }
      assertEquals(DType.F32, kept.dtype());
      assertArrayEquals(new double[] {1, 2.5, -3}, kept.toDoubles());
    }
  }

  @Test
  void viewsShareStorage() {
    try (Scope scope = Scope.open(Device.reference())) {
      Tensor x = scope.of(new double[] {0, 1, 2, 3, 4, 5}, 3, 2);
      Tensor tail = x.slice(1, 3).reshape(-1);
      assertArrayEquals(new double[] {2, 3, 4, 5}, tail.toDoubles());
      tail.set(9, 9, 9, 9);
      assertArrayEquals(new double[] {0, 1, 9, 9, 9, 9}, x.toDoubles());
      assertTrue(x.overlaps(tail));
      assertFalse(x.slice(0, 1).overlaps(tail));
    }
  }

  @Test
  void everyTypeIsReadAsWhatItStores() {
    try (Scope scope = Scope.open(Device.cpu())) {
      assertArrayEquals(
          new double[] {0, 255, 200},
          scope.empty(DType.U8, Shape.of(3)).set(new int[] {0, 255, 200}).toDoubles());
      assertArrayEquals(
          new double[] {0, 65535},
          scope.empty(DType.U16, Shape.of(2)).set(new int[] {0, 65535}).toDoubles());
      assertArrayEquals(new double[] {-7}, scope.of(new int[] {-7}, 1).toDoubles());
      assertArrayEquals(new float[] {0.1f}, scope.of(new double[] {0.1}, 1).toFloats());
    }
  }

  @Test
  void tensorsOfAMarkAreBackInTheirPlaces() {
    try (Scope scope = Scope.open(Device.cpu());
        Scope other = Scope.open(Device.cpu())) {
      Tensor marked = scope.of(new float[] {1, 2}, 2);
      Scope.Mark mark = scope.mark();
      scope.rewind();
      Tensor between = scope.of(new float[] {3, 4}, 2);
      assertFalse(marked.open());
      scope.returnTo(mark);
      assertTrue(marked.open());
      assertFalse(between.open());
      assertArrayEquals(new float[] {3, 4}, marked.toFloats(), "the memory is the same");
      assertFalse(scope.empty(2).overlaps(marked));
      scope.rewind();
      assertFalse(between.open(), "a life that has ended stays so");
      assertThrows(IllegalArgumentException.class, () -> other.returnTo(mark));
    }
  }
}
