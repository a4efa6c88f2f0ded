package org.sinopia.tensor.op;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.sinopia.tensor.Device;
import org.sinopia.tensor.random.Draw;

/** The cpu device computes what the reference computes, for every op. */
class CpuAgreementTest {
  @Property(tries = 600)
  void agreesOnDrawnShapesAndValues(
      @ForAll("cases") OpCase opCase,
      @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 1, max = 33) Integer> sizes,
      @ForAll long seed) {
    Agreement.check(opCase, Draw.of(sizes, seed), Device.cpu());
  }

  @Property(tries = 400)
  void agreesOnWildValues(
      @ForAll("wildCases") OpCase opCase,
      @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 1, max = 20) Integer> sizes,
      @ForAll long seed) {
    Agreement.check(opCase, Draw.wild(sizes, seed), Device.cpu());
  }

  @TestFactory
  Stream<DynamicTest> agreesOnDegenerateShapes() {
    return OpCase.all().stream()
        .map(
            opCase ->
                DynamicTest.dynamicTest(
                    opCase.name(),
                    () -> {
                      for (List<Integer> sizes : Draw.degenerateSizes()) {
                        Agreement.check(opCase, Draw.of(sizes, sizes.hashCode()), Device.cpu());
                      }
                    }));
  }

  @Example
  void everyOpHasACase() {
    Set<Class<?>> ops =
        Arrays.stream(Op.class.getPermittedSubclasses())
            .flatMap(family -> Arrays.stream(family.getPermittedSubclasses()))
            .collect(Collectors.toSet());
    Set<Class<?>> covered = OpCase.all().stream().map(OpCase::op).collect(Collectors.toSet());
    assertEquals(ops, covered);
  }

  @Provide
  Arbitrary<OpCase> cases() {
    return Arbitraries.of(OpCase.all());
  }

  @Provide
  Arbitrary<OpCase> wildCases() {
    return Arbitraries.of(OpCase.all().stream().filter(OpCase::wild).toList());
  }
}
