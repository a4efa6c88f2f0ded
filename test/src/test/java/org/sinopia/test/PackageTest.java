package org.sinopia.test;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The size of packages and the order among them. */
class PackageTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.sinopia");

  private static final int MAX_FILES = 25;

  private static final int MAX_CATALOGUE_FILES = 40;

  /** Packages that list one kind of thing: their files are read one at a time, by name. */
  private static final Set<String> CATALOGUES =
      Set.of("org.sinopia.autograd.op", "org.sinopia.tensor.op", "org.sinopia.train.cli");

  private static Map<String, Long> filesByPackage() {
    return CLASSES.stream()
        .filter(c -> !c.isNestedClass() && !"package-info".equals(c.getSimpleName()))
        .collect(
            Collectors.groupingBy(JavaClass::getPackageName, TreeMap::new, Collectors.counting()));
  }

  private static boolean tooWide(String name, long files) {
    return files > (CATALOGUES.contains(name) ? MAX_CATALOGUE_FILES : MAX_FILES);
  }

  @Test
  void aPackageHasAtMost25FilesAndACatalogueAtMost40() {
    Set<String> wide = new TreeSet<>();
    filesByPackage()
        .forEach(
            (name, files) -> {
              if (tooWide(name, files)) {
                wide.add(name);
              }
            });
    assertEquals(Set.of(), wide);
  }

  @Test
  void everyCatalogueExists() {
    assertTrue(filesByPackage().keySet().containsAll(CATALOGUES), CATALOGUES.toString());
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("org.sinopia.(**)").should().beFreeOfCycles().check(CLASSES);
  }
}
