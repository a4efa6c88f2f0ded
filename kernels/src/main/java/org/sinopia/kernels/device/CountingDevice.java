package org.sinopia.kernels.device;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/**
 * Counts launches instead of running them, on a device of any properties: launchers choose the
 * kernels and grids that they would choose there. Memory is addresses alone and copies do nothing,
 * so a result that is read is the zeros of a new host buffer.
 */
public final class CountingDevice implements KernelDevice {
  /** NVIDIA's data sheet of the H200 SXM, and the limits of compute capability 9.0. */
  public static final DeviceProperties H200 =
      new DeviceProperties(
          "H200", 90, 132, 1024, 2048, 227 << 10, 228 << 10, 64 << 10, 50L << 20, 141_000_000_000L);

  /** Above any two sizes that stand side by side in a struct among the arguments. */
  private static final long FIRST_ADDRESS = 0x5ADD_0000_0000_0000L;

  private static final long ALIGNMENT = 256;

  private final DeviceProperties properties;
  private final Workspace workspace = new Workspace(this);
  private final TreeMap<Long, Long> claims = new TreeMap<>();
  private final List<Counted> counted = new ArrayList<>();
  private long next = FIRST_ADDRESS;
  private long allocated;
  private List<Counted> recording;

  /**
   * A launch that was asked for.
   *
   * @param kernel the entry point
   * @param launch its grid
   * @param operands the sizes in bytes of the tensors whose addresses are among the arguments, by
   *     address; of an address inside a tensor, the bytes from there to its end
   * @param replayed whether the replay of a graph made it
   */
  public record Counted(Kernel kernel, Launch launch, Map<Long, Long> operands, boolean replayed) {}

  /** A device of these properties. */
  public CountingDevice(DeviceProperties properties) {
    this.properties = properties;
  }

  /** The launches since the last call, in order; those of a graph count when it is replayed. */
  public synchronized List<Counted> take() {
    List<Counted> taken = List.copyOf(counted);
    counted.clear();
    return taken;
  }

  @Override
  public String name() {
    return "counting";
  }

  @Override
  public DeviceProperties properties() {
    return properties;
  }

  @Override
  public synchronized MemorySegment allocate(long bytes) {
    long free = properties.memoryBytes() - allocated;
    if (bytes > free) {
      throw MemoryReport.tooMuch(name(), bytes, allocated, free, properties.memoryBytes());
    }
    MemorySegment memory = MemorySegment.ofAddress(next).reinterpret(bytes);
    next += (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    allocated += bytes;
    return memory;
  }

  @Override
  public synchronized void free(MemorySegment memory) {
    allocated -= memory.byteSize();
  }

  @Override
  public synchronized void claim(MemorySegment memory) {
    long begin = memory.address();
    Map.Entry<Long, Long> before = claims.lowerEntry(begin);
    if (before != null && before.getKey() + before.getValue() > begin) {
      claims.put(before.getKey(), begin - before.getKey());
    }
    claims.subMap(begin, begin + memory.byteSize()).clear();
    claims.put(begin, memory.byteSize());
  }

  @Override
  public long guardBytes() {
    return 0;
  }

  @Override
  public synchronized void upload(MemorySegment host, MemorySegment device) {
    notRecording("an upload");
  }

  @Override
  public synchronized void download(MemorySegment device, MemorySegment host) {
    notRecording("a download");
  }

  @Override
  public synchronized MemorySegment scratch(long bytes) {
    return workspace.take(bytes);
  }

  @Override
  public synchronized void launch(Kernel kernel, Launch launch, Arguments arguments) {
    Map<Long, Long> operands = new LinkedHashMap<>();
    for (int i = 0; i < arguments.count(); i++) {
      long address = arguments.address(i);
      Map.Entry<Long, Long> claim = claims.floorEntry(address);
      if (claim != null && address < claim.getKey() + claim.getValue()) {
        operands.put(address, claim.getKey() + claim.getValue() - address);
      }
    }
    boolean later = recording != null;
    (later ? recording : counted).add(new Counted(kernel, launch, operands, later));
  }

  @Override
  public synchronized void synchronize() {
    notRecording("a wait");
  }

  private void notRecording(String what) {
    if (recording != null) {
      throw new UnrecordableException(name(), what);
    }
  }

  @Override
  public synchronized Graph capture(long seed, Runnable work) {
    notRecording("a capture");
    recording = new ArrayList<>();
    try {
      work.run();
      return new Recorded(List.copyOf(recording));
    } finally {
      recording = null;
    }
  }

  /** Launches that count at each replay. */
  private final class Recorded implements Graph {
    private final List<Counted> launches;

    private Recorded(List<Counted> launches) {
      this.launches = launches;
    }

    @Override
    public void replay(long seed) {
      synchronized (CountingDevice.this) {
        notRecording("a replay");
        counted.addAll(launches);
      }
    }

    @Override
    public int size() {
      return launches.size();
    }

    @Override
    public void close() {}
  }

  /** No time passes here. */
  @Override
  public Event record() {
    return new Event() {
      @Override
      public double millisecondsTo(Event later) {
        return 0;
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public SequencedMap<String, String> describe() {
    SequencedMap<String, String> found = new LinkedHashMap<>();
    found.put("counts launches for", properties.name());
    return found;
  }

  @Override
  public void close() {
    workspace.free();
  }
}
