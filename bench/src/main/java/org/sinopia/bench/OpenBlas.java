package org.sinopia.bench;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.File;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.sinopia.tensor.UnavailableDeviceException;

/**
 * The OpenBLAS library through the Foreign Function API, found on the class path: the yardstick of
 * our own matrix products.
 *
 * <p>Threading: {@link #sgemm} may be called by several threads at once.
 */
final class OpenBlas {
  private static final int ROW_MAJOR = 101;
  private static final int NO_TRANSPOSE = 111;
  private static final int TRANSPOSE = 112;

  private final MethodHandle sgemm;
  private final MethodHandle setThreads;
  private final MethodHandle config;
  private final MethodHandle coreName;

  /** The process's one copy, loaded when first asked for. */
  private static final class Loaded {
    static final OpenBlas INSTANCE = new OpenBlas(Loader.getPlatform());
  }

  private OpenBlas(String platform) {
    SymbolLookup symbols = open(platform);
    this.sgemm =
        function(
            symbols,
            "cblas_sgemm",
            FunctionDescriptor.ofVoid(
                JAVA_INT,
                JAVA_INT,
                JAVA_INT,
                JAVA_INT,
                JAVA_INT,
                JAVA_INT,
                JAVA_FLOAT,
                ADDRESS,
                JAVA_INT,
                ADDRESS,
                JAVA_INT,
                JAVA_FLOAT,
                ADDRESS,
                JAVA_INT));
    this.setThreads =
        function(symbols, "openblas_set_num_threads", FunctionDescriptor.ofVoid(JAVA_INT));
    this.config = function(symbols, "openblas_get_config", FunctionDescriptor.of(ADDRESS));
    this.coreName = function(symbols, "openblas_get_corename", FunctionDescriptor.of(ADDRESS));
    setThreads(1);
  }

  /**
   * The library.
   *
   * @throws UnavailableDeviceException saying what was tried and why it did not work
   */
  static OpenBlas get() {
    try {
      return Loaded.INSTANCE;
    } catch (ExceptionInInitializerError | NoClassDefFoundError e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw cause instanceof UnavailableDeviceException known
          ? known
          : new UnavailableDeviceException("OpenBLAS: " + cause);
    }
  }

  /**
   * c = alpha · op(a) · op(b) + beta · c for row-major matrices with rows of {@code lda}, {@code
   * ldb} and {@code ldc} elements; op(a) is [m, k], op(b) is [k, n]. With beta = 0 the old c is not
   * read. The segments start at the first elements.
   */
  void sgemm(
      boolean transposeA,
      boolean transposeB,
      int m,
      int n,
      int k,
      float alpha,
      MemorySegment a,
      int lda,
      MemorySegment b,
      int ldb,
      float beta,
      MemorySegment c,
      int ldc) {
    try {
      sgemm.invokeExact(
          ROW_MAJOR,
          transposeA ? TRANSPOSE : NO_TRANSPOSE,
          transposeB ? TRANSPOSE : NO_TRANSPOSE,
          m,
          n,
          k,
          alpha,
          a,
          lda,
          b,
          ldb,
          beta,
          c,
          ldc);
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  /** How it was built, and the processor family whose kernels it chose at run time. */
  String description() {
    return text(config).strip() + "; kernels for " + text(coreName);
  }

  /** The number of threads that it uses inside one call. */
  void setThreads(int threads) {
    try {
      setThreads.invokeExact(threads);
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  private static String text(MethodHandle function) {
    try {
      MemorySegment text = (MemorySegment) function.invokeExact();
      return text.reinterpret(Long.MAX_VALUE).getString(0);
    } catch (Throwable e) {
      throw failure(e);
    }
  }

  private static RuntimeException failure(Throwable e) {
    return switch (e) {
      case RuntimeException known -> known;
      case Error error -> throw error;
      default -> new IllegalStateException(e);
    };
  }

  /** Loads the library after those it needs, and fails only if it cannot be loaded itself. */
  static SymbolLookup open(String platform) {
    SymbolLookup symbols = null;
    for (String name : files(platform)) {
      String resource = "/org/bytedeco/openblas/" + platform + "/" + name;
      symbols = null;
      try {
        File file = Loader.cacheResource(resource);
        if (file != null) {
          symbols = SymbolLookup.libraryLookup(file.toPath(), Arena.global());
        }
      } catch (IOException | IllegalArgumentException e) {
        throw unavailable(resource, e.getMessage());
      }
      if (symbols == null && name.contains("openblas")) {
        throw unavailable(
            resource, "not on the class path; is there an openblas artifact for this platform?");
      }
    }
    return symbols;
  }

  /** The names that the artifact gives its files, which differ between its releases for gcc_s. */
  private static List<String> files(String platform) {
    if (platform.startsWith("windows")) {
      return List.of("libopenblas.dll");
    }
    if (platform.startsWith("macosx")) {
      return List.of(
          "libgcc_s.1.1.dylib",
          "libquadmath.0.dylib",
          "libgfortran.5.dylib",
          "libopenblas.0.dylib");
    }
    return List.of("libgcc_s.so.1", "libquadmath.so.0", "libgfortran.so.5", "libopenblas.so.0");
  }

  private static MethodHandle function(
      SymbolLookup symbols, String name, FunctionDescriptor signature) {
    MemorySegment address =
        symbols
            .find(name)
            .orElseThrow(() -> unavailable("function " + name, "not exported by the library"));
    return Linker.nativeLinker().downcallHandle(address, signature);
  }

  private static UnavailableDeviceException unavailable(String what, String why) {
    return new UnavailableDeviceException("OpenBLAS: " + what + ": " + why);
  }
}
