package org.sinopia.kernels.device;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.sinopia.kernels.compile.DiskCache;
import org.sinopia.kernels.compile.KernelSources;
import org.sinopia.tensor.UnavailableDeviceException;

/** An emulator of the test's own CUDA sources, and tensors on it as plain arrays. */
final class Workbench {
  private static final List<String> SOURCES = List.of("planted.cu", "operations.cu");

  private final Emulator device;

  private Workbench(Emulator device) {
    this.device = device;
  }

  /** With the test sources and the project's own headers in a folder. */
  static Workbench in(Path folder, EmulatorOptions options) {
    try {
      return new Workbench(new Emulator(options, sources(folder), DiskCache.standard()));
    } catch (UnavailableDeviceException e) {
      return Assumptions.abort(e.getMessage());
    }
  }

  /** The test sources and the project's own headers, copied to a folder. */
  static KernelSources sources(Path folder) {
    KernelSources own = KernelSources.find();
    try (Stream<Path> files = Files.list(own.cuda())) {
      for (Path header : files.filter(f -> f.toString().endsWith(".cuh")).toList()) {
        Files.copy(header, folder.resolve(header.getFileName()));
      }
      for (String source : SOURCES) {
        try (InputStream in = Workbench.class.getResourceAsStream("/cuda/" + source)) {
          Files.copy(in, folder.resolve(source));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new KernelSources(folder, own.emulator());
  }

  Emulator device() {
    return device;
  }

  /** A tensor of {@code count} numbers of 4 bytes, never written. */
  MemorySegment empty(int count) {
    MemorySegment memory = device.allocate(4L * count + 256).asSlice(0, 4L * count);
    device.claim(memory);
    return memory;
  }

  MemorySegment floats(float... values) {
    return uploaded(MemorySegment.ofArray(values));
  }

  MemorySegment ints(int... values) {
    return uploaded(MemorySegment.ofArray(values));
  }

  MemorySegment shorts(short... values) {
    return uploaded(MemorySegment.ofArray(values));
  }

  private MemorySegment uploaded(MemorySegment host) {
    MemorySegment memory = empty((int) (host.byteSize() + 3) / 4).asSlice(0, host.byteSize());
    device.upload(host, memory);
    return memory;
  }

  float[] floats(MemorySegment memory) {
    float[] values = new float[(int) memory.byteSize() / 4];
    device.download(memory, MemorySegment.ofArray(values));
    return values;
  }

  int[] ints(MemorySegment memory) {
    int[] values = new int[(int) memory.byteSize() / 4];
    device.download(memory, MemorySegment.ofArray(values));
    return values;
  }

  void planted(String kernel, Launch launch, Arguments arguments) {
    device.launch(new Kernel("planted", kernel), launch, arguments);
  }

  void operation(String kernel, Launch launch, Arguments arguments) {
    device.launch(new Kernel("operations", kernel), launch, arguments);
  }
}
