package org.sinopia.train.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeTransform;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.sinopia.tensor.file.PendingFile;
import picocli.CommandLine;

/**
 * Writes a copy of picocli's JAR that the JVM can archive. Its classes are of Java 5, without the
 * stack maps that today's verifier needs; the JVM archives no such class, and parses and verifies
 * it slowly at every start. The copy has the same code with stack maps.
 */
public final class ArchivableJar {
  private ArchivableJar() {}

  /**
   * Writes the copy.
   *
   * @param arguments the file to write
   * @throws IOException if a file cannot be read or written
   */
  public static void main(String[] arguments) throws IOException, URISyntaxException {
    Path original =
        Path.of(CommandLine.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    PendingFile.write(Path.of(arguments[0]), part -> copy(original, part));
  }

  static void copy(Path original, Path copy) throws IOException {
    ClassFile format =
        ClassFile.of(
            ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
            ClassFile.ClassHierarchyResolverOption.of(
                ClassHierarchyResolver.ofResourceParsing(ArchivableJar.class.getClassLoader())));
    try (JarFile jar = new JarFile(original.toFile());
        OutputStream file = Files.newOutputStream(copy);
        JarOutputStream out = new JarOutputStream(file)) {
      List<JarEntry> entries =
          jar.stream().filter(e -> !e.isDirectory() && !isModular(e.getName())).toList();
      for (JarEntry entry : entries) {
        byte[] bytes = jar.getInputStream(entry).readAllBytes();
        out.putNextEntry(new ZipEntry(entry.getName()));
        out.write(entry.getName().endsWith(".class") ? upgraded(format, bytes) : bytes);
        out.closeEntry();
      }
    }
  }

  /** The copy is used on the class path alone, where descriptions of modules say nothing. */
  private static boolean isModular(String name) {
    return name.endsWith("module-info.class") || name.startsWith("META-INF/versions/");
  }

  private static byte[] upgraded(ClassFile format, byte[] bytes) {
    CodeTransform same = CodeBuilder::with;
    ClassTransform transform =
        ClassTransform.transformingMethodBodies(same)
            .andThen(
                ClassTransform.endHandler(
                    builder -> builder.withVersion(ClassFile.JAVA_25_VERSION, 0)));
    return format.transformClass(format.parse(bytes), transform);
  }
}
