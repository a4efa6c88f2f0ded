package org.sinopia.tensor;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CopyOnWriteArrayList;
import org.sinopia.tensor.op.Op;

/**
 * Where tensors live and ops run. One object per device and process; safe for use by several
 * threads, each with scopes of its own.
 *
 * <p>Devices are found by {@link ServiceLoader}: {@code reference} (float64 loops) and {@code cpu}
 * (float32, all cores) are always there.
 */
public final class Device {
  private static final Map<String, Device> MADE = new LinkedHashMap<>();

  private final Backend backend;
  private final Deque<List<MemorySegment>> retired = new ArrayDeque<>();
  private final List<OpObserver> observers = new CopyOnWriteArrayList<>();

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
          "device " + name + ": not known; there are " + String.join(", ", known));
    }
  }

  /**
   * The names of the devices that this program knows, whether or not they can work on this machine.
   */
  public static List<String> names() {
    return ServiceLoader.load(BackendProvider.class).stream().map(p -> p.get().name()).toList();
  }

  /** Float64, plain loops: the definition of every op. */
  public static Device reference() {
    return of("reference");
  }

  /** Float32, Vector API and OpenBLAS, all cores. */
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

  /** What computes here. */
  public Backend backend() {
    return backend;
  }

  /**
   * Checks and runs one op whose operands live here.
   *
   * @throws UnsupportedOpException if this device lacks it
   */
  public void run(Op op) {
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

  /** The chunks of the scope closed last, or none. */
  List<MemorySegment> takeChunks() {
    synchronized (retired) {
      return retired.isEmpty() ? new ArrayList<>() : retired.pop();
    }
  }

  void retire(List<MemorySegment> chunks) {
    synchronized (retired) {
      retired.push(chunks);
    }
  }

  /** Gives back to the system all memory that no open scope holds. */
  public void trim() {
    synchronized (retired) {
      retired.forEach(chunks -> chunks.forEach(backend::free));
      retired.clear();
    }
  }

  @Override
  public String toString() {
    return name();
  }
}
