package org.sinopia.kernels.compile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Entries are whole or absent, even if several processes make them at once. */
class DiskCacheTest {
  private static final String CONTENT = "a library\n".repeat(10_000);

  @TempDir Path folder;

  private DiskCache cache() {
    return new DiskCache(folder.resolve("cache"));
  }

  private List<String> left() throws IOException {
    try (Stream<Path> files = Files.list(cache().folder())) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  /** All makers are under way before any ends, as two processes would be that start together. */
  @Test
  void makersAtOnceAllGetTheWholeEntry() throws Exception {
    int makers = 4;
    CyclicBarrier underWay = new CyclicBarrier(makers);
    List<Future<Path>> made = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(makers)) {
      for (int i = 0; i < makers; i++) {
        made.add(
            threads.submit(
                () ->
                    cache()
                        .file(
                            "kernel.so",
                            out -> {
                              Files.writeString(out, CONTENT);
                              try {
                                underWay.await();
                              } catch (Exception e) {
                                throw new IOException(e);
                              }
                            })));
      }
      for (Future<Path> path : made) {
        assertEquals(CONTENT, Files.readString(path.get()));
      }
    }
    assertEquals(List.of("kernel.so"), left());
  }

  @Test
  void aMakerThatFailsLeavesNothing() throws IOException {
    assertThrows(
        KernelCompileException.class,
        () ->
            cache()
                .file(
                    "kernel.so",
                    out -> {
                      Files.writeString(out, "half");
                      throw new KernelCompileException("no");
                    }));
    assertEquals(List.of(), left());
  }

  @Test
  void anEntryIsMadeOnce() throws IOException {
    Path first = cache().file("a", out -> Files.writeString(out, "1"));
    Path second =
        cache()
            .file(
                "a",
                out -> {
                  throw new IOException("made twice");
                });
    assertEquals(first, second);
    assertEquals("1", Files.readString(second));
  }

  @Test
  void sourcesInAJarAreUnpackedToTheCache() throws IOException {
    Path jar = folder.resolve("kernels.jar");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      for (String name : List.of("cuda/a.cu", "cuda/b.cuh", "emulator/emulator.hpp")) {
        zip.putNextEntry(new ZipEntry("org/sinopia/kernels/source/" + name));
        zip.write(name.equals("cuda/a.cu") ? "#include \"b.cuh\"\n".getBytes(UTF_8) : new byte[0]);
        zip.closeEntry();
      }
    }
    System.setProperty("sinopia.cache", cache().folder().toString());
    try {
      KernelSources sources = KernelSources.beside(jar);
      assertEquals(List.of("a"), sources.names());
      assertEquals(List.of("a.cu", "b.cuh"), List.copyOf(sources.closure("a").keySet()));
    } finally {
      System.clearProperty("sinopia.cache");
    }
  }
}
