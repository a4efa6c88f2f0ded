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
import static jcuda.driver.JCudaDriver.cuInit;
import static jcuda.driver.JCudaDriver.cuLaunchKernel;
import static jcuda.driver.JCudaDriver.cuMemAlloc;
import static jcuda.driver.JCudaDriver.cuMemFree;
import static jcuda.driver.JCudaDriver.cuMemGetInfo;
import static jcuda.driver.JCudaDriver.cuStreamCreate;
import static jcuda.driver.JCudaDriver.cuStreamDestroy;
import static jcuda.driver.JCudaDriver.cuStreamSynchronize;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Consumer;
import jcuda.CudaException;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUevent;
import jcuda.driver.CUfunction;
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

  private final CompilerChain compilers;
  private final CUdevice device = new CUdevice();
  private final CUcontext context = new CUcontext();
  private final CUstream stream = new CUstream();
  private final DeviceProperties properties;
  private final Staging staging;
  private final Workspace workspace = new Workspace(this);
  private final Deque<CUevent> spareEvents = new ArrayDeque<>();
  private final List<Runnable> releases = new ArrayList<>();
  private final CudaFunctions functions;
  private final KernelParameters parameters = new KernelParameters();
  private final boolean blocking = Boolean.getBoolean("sinopia.cuda.blocking");
  private long allocated;
  private CudaGraph capturing;
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
      this.functions = new CudaFunctions(compilers, properties.capability());
      this.staging = new Staging(stream);
    } catch (LinkageError e) {
      throw unavailable(NativeLibrary.reason(e));
    } catch (CudaException e) {
      throw unavailable("the driver does not start: " + e.getMessage());
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
          if (capturing != null) {
            throw new UnrecordableException(name(), what);
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
      last = kernel.toString() + launch;
      CUfunction function = functions.of(kernel, launch.sharedBytes());
      if (capturing != null) {
        capturing.add(function, launch, arguments);
        return;
      }
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
          parameters.of(arguments),
          null);
      if (blocking) {
        cuStreamSynchronize(stream);
      }
    } catch (CudaException e) {
      throw new KernelException(name(), kernel, launch, e.getMessage());
    }
  }

  /**
   * Lets a library put work into this device's stream, in its context.
   *
   * @param what names the work where it goes wrong
   */
  public synchronized void enqueue(String what, Consumer<CUstream> work) {
    try {
      cuCtxSetCurrent(context);
      last = what;
      if (capturing != null) {
        capturing.add(stream, work);
        return;
      }
      work.accept(stream);
      if (blocking) {
        cuStreamSynchronize(stream);
      }
    } catch (CudaException e) {
      throw new KernelException(name() + ": " + what + ": " + e.getMessage());
    }
  }

  /** Has a library give back what it holds of this device before that is closed. */
  public synchronized void beforeClose(Runnable release) {
    releases.add(release);
  }

  @Override
  public void synchronize() {
    hostWork("waiting", () -> cuStreamSynchronize(stream));
  }

  /** Where each launch is waited for, so that the one that fails is known, there are no graphs. */
  @Override
  public Graph capture(long seed, Runnable work) {
    if (blocking) {
      throw new UnrecordableException(name(), "a launch that is waited for");
    }
    Captured[] captured = new Captured[1];
    hostWork(
        "capturing a graph",
        () -> {
          CudaGraph graph = new CudaGraph(seed, parameters);
          capturing = graph;
          try {
            work.run();
            capturing = null;
            graph.instantiate();
            captured[0] = new Captured(graph);
          } finally {
            capturing = null;
            if (captured[0] == null) {
              graph.destroy();
            }
          }
        });
    return captured[0];
  }

  /** A graph, ready to run. */
  private final class Captured implements Graph {
    private final CudaGraph graph;
    private boolean closed;

    private Captured(CudaGraph graph) {
      this.graph = graph;
    }

    @Override
    public void replay(long seed) {
      hostWork(
          "replaying a graph",
          () -> {
            last = "a graph of " + graph.size() + " launches";
            graph.launch(seed, stream);
          });
    }

    @Override
    public int size() {
      return graph.size();
    }

    @Override
    public void close() {
      call(
          "freeing a graph",
          () -> {
            if (!closed) {
              closed = true;
              graph.destroyExecutable();
              graph.destroy();
            }
          });
    }
  }

  @Override
  public Event record() {
    Recorded recorded = new Recorded();
    hostWork("recording an event", recorded::record);
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
    return found;
  }

  @Override
  public void close() {
    workspace.free();
    call(
        "closing",
        () -> {
          cuStreamSynchronize(stream);
          releases.forEach(Runnable::run);
          staging.free();
          spareEvents.forEach(JCudaDriver::cuEventDestroy);
          functions.unload();
          cuStreamDestroy(stream);
          cuDevicePrimaryCtxRelease(device);
        });
  }
}
