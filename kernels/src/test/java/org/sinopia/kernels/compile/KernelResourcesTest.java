package org.sinopia.kernels.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Every kernel keeps its variables in registers. */
class KernelResourcesTest {
  /** Two functions as nvcc 13.0 describes them. */
  private static final String SAID =
      """
      ptxas info    : 0 bytes gmem
      ptxas info    : Compiling entry function 'kmeans_means' for 'sm_80'
      ptxas info    : Function properties for kmeans_means
          0 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads
      ptxas info    : Used 32 registers, used 0 barriers, 400 bytes cmem[0]
      ptxas info    : Compiling entry function 'kmeans_sums' for 'sm_90'
      ptxas info    : Function properties for kmeans_sums
          24 bytes stack frame, 20 bytes spill stores, 36 bytes spill loads
      ptxas info    : Used 40 registers, used 1 barriers, 256 bytes smem, 400 bytes cmem[0]
      """;

  @Test
  void readsWhatTheAssemblerSays() {
    assertEquals(
        List.of(
            new KernelResources("clustering", "kmeans_means", 80, 32, 0, 0, 0),
            new KernelResources("clustering", "kmeans_sums", 90, 40, 256, 24, 56)),
        KernelResources.read("clustering", SAID));
  }

  @Test
  void anAssemblerThatSaysNothingOfRegistersIsAnError() {
    assertThrows(
        KernelCompileException.class,
        () -> KernelResources.read("clustering", SAID.replace("Used", "Has")));
  }

  @Test
  void noKernelSpillsAndNoSourceIsForgotten() {
    KernelResources.missing()
        .ifPresent(why -> assumeTrue(false, "resources of kernels not seen: " + why));
    KernelSources sources = KernelSources.find();
    List<KernelResources> found = KernelResources.of(sources, DiskCache.standard(), List.of(80));
    assertEquals(List.of(), found.stream().filter(k -> k.spilled() > 0).toList());
    assertEquals(sources.names(), found.stream().map(KernelResources::source).distinct().toList());
  }
}
