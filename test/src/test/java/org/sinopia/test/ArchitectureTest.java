package org.sinopia.test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.sinopia.autograd.DifferentiableOp;
import org.sinopia.autograd.op.OpRegistry;

/** The arrows between the modules, and the rules of the house that a machine can see. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.sinopia");

  private static final Set<String> MODULES =
      Set.of("tensor", "autograd", "kernels", "nn", "xrf", "train");

  /** Who may import a module; tensor is open to all. */
  private static ArchRule arrow(String module, String... from) {
    Set<String> allowed = new TreeSet<>(Set.of(from));
    allowed.addAll(Set.of(module, "test", "bench"));
    return noClasses()
        .that()
        .resideInAPackage("org.sinopia..")
        .and()
        .resideOutsideOfPackages(
            allowed.stream().map(m -> "org.sinopia." + m + "..").toArray(String[]::new))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.sinopia." + module + "..");
  }

  @Test
  void importsRunAlongTheArrowsOnly() {
    arrow("autograd", "nn", "train").check(CLASSES);
    arrow("kernels").check(CLASSES);
    arrow("nn", "train").check(CLASSES);
    arrow("xrf", "train").check(CLASSES);
    arrow("train").check(CLASSES);
  }

  @Test
  void anArrowTheWrongWayIsSeen() {
    assertThrows(AssertionError.class, () -> arrow("tensor", "kernels").check(CLASSES));
  }

  @Test
  void everyModuleIsSeen() {
    Set<String> seen =
        CLASSES.stream()
            .map(JavaClass::getPackageName)
            .map(p -> p.replaceFirst("org\\.sinopia\\.(\\w+).*", "$1"))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(new TreeSet<>(MODULES), seen);
  }

  @Test
  void backendsAreSpokenToThroughTheirInterfaceOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackages("org.sinopia.tensor.reference..", "org.sinopia.tensor.cpu..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.sinopia.tensor.reference..", "org.sinopia.tensor.cpu..")
        .check(CLASSES);
  }

  @Test
  void differentiableOpsAreFinal() {
    classes()
        .that()
        .areAssignableTo(DifferentiableOp.class)
        .and()
        .doNotHaveModifier(JavaModifier.ABSTRACT)
        .should()
        .haveModifier(JavaModifier.FINAL)
        .check(CLASSES);
  }

  @Test
  void everyDifferentiableOpHasAGradientCheck() throws ReflectiveOperationException {
    for (JavaClass op : CLASSES) {
      if (op.isAssignableTo(DifferentiableOp.class)
          && !op.getModifiers().contains(JavaModifier.ABSTRACT)) {
        Class<?> type = Class.forName(op.getName());
        Collection<?> specs =
            op.tryGetField("SPECS").isPresent()
                ? (Collection<?>) type.getField("SPECS").get(null)
                : List.of(type.getField("SPEC").get(null));
        assertTrue(OpRegistry.all().containsAll(specs), op.getName());
      }
    }
  }

  @Test
  void nobodyReachesForUnsafeOrReflection() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("sun.misc.Unsafe")
        .orShould()
        .dependOnClassesThat()
        .resideInAPackage("java.lang.reflect..")
        .check(CLASSES);
  }

  @Test
  void thereAreNoDrawersForOddments() {
    noClasses().should().resideInAnyPackage("..util..", "..common..", "..helper..").check(CLASSES);
    noClasses().should().haveNameMatching(".*(Manager|Util|Utils|Helper)").check(CLASSES);
  }
}
