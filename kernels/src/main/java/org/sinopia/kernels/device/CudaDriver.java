package org.sinopia.kernels.device;

import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_L2_CACHE_SIZE;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_REGISTERS_PER_MULTIPROCESSOR;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_MULTIPROCESSOR;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_BLOCK;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_MULTIPROCESSOR;
import static jcuda.driver.CUdevice_attribute.CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT;
import static jcuda.driver.CUfunction_attribute.CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES;
import static jcuda.driver.CUstreamCaptureMode.CU_STREAM_CAPTURE_MODE_RELAXED;
import static jcuda.driver.CUstream_flags.CU_STREAM_NON_BLOCKING;
import static jcuda.driver.JCudaDriver.cuCtxSetCurrent;
import static jcuda.driver.JCudaDriver.cuDeviceGet;
import static jcuda.driver.JCudaDriver.cuDeviceGetAttribute;
import static jcuda.driver.JCudaDriver.cuDeviceGetName;
import static jcuda.driver.JCudaDriver.cuDevicePrimaryCtxRelease;
import static jcuda.driver.JCudaDriver.cuDevicePrimaryCtxRetain;
import static jcuda.driver.JCudaDriver.cuDeviceTotalMem;
import static jcuda.driver.JCudaDriver.cuDriverGetVersion;
import static jcuda.driver.JCudaDriver.cuEventCreate;
import static jcuda.driver.JCudaDriver.cuEventElapsedTime;
import static jcuda.driver.JCudaDriver.cuEventRecord;
import static jcuda.driver.JCudaDriver.cuEventSynchronize;
import static jcuda.driver.JCudaDriver.cuFuncSetAttribute;
import static jcuda.driver.JCudaDriver.cuGraphDestroy;
import static jcuda.driver.JCudaDriver.cuGraphInstantiate;
import static jcuda.driver.JCudaDriver.cuGraphLaunch;
import static jcuda.driver.JCudaDriver.cuInit;
import static jcuda.driver.JCudaDriver.cuLaunchKernel;
import static jcuda.driver.JCudaDriver.cuMemAlloc;
import static jcuda.driver.JCudaDriver.cuMemFree;
import static jcuda.driver.JCudaDriver.cuMemGetInfo;
import static jcuda.driver.JCudaDriver.cuModuleGetFunction;
import static jcuda.driver.JCudaDriver.cuModuleLoadData;
import static jcuda.driver.JCudaDriver.cuStreamBeginCapture;
import static jcuda.driver.JCudaDriver.cuStreamCreate;
import static jcuda.driver.JCudaDriver.cuStreamEndCapture;
import static jcuda.driver.JCudaDriver.cuStreamSynchronize;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import jcuda.CudaException;
import jcuda.NativePointerObject;
import jcuda.Pointer;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUevent;
import jcuda.driver.CUfunction;
import jcuda.driver.CUgraph;
import jcuda.driver.CUgraphExec;
import jcuda.driver.CUmodule;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;
import org.sinopia.kernels.compile.CompilerChain;
import org.sinopia.kernels.compile.DiskCache;
import org.sinopia.kernels.compile.KernelSources;
import org.sinopia.kernels.compile.NativeLibrary;
import org.sinopia.tensor.UnavailableDeviceException;

/**
 * A GPU through CUDA's driver API: needs the driver and nothing else of CUDA. All work goes into
 * one stream, so it is done in the order in which it was asked for.
 *
 * <p>A kernel that goes wrong while it runs is reported by a later call, which then names the last
 * launch only; the system property {@code sinopia.cuda.blocking} makes each launch wait for its
 * end, so that the right one is named.
 */
public final class CudaDriver implements KernelDevice {
  private static final String LIBRARY =
      System.getProperty("os.name").startsWith("Windows") ? "nvcuda.dll" : "libcuda.so.1";

  /** A block has this much shared memory without asking. */
  private static final int SHARED_WITHOUT_ASKING = 48 << 10;

  private final CompilerChain compilers;
  private final CUdevice device = new CUdevice();
  private final CUcontext context = new CUcontext();
  private final CUstream stream = new CUstream();
  private final DeviceProperties properties;
  private final Staging staging;
  private final Workspace workspace = new Workspace(this);
  private final Map<String, CUmodule> modules = new HashMap<>();
  private final Map<Kernel, CUfunction> functions = new HashMap<>();
  private final Map<CUfunction, Integer> sharedAsked = new HashMap<>();
  private final Deque<CUevent> spareEvents = new ArrayDeque<>();
  private final ByteBuffer parameters =
      ByteBuffer.allocateDirect(Arguments.MAX_BYTES).order(ByteOrder.nativeOrder());
  private final boolean blocking = Boolean.getBoolean("sinopia.cuda.blocking");
  private long allocated;
  private boolean capturing;
  private String last = "no kernel";

  /**
   * The first GPU.
   *
   * @throws UnavailableDeviceException if there is no driver, no GPU, or no way to compile for it;
   *     the message says which
   */
  public CudaDriver(KernelSources sources, DiskCache cache) {
    NativeLibrary.missing(LIBRARY).ifPresent(CudaDriver::unavailable);
    this.compilers = new CompilerChain(sources, cache);
    compilers.missing().ifPresent(CudaDriver::unavailable);
    try {
      JCudaDriver.setExceptionsEnabled(true);
      cuInit(0);
      cuDeviceGet(device, 0);
      cuDevicePrimaryCtxRetain(context, device);
      cuCtxSetCurrent(context);
      cuStreamCreate(stream, CU_STREAM_NON_BLOCKING);
      this.properties = read();
      this.staging = new Staging(stream);
    } catch (LinkageError | CudaException e) {
      throw unavailable(
          String.valueOf(e.getMessage()).lines().findFirst().orElse("the driver does not start"));
    }
  }

  private static UnavailableDeviceException unavailable(String why) {
    throw new UnavailableDeviceException("cuda: " + why);
  }

  private DeviceProperties read() {
    byte[] name = new byte[256];
    cuDeviceGetName(name, name.length, device);
    String text = new String(name, StandardCharsets.UTF_8);
    long[] total = new long[1];
    cuDeviceTotalMem(total, device);
    return new DeviceProperties(
        text.substring(0, text.indexOf('\0')),
        10 * attribute(CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR)
            + attribute(CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR),
        attribute(CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT),
        attribute(CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_BLOCK),
        attribute(CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_MULTIPROCESSOR),
        attribute(CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK_OPTIN),
        attribute(CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_MULTIPROCESSOR),
        attribute(CU_DEVICE_ATTRIBUTE_MAX_REGISTERS_PER_MULTIPROCESSOR),
        attribute(CU_DEVICE_ATTRIBUTE_L2_CACHE_SIZE),
        total[0]);
  }

  private int attribute(int which) {
    int[] value = new int[1];
    cuDeviceGetAttribute(value, which, device);
    return value[0];
  }

  @Override
  public String name() {
    return "cuda";
  }

  @Override
  public DeviceProperties properties() {
    return properties;
  }

  /** Runs calls of the driver with this device's context on the calling thread. */
  private synchronized void call(String what, Runnable calls) {
    try {
      cuCtxSetCurrent(context);
      calls.run();
    } catch (CudaException e) {
      throw new KernelException(
          "cuda: " + what + ": " + e.getMessage() + "; the last launch was " + last);
    }
  }

  private void hostWork(String what, Runnable calls) {
    call(
        what,
        () -> {
          if (capturing) {
            throw new KernelException("cuda: " + what + " cannot be part of a graph");
          }
          calls.run();
        });
  }

  @Override
  public synchronized MemorySegment allocate(long bytes) {
    DevicePointer pointer = new DevicePointer();
    cuCtxSetCurrent(context);
    try {
      cuMemAlloc(pointer, bytes);
    } catch (CudaException e) {
      if (!String.valueOf(e.getMessage()).contains("OUT_OF_MEMORY")) {
        throw new KernelException(
            "cuda: allocating: " + e.getMessage() + "; the last launch was " + last);
      }
      long[] free = new long[1];
      long[] total = new long[1];
      cuMemGetInfo(free, total);
      throw MemoryReport.tooMuch(name(), bytes, allocated, free[0], total[0]);
    }
    allocated += bytes;
    return MemorySegment.ofAddress(pointer.address()).reinterpret(bytes);
  }

  @Override
  public void free(MemorySegment memory) {
    call(
        "freeing memory",
        () -> {
          cuStreamSynchronize(stream);
          cuMemFree(new DevicePointer(memory));
          allocated -= memory.byteSize();
        });
  }

  @Override
  public void claim(MemorySegment memory) {}

  @Override
  public long guardBytes() {
    return 0;
  }

  @Override
  public void upload(MemorySegment host, MemorySegment to) {
    hostWork("an upload", () -> staging.upload(host, to));
  }

  @Override
  public void download(MemorySegment from, MemorySegment host) {
    hostWork("a download", () -> staging.download(from, host));
  }

  @Override
  public synchronized MemorySegment scratch(long bytes) {
    return workspace.take(bytes);
  }

  @Override
  public synchronized void launch(Kernel kernel, Launch launch, Arguments arguments) {
    try {
      cuCtxSetCurrent(context);
      CUfunction function = functions.computeIfAbsent(kernel, this::load);
      askForShared(function, launch.sharedBytes());
      last = kernel.toString() + launch;
      Launch.Extent grid = launch.grid();
      Launch.Extent block = launch.block();
      cuLaunchKernel(
          function,
          grid.x(),
          grid.y(),
          grid.z(),
          block.x(),
          block.y(),
          block.z(),
          launch.sharedBytes(),
          stream,
          marshalled(arguments),
          null);
      if (blocking && !capturing) {
        cuStreamSynchronize(stream);
      }
    } catch (CudaException e) {
      throw new KernelException(name(), kernel, launch, e.getMessage());
    }
  }

  private Pointer marshalled(Arguments arguments) {
    MemorySegment.ofBuffer(parameters.clear()).copyFrom(arguments.bytes());
    NativePointerObject[] pointers = new NativePointerObject[arguments.count()];
    Pointer start = Pointer.to(parameters);
    Arrays.setAll(pointers, i -> start.withByteOffset(arguments.offset(i)));
    return Pointer.to(pointers);
  }

  private void askForShared(CUfunction function, int bytes) {
    if (bytes > sharedAsked.getOrDefault(function, SHARED_WITHOUT_ASKING)) {
      cuFuncSetAttribute(function, CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES, bytes);
      sharedAsked.put(function, bytes);
    }
  }

  private CUfunction load(Kernel kernel) {
    CUmodule module =
        modules.computeIfAbsent(
            kernel.source(),
            source -> {
              byte[] code = compilers.code(source, properties.capability());
              CUmodule loaded = new CUmodule();
              // PTX ends with a zero byte; behind a cubin it does no harm.
              cuModuleLoadData(loaded, Arrays.copyOf(code, code.length + 1));
              return loaded;
            });
    CUfunction function = new CUfunction();
    cuModuleGetFunction(function, module, kernel.name());
    return function;
  }

  @Override
  public void synchronize() {
    hostWork("waiting", () -> cuStreamSynchronize(stream));
  }

  @Override
  public Graph capture(Runnable work) {
    return new Captured(work);
  }

  /** A graph of the stream's launches. */
  private final class Captured implements Graph {
    private Optional<CUgraphExec> graph = Optional.empty();
    private int size;

    private Captured(Runnable work) {
      update(work);
    }

    @Override
    public void update(Runnable work) {
      hostWork(
          "capturing a graph",
          () -> {
            CUgraph recorded = new CUgraph();
            cuStreamBeginCapture(stream, CU_STREAM_CAPTURE_MODE_RELAXED);
            capturing = true;
            try {
              work.run();
            } finally {
              capturing = false;
              cuStreamEndCapture(stream, recorded);
            }
            long[] count = new long[1];
            JCudaDriver.cuGraphGetNodes(recorded, null, count);
            size = Math.toIntExact(count[0]);
            close();
            CUgraphExec executable = new CUgraphExec();
            cuGraphInstantiate(executable, recorded, 0);
            cuGraphDestroy(recorded);
            graph = Optional.of(executable);
          });
    }

    @Override
    public void replay() {
      hostWork(
          "replaying a graph",
          () -> {
            cuGraphLaunch(graph.orElseThrow(), stream);
            last = "a graph of " + size + " launches";
          });
    }

    @Override
    public int size() {
      return size;
    }

    @Override
    public void close() {
      call("freeing a graph", () -> graph.ifPresent(JCudaDriver::cuGraphExecDestroy));
      graph = Optional.empty();
    }
  }

  @Override
  public Event record() {
    Recorded recorded = new Recorded();
    call("recording an event", recorded::record);
    return recorded;
  }

  /** A point in the stream. */
  private final class Recorded implements Event {
    private CUevent event;

    /** Takes an event that was given back, if there is one. */
    private void record() {
      event = spareEvents.poll();
      if (event == null) {
        event = new CUevent();
        cuEventCreate(event, 0);
      }
      cuEventRecord(event, stream);
    }

    @Override
    public double millisecondsTo(Event later) {
      if (!(later instanceof Recorded end)) {
        throw new IllegalArgumentException("cuda: an event of another device");
      }
      float[] elapsed = new float[1];
      call(
          "waiting for an event",
          () -> {
            cuEventSynchronize(end.event);
            cuEventElapsedTime(elapsed, event, end.event);
          });
      return elapsed[0];
    }

    @Override
    public void close() {
      synchronized (CudaDriver.this) {
        spareEvents.push(event);
      }
    }
  }

  @Override
  public SequencedMap<String, String> describe() {
    int[] version = new int[1];
    cuDriverGetVersion(version);
    SequencedMap<String, String> found = new LinkedHashMap<>();
    found.put("device", properties.name());
    found.put("capability", properties.capability() / 10 + "." + properties.capability() % 10);
    found.put("multiprocessors", Integer.toString(properties.multiprocessors()));
    found.put("memory", (properties.memoryBytes() >> 20) + " MiB");
    found.put("driver", "CUDA " + version[0] / 1000 + "." + version[0] % 1000 / 10);
    found.put("compiler", compilers.describe());
    for (String library : new String[] {"libcublas.so.12", "libcudnn.so.9"}) {
      found.put(library, NativeLibrary.missing(library).isPresent() ? "not found" : "found");
    }
    return found;
  }

  @Override
  public void close() {
    workspace.free();
    call(
        "closing",
        () -> {
          cuStreamSynchronize(stream);
          staging.free();
          spareEvents.forEach(JCudaDriver::cuEventDestroy);
          modules.values().forEach(JCudaDriver::cuModuleUnload);
          cuDevicePrimaryCtxRelease(device);
        });
  }
}
