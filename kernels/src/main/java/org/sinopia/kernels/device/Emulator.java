package org.sinopia.kernels.device;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.LongConsumer;
import org.sinopia.kernels.compile.DiskCache;
import org.sinopia.kernels.compile.HostCompiler;
import org.sinopia.kernels.compile.KernelSources;
import org.sinopia.kernels.compile.SourceLine;
import org.sinopia.tensor.UnavailableDeviceException;

/**
 * Runs CUDA sources on the host, checking every access: in bounds, aligned, not before it was
 * written, and not in a race with another thread; and that all threads reach each barrier. An error
 * becomes a {@link KernelException} that names kernel, launch, thread, block and address.
 *
 * <p>All emulators of a process share one native runtime, so one launch runs at a time.
 */
public final class Emulator implements KernelDevice {
  private static final long GUARD_BYTES = 64;

  /** CUDA's limit for the second and third axes of a grid, on every device. */
  private static final int MAX_BLOCKS_BELOW_X = 65_535;

  /** The records about each byte take four times as much again, where it is touched. */
  private static final long MEMORY_BYTES = 2L << 30;

  private static final Object RUNTIME_LOCK = new Object();
  private static final Map<Path, EmulatorRuntime> RUNTIMES = new HashMap<>();

  private final EmulatorOptions options;
  private final KernelSources sources;
  private final DiskCache cache;
  private final HostCompiler compiler;
  private final EmulatorRuntime runtime;
  private final Map<String, Map<String, MemorySegment>> libraries = new HashMap<>();
  private final Workspace workspace = new Workspace(this);
  private long allocated;
  private Recorded recording;

  /**
   * An emulator of the sources that belong to this program.
   *
   * @throws UnavailableDeviceException if there is no C++ compiler
   */
  public Emulator(EmulatorOptions options) {
    this(options, KernelSources.find(), DiskCache.standard());
  }

  /** An emulator of other sources. */
  public Emulator(EmulatorOptions options, KernelSources sources, DiskCache cache) {
    this.options = options;
    this.sources = sources;
    this.cache = cache;
    if (!System.getProperty("os.name").equals("Linux")) {
      throw new UnavailableDeviceException(
          "emulator: runs on Linux, and this is " + System.getProperty("os.name"));
    }
    this.compiler =
        HostCompiler.find(sources, cache)
            .orElseThrow(
                () ->
                    new UnavailableDeviceException(
                        "emulator: no C++ compiler on the PATH (g++, c++ or clang++)"));
    Path library = compiler.runtime();
    synchronized (RUNTIME_LOCK) {
      this.runtime = RUNTIMES.computeIfAbsent(library, EmulatorRuntime::new);
      runtime.guard(GUARD_BYTES);
    }
  }

  /** An emulator of the same sources that shares this one's memory and runs in another way. */
  public Emulator with(EmulatorOptions other) {
    return new Emulator(other, sources, cache);
  }

  @Override
  public String name() {
    return "emulator";
  }

  /** Those of a small device, so that grid-stride loops go around at small sizes too. */
  @Override
  public DeviceProperties properties() {
    return new DeviceProperties(
        "emulator",
        options.capability(),
        2,
        1024,
        1024,
        options.capability() >= 80 ? 99 << 10 : 48 << 10,
        100 << 10,
        64 << 10,
        4L << 20,
        MEMORY_BYTES);
  }

  @Override
  public MemorySegment allocate(long bytes) {
    synchronized (RUNTIME_LOCK) {
      long free = MEMORY_BYTES - allocated;
      long address = bytes > free ? 0 : runtime.allocate(bytes);
      if (address == 0) {
        throw MemoryReport.tooMuch(name(), bytes, allocated, free, MEMORY_BYTES);
      }
      allocated += bytes;
      return MemorySegment.ofAddress(address).reinterpret(bytes);
    }
  }

  @Override
  public void free(MemorySegment memory) {
    synchronized (RUNTIME_LOCK) {
      runtime.free(memory.address());
      allocated -= memory.byteSize();
    }
  }

  @Override
  public void claim(MemorySegment memory) {
    synchronized (RUNTIME_LOCK) {
      runtime.claim(memory);
      if (recording != null) { // a replay must find each tensor as it was when its launches came
        recording.works.add(_ -> runtime.claim(memory));
      }
    }
  }

  @Override
  public long guardBytes() {
    return GUARD_BYTES;
  }

  @Override
  public void upload(MemorySegment host, MemorySegment device) {
    synchronized (RUNTIME_LOCK) {
      notRecording("an upload");
      device.copyFrom(host);
      runtime.written(device);
    }
  }

  @Override
  public void download(MemorySegment device, MemorySegment host) {
    synchronized (RUNTIME_LOCK) {
      notRecording("a download");
      host.copyFrom(device);
    }
  }

  @Override
  public MemorySegment scratch(long bytes) {
    synchronized (RUNTIME_LOCK) {
      return workspace.take(bytes);
    }
  }

  @Override
  public void launch(Kernel kernel, Launch launch, Arguments arguments) {
    synchronized (RUNTIME_LOCK) {
      MemorySegment entry = entry(kernel, launch);
      if (recording != null) {
        recording.add(kernel, entry, launch, arguments);
      } else {
        run(kernel, entry, launch, arguments);
      }
    }
  }

  private MemorySegment entry(Kernel kernel, Launch launch) {
    DeviceProperties limits = properties();
    if (launch.block().product() > limits.threadsPerBlock()) {
      throw new KernelException(
          name(), kernel, launch, "a block has at most " + limits.threadsPerBlock() + " threads");
    }
    if (launch.grid().y() > MAX_BLOCKS_BELOW_X || launch.grid().z() > MAX_BLOCKS_BELOW_X) {
      throw new KernelException(
          name(),
          kernel,
          launch,
          "a grid has at most " + MAX_BLOCKS_BELOW_X + " blocks along y and along z");
    }
    if (launch.sharedBytes() > limits.sharedPerBlock()) {
      throw new KernelException(
          name(),
          kernel,
          launch,
          "a block has at most " + limits.sharedPerBlock() + " bytes of shared memory");
    }
    MemorySegment entry =
        libraries
            .computeIfAbsent(
                kernel.source(),
                source -> EmulatorRuntime.kernels(compiler.library(source, options.checked())))
            .get(kernel.name());
    if (entry == null) {
      throw new KernelException(
          name(), kernel, launch, kernel.source() + ".cu has no SINOPIA_KERNEL of that name");
    }
    return entry;
  }

  private void run(Kernel kernel, MemorySegment entry, Launch launch, Arguments arguments) {
    Optional<EmulatorRuntime.Failure> failure =
        runtime.launch(entry, launch, arguments, options.order(), options.checked());
    if (failure.isPresent()) {
      throw new KernelException(name(), kernel, launch, explain(kernel, arguments, failure.get()));
    }
  }

  private String explain(Kernel kernel, Arguments arguments, EmulatorRuntime.Failure failure) {
    StringBuilder text = new StringBuilder(failure.text());
    int argument = failure.allocation() == 0 ? 0 : arguments.holding(failure.allocation());
    if (argument > 0) {
      text.append(", the tensor of argument ").append(argument);
    }
    if (failure.codeOffset() != 0) {
      SourceLine.of(compiler.library(kernel.source(), options.checked()), failure.codeOffset())
          .ifPresent(line -> text.append(", at ").append(line));
    }
    return text.toString();
  }

  /** Nothing to wait for: a launch returns when it is done. */
  @Override
  public void synchronize() {
    synchronized (RUNTIME_LOCK) {
      notRecording("a wait");
    }
  }

  private void notRecording(String what) {
    if (recording != null) {
      throw new UnrecordableException(name(), what);
    }
  }

  @Override
  public Graph capture(long seed, Runnable work) {
    synchronized (RUNTIME_LOCK) {
      notRecording("a capture");
      recording = new Recorded(seed);
      try {
        work.run();
        return recording;
      } finally {
        recording = null;
      }
    }
  }

  /** Launches, and what was claimed between them; each is told the seed of a replay. */
  private final class Recorded implements Graph {
    private final long seed;
    private final List<LongConsumer> works = new ArrayList<>();
    private int launches;

    private Recorded(long seed) {
      this.seed = seed;
    }

    private void add(Kernel kernel, MemorySegment entry, Launch launch, Arguments arguments) {
      List<Integer> keyed = arguments.keyedBy(seed);
      works.add(
          now -> {
            arguments.key(keyed, now);
            run(kernel, entry, launch, arguments);
          });
      launches++;
    }

    @Override
    public void replay(long now) {
      synchronized (RUNTIME_LOCK) {
        notRecording("a replay");
        works.forEach(work -> work.accept(now));
      }
    }

    @Override
    public int size() {
      return launches;
    }

    @Override
    public void close() {
      works.clear();
    }
  }

  @Override
  public Event record() {
    return new HostTime(System.nanoTime());
  }

  /** A point in time, since work is done when it is asked for. */
  private record HostTime(long nanos) implements Event {
    @Override
    public double millisecondsTo(Event later) {
      return later instanceof HostTime time ? (time.nanos - nanos) / 1e6 : Double.NaN;
    }

    @Override
    public void close() {}
  }

  @Override
  public SequencedMap<String, String> describe() {
    SequencedMap<String, String> found = new LinkedHashMap<>();
    found.put("compiler", compiler.version());
    found.put("accesses", options.checked() ? "checked" : "not checked");
    return found;
  }

  @Override
  public void close() {
    workspace.free();
  }
}
