package org.sinopia.tensor;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * First-fit allocator of a scope's tensors over chunks of its device. A block is cut from the first
 * gap, in order of chunks and offsets, that is wide enough. So the same requests find the same
 * addresses, and memory after the last block was never touched.
 */
final class ChunkAllocator {
  private static final long ALIGNMENT = 64;
  private static final long MIN_CHUNK_BYTES = 4L << 20;

  /** A new chunk is at least this part of all, so that there are few even in a large scope. */
  private static final int GROWTH = 4;

  private final Backend backend;
  private final List<MemorySegment> chunks;
  private final List<Block> gaps = new ArrayList<>();

  /** Bytes {@code from} to {@code to} of a chunk. */
  record Block(int chunk, long from, long to) {
    long bytes() {
      return to - from;
    }
  }

  /** Where there was nothing at a moment, and the chunks there were. */
  record State(List<Block> gaps, int chunks) {}

  ChunkAllocator(Backend backend, List<MemorySegment> chunks) {
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

  /** A block of a number of bytes, with the guard after them. */
  Block allocate(long bytes) {
    long guarded = Math.addExact(bytes, backend.guardBytes());
    long wanted = Math.addExact(guarded, ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    int at = 0;
    while (at < gaps.size() && gaps.get(at).bytes() < wanted) {
      at++;
    }
    if (at == gaps.size()) {
      chunks.add(backend.allocate(Math.max(wanted, Math.max(MIN_CHUNK_BYTES, total() / GROWTH))));
      gaps.add(whole(chunks.size() - 1));
    }
    Block gap = gaps.get(at);
    Block block = new Block(gap.chunk(), gap.from(), gap.from() + wanted);
    if (block.to() == gap.to()) {
      gaps.remove(at);
    } else {
      gaps.set(at, new Block(gap.chunk(), block.to(), gap.to()));
    }
    return block;
  }

  /** The first bytes of a block. */
  MemorySegment memory(Block block, long bytes) {
    MemorySegment memory = chunks.get(block.chunk()).asSlice(block.from(), bytes);
    backend.claim(memory);
    return memory;
  }

  /** Makes a block a gap, one with those that it touches. */
  void free(Block block) {
    int at = 0;
    while (at < gaps.size() && before(gaps.get(at), block)) {
      at++;
    }
    Block gap = block;
    if (at < gaps.size() && touch(gap, gaps.get(at))) {
      gap = new Block(gap.chunk(), gap.from(), gaps.remove(at).to());
    }
    if (at > 0 && touch(gaps.get(at - 1), gap)) {
      gap = new Block(gap.chunk(), gaps.remove(--at).from(), gap.to());
    }
    gaps.add(at, gap);
  }

  private static boolean before(Block a, Block b) {
    return a.chunk() < b.chunk() || (a.chunk() == b.chunk() && a.from() < b.from());
  }

  private static boolean touch(Block a, Block b) {
    return a.chunk() == b.chunk() && a.to() == b.from();
  }

  /** Makes every block a gap. */
  void clear() {
    gaps.clear();
    for (int i = 0; i < chunks.size(); i++) {
      gaps.add(whole(i));
    }
  }

  private Block whole(int chunk) {
    return new Block(chunk, 0, chunks.get(chunk).byteSize());
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
