package org.sinopia.kernels.vendor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import jcuda.CudaException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sinopia.kernels.CudaBackend;
import org.sinopia.kernels.CudaBackendProvider;
import org.sinopia.kernels.CudaOptions;
import org.sinopia.kernels.TestDevice;
import org.sinopia.kernels.compile.NativeLibrary;
import org.sinopia.kernels.device.Emulator;
import org.sinopia.kernels.device.KernelDevice;
import org.sinopia.kernels.launch.product.Precision;

/** Libraries are used when they are asked for and load; else it is said which and why not. */
class VendorLibraryTest {
  private static final String PROPERTY = "sinopia.cuda.pretended";

  @TempDir Path folder;

  @BeforeEach
  void onLinux() {
    assumeTrue(System.getProperty("os.name").equals("Linux"), "names of libraries are Linux's");
  }

  @AfterEach
  void forget() {
    System.clearProperty(PROPERTY);
  }

  /** One whose file every Linux has. */
  private static VendorLibrary pretended(Supplier<String> version) {
    return new VendorLibrary("pretended", PROPERTY, "libc.so.6", version);
  }

  private static KernelDevice emulator() {
    KernelDevice device = ((CudaBackend) TestDevice.get().backend()).device();
    assumeTrue(device instanceof Emulator, "the device under test is a GPU");
    return device;
  }

  private static String refusal(VendorLibrary library) {
    KernelDevice device = emulator();
    return assertThrows(IllegalArgumentException.class, () -> library.on(device)).getMessage();
  }

  @Test
  void thePropertyDecidesAndOwnKernelsAreTheDefault() {
    VendorLibrary library = pretended(() -> "1.2.3");
    assertFalse(library.asked());
    assertEquals(
        "libc.so.6 1.2.3, not in use: see -Dsinopia.cuda.pretended=pretended", library.describe());
    System.setProperty(PROPERTY, "own");
    assertFalse(library.asked());
    System.setProperty(PROPERTY, "pretended");
    assertTrue(library.asked());
    assertEquals("libc.so.6 1.2.3, in use", library.describe());
    System.setProperty(PROPERTY, "blas");
    assertEquals(
        "sinopia.cuda.pretended is blas, expected own or pretended",
        assertThrows(IllegalArgumentException.class, library::asked).getMessage());
    assertTrue(library.describe().contains(", not in use"), library.describe());
  }

  @Test
  void aLibraryThatLoadsStillNeedsAGpu() {
    VendorLibrary library = pretended(() -> "1");
    assertEquals(Optional.empty(), library.missing());
    assertEquals("emulator: pretended was asked for, but it needs a GPU", refusal(library));
  }

  @Test
  void aLibraryThatRefusesToStartSaysWhy() {
    VendorLibrary library =
        pretended(
            () -> {
              throw new CudaException("CUBLAS_STATUS_NOT_INITIALIZED");
            });
    assertEquals("libc.so.6 could not be used: CUBLAS_STATUS_NOT_INITIALIZED", library.describe());
  }

  @Test
  void absentLibrariesAreNamedWhenAskedFor() {
    KernelDevice device = emulator();
    assumeTrue(
        NativeLibrary.missing("libcublas.so.12").isPresent()
            && NativeLibrary.missing("libcudnn.so.9").isPresent(),
        "this machine has NVIDIA's libraries");
    assertEquals(
        "emulator: cublas was asked for, but libcublas.so.12 was not found",
        refused(device, new CudaOptions(Precision.F32, true, false)));
    assertEquals(
        "emulator: cudnn was asked for, but libcudnn.so.9 was not found",
        refused(device, new CudaOptions(Precision.F32, false, true)));
    var found = new CudaBackendProvider().libraries();
    assertEquals("libcublas.so.12 was not found", found.get("cublas"));
    assertEquals("libcudnn.so.9 was not found", found.get("cudnn"));
  }

  private static String refused(KernelDevice device, CudaOptions options) {
    return assertThrows(IllegalArgumentException.class, () -> new CudaBackend(device, options))
        .getMessage();
  }

  /** As of a library that is found while what it needs itself is not. */
  @Test
  void theBindingsLongComplaintBecomesOneLineEachTime() {
    assumeTrue(NativeLibrary.missing("libcublas.so.12").isPresent(), "this machine has cuBLAS");
    VendorLibrary library =
        new VendorLibrary("cublas", "sinopia.cuda.gemm", "libc.so.6", Cublas::version);
    PrintStream before = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      for (int i = 0; i < 2; i++) {
        String said = library.describe();
        assertTrue(said.startsWith("libc.so.6 could not be used: "), said);
        assertTrue(said.contains("libcublas.so.12: cannot open shared object file"), said);
        assertEquals(1, said.lines().count());
      }
    } finally {
      System.setErr(before);
    }
    assertEquals("", printed.toString(StandardCharsets.UTF_8));
  }

  /** The binding's own native part: it is there and needs cuBLAS. */
  @Test
  void aLibraryThatLacksAnotherSaysWhich() throws IOException {
    assumeTrue(NativeLibrary.missing("libcublas.so.12").isPresent(), "this machine has cuBLAS");
    Path file = folder.resolve("libneedy.so");
    try (InputStream in =
        VendorLibraryTest.class.getResourceAsStream("/lib/libJCublas2-12.6.0-linux-x86_64.so")) {
      assumeTrue(in != null, "JCuda has no natives for this machine");
      Files.copy(in, file);
    }
    assertEquals(
        Optional.of(
            file
                + " does not load: libcublas.so.12: cannot open shared object file: No such file or"
                + " directory"),
        NativeLibrary.missing(file.toString()));
  }
}
