package org.sinopia.kernels.device;

import static jcuda.driver.JCudaDriver.cuLaunchKernel;
import static jcuda.driver.JCudaDriver.cuMemAlloc;
import static jcuda.driver.JCudaDriver.cuMemFree;
import static jcuda.driver.JCudaDriver.cuMemGetInfo;
import static jcuda.driver.JCudaDriver.cuStreamSynchronize;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Consumer;
import jcuda.CudaException;
import jcuda.driver.CUfunction;
import jcuda.driver.CUstream;
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

  /** All that is called or changed is called or changed under its lock. */
  private final CudaContext gpu;

  private final CudaFunctions functions;
  private final CudaEvents events;
  private final Staging staging;
  private final Workspace workspace = new Workspace(this);
  private final List<Runnable> releases = new ArrayList<>();
  private final KernelParameters parameters = new KernelParameters();
  private final boolean blocking = Boolean.getBoolean("sinopia.cuda.blocking");
  private long allocated;
  private CudaGraph capturing;

  /**
   * The first GPU.
   *
   * @throws UnavailableDeviceException if there is no driver, no GPU, or no way to compile for it;
   *     the message says which
   */
  public CudaDriver(KernelSources sources, DiskCache cache) {
    NativeLibrary.missing(LIBRARY).ifPresent(CudaDriver::unavailable);
    CompilerChain compilers = new CompilerChain(sources, cache);
    compilers.missing().ifPresent(CudaDriver::unavailable);
    try {
      this.gpu = new CudaContext();
      this.functions = new CudaFunctions(compilers, gpu.properties().capability());
      this.events = new CudaEvents(gpu);
      this.staging = new Staging(gpu.stream());
    } catch (LinkageError e) {
      throw unavailable(NativeLibrary.reason(e));
    } catch (CudaException e) {
      throw unavailable("the driver does not start: " + e.getMessage());
    }
  }

  private static UnavailableDeviceException unavailable(String why) {
    throw new UnavailableDeviceException("cuda: " + why);
  }

  @Override
  public String name() {
    return "cuda";
  }

  @Override
  public DeviceProperties properties() {
    return gpu.properties();
  }

  private void hostWork(String what, Runnable calls) {
    gpu.call(
        what,
        () -> {
          if (capturing != null) {
            throw new UnrecordableException(name(), what);
          }
          calls.run();
        });
  }

  @Override
  public MemorySegment allocate(long bytes) {
    DevicePointer pointer = new DevicePointer();
    gpu.call(
        "allocating",
        () -> {
          try {
            cuMemAlloc(pointer, bytes);
          } catch (CudaException e) {
            if (!String.valueOf(e.getMessage()).contains("OUT_OF_MEMORY")) {
              throw e;
            }
            long[] free = new long[1];
            long[] total = new long[1];
            cuMemGetInfo(free, total);
            throw MemoryReport.tooMuch(name(), bytes, allocated, free[0], total[0]);
          }
          allocated += bytes;
        });
    return MemorySegment.ofAddress(pointer.address()).reinterpret(bytes);
  }

  @Override
  public void free(MemorySegment memory) {
    gpu.call(
        "freeing memory",
        () -> {
          cuStreamSynchronize(gpu.stream());
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
  public MemorySegment scratch(long bytes) {
    synchronized (gpu) {
      return workspace.take(bytes);
    }
  }

  @Override
  public void launch(Kernel kernel, Launch launch, Arguments arguments) {
    synchronized (gpu) {
      try {
        gpu.enter();
        gpu.working(kernel.toString() + launch);
        CUfunction function = functions.of(kernel, launch.sharedBytes());
        if (capturing == null) {
          launch(function, launch, arguments);
        } else {
          capturing.add(function, launch, arguments);
        }
      } catch (CudaException e) {
        throw new KernelException(name(), kernel, launch, e.getMessage());
      }
    }
  }

  private void launch(CUfunction function, Launch launch, Arguments arguments) {
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
        gpu.stream(),
        parameters.of(arguments),
        null);
    waitIfBlocking();
  }

  private void waitIfBlocking() {
    if (blocking) {
      cuStreamSynchronize(gpu.stream());
    }
  }

  /**
   * Lets a library put work into this device's stream, in its context.
   *
   * @param what names the work where it goes wrong
   */
  public void enqueue(String what, Consumer<CUstream> work) {
    synchronized (gpu) {
      try {
        gpu.enter();
        gpu.working(what);
        if (capturing == null) {
          work.accept(gpu.stream());
          waitIfBlocking();
        } else {
          capturing.add(gpu.stream(), work);
        }
      } catch (CudaException e) {
        throw new KernelException(name() + ": " + what + ": " + e.getMessage(), e);
      }
    }
  }

  /** Registers a cleanup to run before the context closes. */
  public void beforeClose(Runnable release) {
    synchronized (gpu) {
      releases.add(release);
    }
  }

  @Override
  public void synchronize() {
    hostWork("waiting", () -> cuStreamSynchronize(gpu.stream()));
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
          } catch (RuntimeException | Error e) {
            capturing = null;
            CudaGraph.clean(e, graph::destroy);
            throw e;
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
            gpu.working("a graph of " + graph.size() + " launches");
            graph.launch(seed, gpu.stream());
          });
    }

    @Override
    public int size() {
      return graph.size();
    }

    @Override
    public void close() {
      gpu.call(
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
    Event[] recorded = new Event[1];
    hostWork("recording an event", () -> recorded[0] = events.record());
    return recorded[0];
  }

  @Override
  public SequencedMap<String, String> describe() {
    return gpu.describe();
  }

  @Override
  public void close() {
    workspace.free();
    gpu.call(
        "closing",
        () -> {
          cuStreamSynchronize(gpu.stream());
          releases.forEach(Runnable::run);
          staging.free();
          events.free();
          functions.unload();
          gpu.release();
        });
  }
}
