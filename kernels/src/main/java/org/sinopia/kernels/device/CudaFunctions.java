package org.sinopia.kernels.device;

import static jcuda.driver.CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES;
import static jcuda.driver.CUfunction_attribute.CU_FUNC_ATTRIBUTE_SHARED_SIZE_BYTES;
import static jcuda.driver.JCudaDriver.cuFuncGetAttribute;
import static jcuda.driver.JCudaDriver.cuFuncSetAttribute;
import static jcuda.driver.JCudaDriver.cuModuleGetFunction;
import static jcuda.driver.JCudaDriver.cuModuleLoadData;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import jcuda.driver.CUfunction;
import jcuda.driver.CUmodule;
import jcuda.driver.JCudaDriver;
import org.sinopia.kernels.compile.CompilerChain;

/**
 * The kernels that are loaded into a context, each at its first launch. Called with the context
 * current, by one thread at a time.
 */
final class CudaFunctions {
  /**
   * The shared memory, static and dynamic together, that a block may have without asking for more.
   */
  private static final int SHARED_WITHOUT_ASKING = 48 << 10;

  private final CompilerChain compilers;
  private final int capability;
  private final Map<String, CUmodule> modules = new HashMap<>();
  private final Map<Kernel, Loaded> functions = new HashMap<>();

  /** A function, and how much dynamic shared memory it may have. */
  private static final class Loaded {
    private final CUfunction function;
    private int sharedBytes;

    private Loaded(CUfunction function, int sharedBytes) {
      this.function = function;
      this.sharedBytes = sharedBytes;
    }
  }

  CudaFunctions(CompilerChain compilers, int capability) {
    this.compilers = compilers;
    this.capability = capability;
  }

  /** The kernel's function, which may be launched with so much dynamic shared memory. */
  CUfunction of(Kernel kernel, int sharedBytes) {
    Loaded loaded = functions.computeIfAbsent(kernel, this::load);
    if (sharedBytes > loaded.sharedBytes) {
      cuFuncSetAttribute(
          loaded.function, CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES, sharedBytes);
      loaded.sharedBytes = sharedBytes;
    }
    return loaded.function;
  }

  private Loaded load(Kernel kernel) {
    CUmodule module = modules.computeIfAbsent(kernel.source(), this::module);
    CUfunction function = new CUfunction();
    cuModuleGetFunction(function, module, kernel.name());
    int[] declared = new int[1];
    cuFuncGetAttribute(declared, CU_FUNC_ATTRIBUTE_SHARED_SIZE_BYTES, function);
    return new Loaded(function, SHARED_WITHOUT_ASKING - declared[0]);
  }

  private CUmodule module(String source) {
    byte[] code = compilers.code(source, capability);
    CUmodule module = new CUmodule();
    // PTX ends with a zero byte; after a cubin it does no harm.
    cuModuleLoadData(module, Arrays.copyOf(code, code.length + 1));
    return module;
  }

  void unload() {
    modules.values().forEach(JCudaDriver::cuModuleUnload);
    modules.clear();
    functions.clear();
  }
}
