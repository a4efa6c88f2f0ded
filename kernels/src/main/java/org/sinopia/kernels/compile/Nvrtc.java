package org.sinopia.kernels.compile;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import jcuda.CudaException;
import jcuda.nvrtc.JNvrtc;
import jcuda.nvrtc.nvrtcProgram;

/** NVIDIA's run-time compiler, a library that comes with CUDA 12 and needs no host compiler. */
final class Nvrtc implements DeviceCompiler {
  private static final String LIBRARY =
      System.getProperty("os.name").startsWith("Windows") ? "nvrtc64_120_0.dll" : "libnvrtc.so.12";

  private final Optional<String> missing;
  private String version = "";

  Nvrtc() {
    this.missing = NativeLibrary.missing(LIBRARY).or(this::start);
  }

  /** Loads JCuda's side of it. */
  private Optional<String> start() {
    try {
      JNvrtc.setExceptionsEnabled(true);
      int[] major = new int[1];
      int[] minor = new int[1];
      JNvrtc.nvrtcVersion(major, minor);
      version = major[0] + "." + minor[0];
      return Optional.empty();
    } catch (LinkageError e) {
      return Optional.of(LIBRARY + " could not be used: " + NativeLibrary.reason(e));
    } catch (CudaException e) {
      return Optional.of(LIBRARY + " could not be used: " + e.getMessage());
    }
  }

  @Override
  public String name() {
    return "NVRTC " + version;
  }

  @Override
  public Optional<String> missing() {
    return missing;
  }

  /** A cubin, or PTX if the device is newer than the library. */
  @Override
  public byte[] compile(KernelSources sources, String source, int capability) {
    int known = newest(capability);
    SequencedMap<String, String> texts = sources.closure(source);
    String text = texts.pollFirstEntry().getValue();
    texts.remove("emulator.hpp"); // the other side of an #ifdef
    List<String> names = new ArrayList<>(texts.keySet());
    String[] headers = names.stream().map(texts::get).toArray(String[]::new);
    nvrtcProgram program = new nvrtcProgram();
    JNvrtc.nvrtcCreateProgram(
        program,
        text,
        sources.cuda().resolve(source + ".cu").toString(),
        headers.length,
        headers,
        names.toArray(String[]::new));
    try {
      build(program, source, (known == capability ? "sm_" : "compute_") + known);
      return known == capability ? cubin(program) : ptx(program);
    } finally {
      JNvrtc.nvrtcDestroyProgram(program);
    }
  }

  private void build(nvrtcProgram program, String source, String architecture) {
    String[] options = {
      "--gpu-architecture=" + architecture, "--std=c++17", "--generate-line-info"
    };
    try {
      JNvrtc.nvrtcCompileProgram(program, options.length, options);
    } catch (CudaException e) {
      String[] log = new String[1];
      JNvrtc.nvrtcGetProgramLog(program, log);
      throw new KernelCompileException(
          source + ".cu does not compile (" + name() + "):\n" + CompilerErrors.first(log[0]));
    }
  }

  private static int newest(int capability) {
    int[] count = new int[1];
    JNvrtc.nvrtcGetNumSupportedArchs(count);
    int[] known = new int[count[0]];
    JNvrtc.nvrtcGetSupportedArchs(known);
    int best = 0;
    for (int architecture : known) {
      if (architecture <= capability) {
        best = Math.max(best, architecture);
      }
    }
    return best;
  }

  private static byte[] cubin(nvrtcProgram program) {
    long[] size = new long[1];
    JNvrtc.nvrtcGetCUBINSize(program, size);
    byte[] code = new byte[Math.toIntExact(size[0])];
    JNvrtc.nvrtcGetCUBIN(program, code);
    return code;
  }

  private static byte[] ptx(nvrtcProgram program) {
    String[] text = new String[1];
    JNvrtc.nvrtcGetPTX(program, text);
    return text[0].getBytes(StandardCharsets.UTF_8);
  }
}
