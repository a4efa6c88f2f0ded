package org.sinopia.kernels.compile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which compiler is used, when it runs, and what it says of a mistake. */
class CompilerChainTest {
  @TempDir Path folder;
  private KernelSources sources;
  private DiskCache cache;

  /** Counts its runs and gives the source back as code. */
  private static final class Recorder implements DeviceCompiler {
    private final String name;
    private final String missing;
    private final List<String> runs = new ArrayList<>();

    private Recorder(String name, String missing) {
      this.name = name;
      this.missing = missing;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public Optional<String> missing() {
      return Optional.ofNullable(missing);
    }

    @Override
    public byte[] compile(KernelSources sources, String source, int capability) {
      runs.add(source + " " + capability);
      return (name + sources.closure(source)).getBytes(UTF_8);
    }
  }

  @BeforeEach
  void write() throws IOException {
    Path own = KernelSources.find().cuda();
    sources = new KernelSources(folder.resolve("cuda"), KernelSources.find().emulator());
    cache = new DiskCache(folder.resolve("cache"));
    Files.createDirectories(sources.cuda());
    Files.copy(own.resolve("sinopia.cuh"), sources.cuda().resolve("sinopia.cuh"));
    write(
        "twice.cu",
        """
        #include "sinopia.cuh"
        #include "factor.cuh"
        extern "C" __global__ void twice(float* y) { y[threadIdx.x] *= FACTOR; }
        SINOPIA_KERNEL(twice)
        """);
    write("factor.cuh", "constexpr float FACTOR = 2;\n");
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(sources.cuda().resolve(name), text);
  }

  private CompilerChain chain(DeviceCompiler... compilers) {
    return new CompilerChain(sources, cache, Arrays.asList(compilers));
  }

  @Test
  void theFirstUsableCompilerIsTakenAndTheOthersAbsenceExplained() {
    Recorder first = new Recorder("first", "libfirst was not found");
    Recorder second = new Recorder("second 1.0", null);
    CompilerChain chain = chain(first, second, new Recorder("third", null));
    assertTrue(chain.missing().isEmpty());
    assertEquals("libfirst was not found; second 1.0", chain.describe());
    assertTrue(new String(chain.code("twice", 90), UTF_8).startsWith("second"));
    assertEquals(List.of("twice 90"), second.runs);
    assertEquals(List.of(), first.runs);
  }

  /** The source was fine when that was made, so the compiler is at fault. */
  @Test
  void whereTheCompilerFailsReadyMadeCodeServes() {
    DeviceCompiler broken =
        new DeviceCompiler() {
          @Override
          public String name() {
            return "broken";
          }

          @Override
          public Optional<String> missing() {
            return Optional.empty();
          }

          @Override
          public byte[] compile(KernelSources all, String source, int capability) {
            throw new KernelCompileException("no host compiler");
          }
        };
    DeviceCompiler embedded =
        new DeviceCompiler() {
          @Override
          public String name() {
            return "embedded";
          }

          @Override
          public Optional<String> missing() {
            return Optional.empty();
          }

          @Override
          public byte[] compile(KernelSources all, String source, int capability) {
            throw new AssertionError("the one before can be used");
          }

          @Override
          public Optional<byte[]> readyMade(KernelSources all, String source, int capability) {
            return capability == 90 ? Optional.of(new byte[] {9, 0}) : Optional.empty();
          }
        };
    CompilerChain chain = chain(broken, embedded);
    assertArrayEquals(new byte[] {9, 0}, chain.code("twice", 90));
    assertEquals(
        "no host compiler",
        assertThrows(KernelCompileException.class, () -> chain.code("twice", 80)).getMessage());
  }

  @Test
  void withNoCompilerEachAbsenceIsNamed() {
    CompilerChain chain = chain(new Recorder("a", "no a"), new Recorder("b", "no b"));
    assertEquals(Optional.of("no way to compile kernels: no a; no b"), chain.missing());
    assertEquals(
        "no way to compile kernels: no a; no b",
        assertThrows(KernelCompileException.class, () -> chain.code("twice", 90)).getMessage());
  }

  @Test
  void compilesOnceForEachSourceTextAndArchitecture() throws IOException {
    Recorder compiler = new Recorder("one", null);
    byte[] before = chain(compiler).code("twice", 90);
    assertArrayEquals(before, chain(compiler).code("twice", 90));
    assertEquals(List.of("twice 90"), compiler.runs);
    chain(compiler).code("twice", 80);
    assertEquals(2, compiler.runs.size());
    write("factor.cuh", "constexpr float FACTOR = 3;\n");
    assertTrue(new String(chain(compiler).code("twice", 90), UTF_8).contains("FACTOR = 3"));
    assertEquals(3, compiler.runs.size());
  }

  @Test
  void nvccMakesACubin() {
    Nvcc nvcc = new Nvcc();
    assumeTrue(nvcc.missing().isEmpty(), () -> nvcc.missing().orElse(""));
    byte[] code = chain(nvcc).code("twice", 90);
    assertEquals("ELF", new String(code, 1, 3, UTF_8), "a cubin is an ELF file");
  }

  @Test
  void nvccNamesFileLineAndTextOfAMistake() throws IOException {
    Nvcc nvcc = new Nvcc();
    assumeTrue(nvcc.missing().isEmpty(), () -> nvcc.missing().orElse(""));
    write("factor.cuh", "// one line more\nconstexpr float FACTOR = two;\n");
    String message =
        assertThrows(KernelCompileException.class, () -> chain(nvcc).code("twice", 90))
            .getMessage();
    assertTrue(message.startsWith("twice.cu does not compile (nvcc "), message);
    assertTrue(message.contains("factor.cuh(2): error"), message);
    assertTrue(message.contains("constexpr float FACTOR = two;"), message);
  }

  @Test
  void theHostCompilerNamesFileLineAndTextAndSeesTheCorrection() throws IOException {
    Optional<HostCompiler> found = HostCompiler.find(sources, cache);
    assumeTrue(found.isPresent(), "no C++ compiler on the PATH");
    HostCompiler compiler = found.get();
    write("factor.cuh", "// one line more\nconstexpr float FACTOR = two;\n");
    String message =
        assertThrows(KernelCompileException.class, () -> compiler.library("twice", true))
            .getMessage();
    assertTrue(message.startsWith("twice.cu does not compile ("), message);
    assertTrue(message.contains("factor.cuh:2:"), message);
    assertTrue(message.contains("constexpr float FACTOR = two;"), message);
    write("factor.cuh", "constexpr float FACTOR = 2;\n");
    Path library = compiler.library("twice", true);
    assertEquals(library, compiler.library("twice", true));
    write("factor.cuh", "constexpr float FACTOR = 4;\n");
    assertTrue(!library.equals(compiler.library("twice", true)), "an edit makes another library");
  }

  @Test
  void nvrtcSaysWhatItLacks() {
    assumeTrue(
        NativeLibrary.missing("libnvrtc.so.12").isPresent()
            && System.getProperty("os.name").equals("Linux"),
        "this machine has NVRTC");
    assertEquals(Optional.of("libnvrtc.so.12 was not found"), new Nvrtc().missing());
  }

  @Test
  void anUnknownSourceIsNamed() {
    assertEquals(
        "kernels: no file thrice.cu in " + sources.cuda() + ", needed by thrice.cu",
        assertThrows(IllegalArgumentException.class, () -> sources.closure("thrice")).getMessage());
  }
}
