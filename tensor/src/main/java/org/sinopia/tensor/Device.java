package org.sinopia.tensor;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Where tensors live and ops run. One object per device and process; safe for use by several
 * threads, each with its own scopes.
 *
 * <p>Devices are found by {@link ServiceLoader}: {@code reference} (float64 loops) and {@code cpu}
 * (float32, all cores) are always there.
 */
public final class Device {
  private static final Map<String, Device> MADE = new LinkedHashMap<>();

  private final Backend backend;
  private final Deque<List<MemorySegment>> retired = new ArrayDeque<>();
  private final List<OpObserver> observers = new CopyOnWriteArrayList<>();

  /** Memory that closed scopes of recording threads leave. */
  private final Map<Thread, Deque<List<MemorySegment>>> recorded = new ConcurrentHashMap<>();

  private Device(Backend backend) {
    this.backend = backend;
  }

  /**
   * The device of that name.
   *
   * @throws UnavailableDeviceException if there is none, or it cannot work here; the message says
   *     why
   */
  public static Device of(String name) {
    synchronized (MADE) {
      Device made = MADE.get(name);
      if (made != null) {
        return made;
      }
      List<String> known = new ArrayList<>();
      for (BackendProvider provider : ServiceLoader.load(BackendProvider.class)) {
        if (provider.name().equals(name)) {
          Device device = new Device(provider.create());
          MADE.put(name, device);
          return device;
        }
        known.add(provider.name());
      }
      throw new UnavailableDeviceException(
          "unknown device " + name + " (known: " + String.join(", ", known) + ")");
    }
  }

  /**
   * The names of the devices that this program knows, whether or not they can work on this machine.
   */
  public static List<String> names() {
    return ServiceLoader.load(BackendProvider.class).stream().map(p -> p.get().name()).toList();
  }

  /**
   * The libraries of this machine that the device of that name can use, and those that it cannot,
   * with reasons.
   */
  public static SequencedMap<String, String> libraries(String name) {
    return ServiceLoader.load(BackendProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(provider -> provider.name().equals(name))
        .findFirst()
        .map(BackendProvider::libraries)
        .orElseGet(LinkedHashMap::new);
  }

  /** Float64, plain loops: the definition of every op. */
  public static Device reference() {
    return of("reference");
  }

  /** Float32, Vector API, all cores; the same bits on every machine. */
  public static Device cpu() {
    return of("cpu");
  }

  /** The name, as the command line spells it. */
  public String name() {
    return backend.name();
  }

  /** The floating-point type that ops on this device compute in. */
  public DType real() {
    return backend.real();
  }

  /** The backend that computes here. */
  public Backend backend() {
    return backend;
  }

  /**
   * Checks and runs one op whose operands live here.
   *
   * @throws UnsupportedOpException if this device lacks it
   */
  public void run(Operation op) {
    op.check();
    if (observers.isEmpty()) {
      backend.run(op);
      return;
    }
    Runnable kernel = () -> backend.run(op);
    for (OpObserver observer : observers) {
      Runnable inner = kernel;
      kernel = () -> observer.around(op, inner);
    }
    kernel.run();
  }

  /** Lets {@code observer} see every op on this device until the returned handle is closed. */
  public Observation observe(OpObserver observer) {
    observers.add(observer);
    return () -> observers.remove(observer);
  }

  /** Ends an observation. */
  @FunctionalInterface
  public interface Observation extends AutoCloseable {
    @Override
    void close();
  }

  /** Whether anyone {@link #observe}s ops here. */
  public boolean observed() {
    return !observers.isEmpty();
  }

  /**
   * Records the ops that {@code work} runs here, without computing them. Scopes that it opens and
   * closes leave their memory to the recording, until that is closed.
   *
   * @param seed random numbers that are keyed by it will have the key that each replay is given;
   *     those of other keys are drawn again as they were
   * @param work runs ops on the calling thread, and does not read what they compute
   * @return nothing if this device does not record, is {@link #observed()}, or {@code work} copied
   *     from or to the host; nothing is computed in either case
   */
  public Optional<Recording> record(long seed, Runnable work) {
    if (observed()) {
      return Optional.empty();
    }
    Deque<List<MemorySegment>> chunks = new ArrayDeque<>();
    Optional<Recording> made = Optional.empty();
    recorded.put(Thread.currentThread(), chunks);
    try {
      made = backend.record(seed, work);
    } finally {
      recorded.remove(Thread.currentThread());
      if (made.isEmpty()) {
        chunks.forEach(this::retire);
      }
    }
    return made.map(recording -> new Keeping(recording, chunks));
  }

  /** A recording and the memory that only its ops may use. */
  private final class Keeping implements Recording {
    private final Recording recording;
    private final Deque<List<MemorySegment>> chunks;

    private Keeping(Recording recording, Deque<List<MemorySegment>> chunks) {
      this.recording = recording;
      this.chunks = chunks;
    }

    @Override
    public void replay(long seed) {
      recording.replay(seed);
    }

    @Override
    public void close() {
      recording.close();
      chunks.forEach(Device.this::retire);
      chunks.clear();
    }
  }

  /** The chunks of the scope closed last, or none. */
  List<MemorySegment> takeChunks() {
    Deque<List<MemorySegment>> own = recorded.get(Thread.currentThread());
    if (own != null && !own.isEmpty()) {
      return own.pop();
    }
    synchronized (retired) {
      return retired.isEmpty() ? new ArrayList<>() : retired.pop();
    }
  }

  void retire(List<MemorySegment> chunks) {
    Deque<List<MemorySegment>> own = recorded.get(Thread.currentThread());
    if (own != null) {
      own.push(chunks);
      return;
    }
    synchronized (retired) {
      retired.push(chunks);
    }
  }

  /** Gives back to the system all memory that no open scope and no recording holds. */
  public void trim() {
    List<List<MemorySegment>> unused;
    synchronized (retired) {
      unused = new ArrayList<>(retired);
      retired.clear();
    }
    unused.forEach(chunks -> chunks.forEach(backend::free));
  }

  @Override
  public String toString() {
    return name();
  }
}
