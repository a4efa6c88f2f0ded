package org.sinopia.tensor;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * The memory of a scope: a first-fit allocator over chunks of its device. A place is cut from the
 * first gap, in order of chunks and offsets, that is wide enough. So the same requests find the
 * same addresses, and the memory after the last place was never touched.
 */
final class Chunks {
  private static final long ALIGNMENT = 64;
  private static final long LEAST = 4L << 20;

  /** A new chunk is at least this part of all, so that there are few even in a large scope. */
  private static final int GROWTH = 4;

  private final Backend backend;
  private final List<MemorySegment> chunks;
  private final List<Place> gaps = new ArrayList<>();

  /** Bytes {@code from} to {@code to} of a chunk. */
  record Place(int chunk, long from, long to) {
    long bytes() {
      return to - from;
    }
  }

  /** Where there was nothing at a moment, and the chunks there were. */
  record State(List<Place> gaps, int chunks) {}

  Chunks(Backend backend, List<MemorySegment> chunks) {
    this.backend = backend;
    this.chunks = chunks;
    clear();
  }

  /** All of them, to be handed on when the scope ends. */
  List<MemorySegment> all() {
    return chunks;
  }

  /** Bytes of all chunks. */
  private long total() {
    return chunks.stream().mapToLong(MemorySegment::byteSize).sum();
  }

  /** A place for a number of bytes, and for the guard after them. */
  Place take(long bytes) {
    long guarded = Math.addExact(bytes, backend.guardBytes());
    long wanted = Math.addExact(guarded, ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    int at = 0;
    while (at < gaps.size() && gaps.get(at).bytes() < wanted) {
      at++;
    }
    if (at == gaps.size()) {
      chunks.add(backend.allocate(Math.max(wanted, Math.max(LEAST, total() / GROWTH))));
      gaps.add(whole(chunks.size() - 1));
    }
    Place gap = gaps.get(at);
    Place place = new Place(gap.chunk(), gap.from(), gap.from() + wanted);
    if (place.to() == gap.to()) {
      gaps.remove(at);
    } else {
      gaps.set(at, new Place(gap.chunk(), place.to(), gap.to()));
    }
    return place;
  }

  /** The first bytes of a place. */
  MemorySegment memory(Place place, long bytes) {
    MemorySegment memory = chunks.get(place.chunk()).asSlice(place.from(), bytes);
    backend.claim(memory);
    return memory;
  }

  /** Makes a place a gap, one with those that it touches. */
  void give(Place place) {
    int at = 0;
    while (at < gaps.size() && before(gaps.get(at), place)) {
      at++;
    }
    Place gap = place;
    if (at < gaps.size() && touch(gap, gaps.get(at))) {
      gap = new Place(gap.chunk(), gap.from(), gaps.remove(at).to());
    }
    if (at > 0 && touch(gaps.get(at - 1), gap)) {
      gap = new Place(gap.chunk(), gaps.remove(--at).from(), gap.to());
    }
    gaps.add(at, gap);
  }

  private static boolean before(Place a, Place b) {
    return a.chunk() < b.chunk() || (a.chunk() == b.chunk() && a.from() < b.from());
  }

  private static boolean touch(Place a, Place b) {
    return a.chunk() == b.chunk() && a.to() == b.from();
  }

  /** Makes every place a gap. */
  void clear() {
    gaps.clear();
    for (int i = 0; i < chunks.size(); i++) {
      gaps.add(whole(i));
    }
  }

  private Place whole(int chunk) {
    return new Place(chunk, 0, chunks.get(chunk).byteSize());
  }

  State state() {
    return new State(List.copyOf(gaps), chunks.size());
  }

  /** Goes back to a state; chunks that are younger are gaps. */
  void restore(State state) {
    gaps.clear();
    gaps.addAll(state.gaps());
    for (int i = state.chunks(); i < chunks.size(); i++) {
      gaps.add(whole(i));
    }
  }
}
