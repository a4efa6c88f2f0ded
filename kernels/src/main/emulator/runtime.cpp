// Runs one launch at a time: block after block, the threads of a block as fibers that give way at barriers and warp
// operations. Compiled without instrumentation; the kernels are compiled with the compiler's thread-sanitizer
// instrumentation, whose calls (__tsan_read4 and so on, at the end) arrive here before each access, so that a wrong
// access is reported instead of made.
#include <dlfcn.h>
#include <link.h>

#include <cstdarg>
#include <cstdio>
#include <memory>
#include <vector>

#include "emulator.hpp"
#include "fiber.hpp"
#include "memory.hpp"

namespace sinopia {
namespace {

constexpr unsigned MAX_THREADS = 1024;
constexpr uint64_t APART_BYTES = 1 << 20;

struct Copy {
  char* to;
  const char* from;
  int group;
};

enum class State { READY, AT_BARRIER, AT_WARP, FINISHED };

// What a thread brings to a meeting of its warp, and takes away.
struct Meeting {
  int kind;
  unsigned mask;
  uint64_t value;
  int source;
  float* c;
  const unsigned *a, *b;
  unsigned* words;
  const char* row;
};

struct Thread {
  Context context;
  char* stack;
  uint3 index;
  unsigned number;
  State state;
  const char* file;
  int line;
  Meeting meeting;
  std::vector<Copy> copies;
  int groups;
};

enum Kind { SYNC, SHUFFLE, BALLOT, MMA_BF16, MMA_TF32, LOAD2, LOAD4, LOAD2T, LOAD4T };

const char* const KIND_NAMES[] = {"__syncwarp", "a shuffle",  "a vote",    "mma bf16",  "mma tf32",
                                  "ldmatrix",   "ldmatrix",   "ldmatrix",  "ldmatrix"};

struct Failure {
  uint64_t allocation;   // address of the tensor nearest to a wrong access, or 0
  uint64_t code_offset;  // of the access in its library, or 0
  char text[1008];
};

Thread threads[MAX_THREADS];
char* stacks;
Thread* current;
Context scheduler;
bool failed;
Failure* failure;

const SinopiaKernel* kernel;
void** arguments;
uint3 block_extent, grid_extent, block_index;
unsigned thread_count;
bool checking;

uint64_t now = 1;
uint64_t launch_start, block_start, block_since, warp_since[MAX_THREADS / 32];

Region static_shared, dynamic_shared;
std::vector<std::unique_ptr<Region>> regions;
Region* last_region;
uint64_t guard_bytes;
std::unique_ptr<char[]> dynamic_memory;
uint64_t dynamic_capacity;

[[noreturn]] void leave() {
  failed = true;
  switch_to(current->context, scheduler);
  __builtin_unreachable();
}

void describe(const char* format, ...) {
  size_t used = strlen(failure->text);
  va_list values;
  va_start(values, format);
  vsnprintf(failure->text + used, sizeof(failure->text) - used, format, values);
  va_end(values);
}

void describe_thread(const Thread& t) {
  describe("thread (%u, %u, %u) of block (%u, %u, %u)", t.index.x, t.index.y, t.index.z, block_index.x, block_index.y,
           block_index.z);
}

struct Access {
  const char* address;
  unsigned bytes;
  bool write, atomic;
  const void* code;
};

void begin_failure(const Access& access) {
  Dl_info library;
  if (access.code != nullptr && dladdr(access.code, &library) != 0) {
    // One byte back, so that the address lies in the call and not behind it.
    failure->code_offset =
        reinterpret_cast<uint64_t>(access.code) - 1 - reinterpret_cast<uint64_t>(library.dli_fbase);
  }
  describe("%s of %u byte%s ", access.atomic ? "atomic operation" : access.write ? "write" : "read", access.bytes,
           access.bytes == 1 ? "" : "s");
}

[[noreturn]] void end_failure() {
  describe(", by ");
  describe_thread(*current);
  leave();
}

void describe_place(const Region& region, const char* address) {
  uint64_t offset = static_cast<uint64_t>(address - region.base);
  if (region.shared) {
    describe("at byte %lu of %s shared memory", offset, &region == &static_shared ? "static" : "dynamic");
    return;
  }
  auto after = region.claims.upper_bound(offset);
  if (after == region.claims.begin()) {
    describe("in device memory that holds no tensor");
    return;
  }
  auto claim = std::prev(after);
  failure->allocation = reinterpret_cast<uint64_t>(region.base) + claim->first;
  uint64_t into = offset - claim->first;
  if (into < claim->second) {
    describe("at byte %lu of %lu of a tensor", into, claim->second);
  } else {
    describe("%lu bytes past the end of a tensor of %lu bytes", into - claim->second, claim->second);
  }
}

[[noreturn]] void out_of_bounds(const Access& access, const Region* region) {
  begin_failure(access);
  if (region != nullptr) {
    describe("out of bounds, ");
    describe_place(*region, access.address);
  } else {
    describe("out of bounds, at address %p, outside all memory of the device", static_cast<const void*>(access.address));
    for (const Region* shared : {&static_shared, &dynamic_shared}) {
      uint64_t past = static_cast<uint64_t>(access.address - (shared->base + shared->bytes));
      if (shared->base != nullptr && past < 65536) {
        describe(" (%lu bytes past the end of %lu bytes of %s shared memory)", past, shared->bytes,
                 shared == &static_shared ? "static" : "dynamic");
      }
    }
  }
  end_failure();
}

[[noreturn]] void misaligned(const Access& access) {
  begin_failure(access);
  describe("misaligned, at address %p", static_cast<const void*>(access.address));
  end_failure();
}

[[noreturn]] void never_written(const Access& access, const Region& region) {
  begin_failure(access);
  describe("of memory never written, ");
  describe_place(region, access.address);
  end_failure();
}

[[noreturn]] void race(const Access& access, const Region& region, Stamp other, bool other_wrote) {
  begin_failure(access);
  describe("in a race, ");
  describe_place(region, access.address);
  describe(", with a %s by ", other_wrote ? "write" : "read");
  if (other.time() < block_start) {
    describe("another block of the launch");
  } else if (other.who() < Stamp::WARPS) {
    const Thread& t = threads[other.who()];
    describe("thread (%u, %u, %u) of the same block", t.index.x, t.index.y, t.index.z);
  } else {
    describe("several threads of the same block");
  }
  describe(" and no barrier between");
  end_failure();
}

bool racing(const Region& region, Stamp other, unsigned mask, bool atomic) {
  if ((other.mask() & mask) == 0 || other.time() < (region.shared ? block_start : launch_start)) {
    return false;
  }
  if (atomic && other.atomic()) {
    return false;
  }
  if (other.time() < block_start) {
    return true;
  }
  unsigned me = current->number;
  return other.who() != me && other.time() >= block_since &&
         !(other.warp() == me / 32 && other.time() < warp_since[me / 32]);
}

Region* find(const char* address) {
  if (static_shared.holds(address)) {
    return &static_shared;
  }
  if (last_region != nullptr && last_region->holds(address)) {
    return last_region;
  }
  if (dynamic_shared.holds(address)) {
    return &dynamic_shared;
  }
  for (auto& region : regions) {
    if (region->holds(address)) {
      return last_region = region.get();
    }
  }
  return nullptr;
}

// Whether an address lies in the constants of the running kernel's own library.
bool in_library(const char* address) {
  struct Query {
    const char* address;
    const char* code;
    bool found;
  } query{address, reinterpret_cast<const char*>(kernel->call), false};
  dl_iterate_phdr(
      [](dl_phdr_info* info, size_t, void* data) {
        auto* q = static_cast<Query*>(data);
        bool with_code = false, with_address = false;
        for (int i = 0; i < info->dlpi_phnum; ++i) {
          const ElfW(Phdr)& part = info->dlpi_phdr[i];
          const char* from = reinterpret_cast<const char*>(info->dlpi_addr + part.p_vaddr);
          if (part.p_type == PT_LOAD) {
            with_code |= q->code >= from && q->code < from + part.p_memsz;
            with_address |= q->address >= from && q->address < from + part.p_memsz;
          }
        }
        q->found = with_code && with_address;
        return with_code ? 1 : 0;
      },
      &query);
  return query.found;
}

void touch_word(const Access& access, Region& region, uint64_t word, unsigned mask) {
  unsigned state = region.state[word];
  if ((state >> 4 & mask) != mask) {
    out_of_bounds(access, &region);
  }
  Cell& cell = region.cells[word];
  if (racing(region, cell.write, mask, access.atomic)) {
    race(access, region, cell.write, true);
  }
  if ((!access.write || access.atomic) && (state & mask) != mask) {
    never_written(access, region);
  }
  unsigned me = current->number;
  if (access.write) {
    if (racing(region, cell.read, mask, false)) {
      race(access, region, cell.read, false);
    }
    region.state[word] = static_cast<uint8_t>(state | mask);
    cell.write = Stamp::of(now, me, access.atomic, mask);
    return;
  }
  Stamp before = cell.read;
  unsigned who = me;
  bool same_block = before.time() >= block_start && (before.mask() & mask) != 0;
  if (same_block && before.who() != me && before.time() >= block_since) {
    bool same_warp = before.warp() == me / 32;
    if (!same_warp) {
      who = Stamp::SEVERAL;
    } else if (before.time() >= warp_since[me / 32]) {
      who = Stamp::WARPS + me / 32;
    }
  }
  // A read by another block of this launch must stay known, for a later block's write would race with it.
  if (!region.shared && before.time() >= launch_start && before.time() < block_start && (before.mask() & mask) != 0) {
    return;
  }
  cell.read = Stamp::of(now, who, false, mask);
}

void touch(const Access& access, bool aligned) {
  if (current == nullptr) {
    return;
  }
  if (static_cast<size_t>(access.address - current->stack) < STACK_BYTES) {
    return;
  }
  if (aligned && (reinterpret_cast<uintptr_t>(access.address) & (access.bytes - 1)) != 0) {
    misaligned(access);
  }
  Region* region = find(access.address);
  if (region == nullptr) {
    if (!access.write && in_library(access.address)) {
      return;
    }
    out_of_bounds(access, nullptr);
  }
  uint64_t offset = static_cast<uint64_t>(access.address - region->base);
  if (offset + access.bytes > region->bytes) {
    out_of_bounds(access, region);
  }
  for (uint64_t at = offset, end = offset + access.bytes; at < end;) {
    uint64_t stop = (at / 4 + 1) * 4 < end ? (at / 4 + 1) * 4 : end;
    unsigned mask = ((1u << (stop - at)) - 1) << at % 4;
    touch_word(access, *region, at / 4, mask);
    at = stop;
  }
}

void check(const void* address, unsigned bytes, bool write, const void* code) {
  if (checking) {
    touch({static_cast<const char*>(address), bytes, write, false, code}, true);
  }
}

void pause(State state) {
  Thread* self = current;
  self->state = state;
  switch_to(self->context, scheduler);
}

void run_thread() {
  kernel->call(arguments);
  current->state = State::FINISHED;
  switch_to(current->context, scheduler);
  __builtin_unreachable();
}

float bf16_low(unsigned pair) { return __uint_as_float(pair << 16); }
float bf16_high(unsigned pair) { return __uint_as_float(pair & 0xffff0000u); }

// The product of a warp from the fragments of its lanes: a is 16 x depth, b depth x 8.
void multiply(Thread* warp, bool tf32) {
  int depth = tf32 ? 8 : 16;
  float a[16][16], b[16][8];
  for (int lane = 0; lane < 32; ++lane) {
    const Meeting& m = warp[lane].meeting;
    int g = lane / 4, t = lane % 4;
    for (int i = 0; i < 4; ++i) {
      int row = g + (i % 2) * 8;
      if (tf32) {
        a[row][t + (i / 2) * 4] = __uint_as_float(m.a[i] & 0xffffe000u);
      } else {
        a[row][2 * t + (i / 2) * 8] = bf16_low(m.a[i]);
        a[row][2 * t + (i / 2) * 8 + 1] = bf16_high(m.a[i]);
      }
    }
    for (int i = 0; i < 2; ++i) {
      if (tf32) {
        b[t + i * 4][g] = __uint_as_float(m.b[i] & 0xffffe000u);
      } else {
        b[2 * t + i * 8][g] = bf16_low(m.b[i]);
        b[2 * t + i * 8 + 1][g] = bf16_high(m.b[i]);
      }
    }
  }
  for (int lane = 0; lane < 32; ++lane) {
    float* c = warp[lane].meeting.c;
    for (int i = 0; i < 4; ++i) {
      int row = lane / 4 + (i / 2) * 8, column = 2 * (lane % 4) + i % 2;
      float sum = 0;
      for (int k = 0; k < depth; ++k) {
        sum += a[row][k] * b[k][column];
      }
      c[i] += sum;
    }
  }
}

void load_matrices(Thread* warp, int matrices, bool transposed) {
  for (int lane = 0; lane < 32; ++lane) {
    int g = lane / 4, t = lane % 4;
    for (int m = 0; m < matrices; ++m) {
      unsigned short pair[2];
      for (int i = 0; i < 2; ++i) {
        int row = transposed ? 2 * t + i : g, column = transposed ? g : 2 * t + i;
        memcpy(&pair[i], warp[8 * m + row].meeting.row + 2 * column, 2);
      }
      warp[lane].meeting.words[m] = pair[0] | static_cast<unsigned>(pair[1]) << 16;
    }
  }
}

// Once all lanes of a mask have come to the same operation: does it, and lets them go on.
void complete(Thread* warp, unsigned mask, int kind) {
  switch (kind) {
    case SYNC:
      warp_since[warp->number / 32] = ++now;
      break;
    case SHUFFLE: {
      uint64_t values[32];
      for (int lane = 0; lane < 32; ++lane) {
        values[lane] = warp[lane].meeting.value;
      }
      for (int lane = 0; lane < 32; ++lane) {
        if (mask >> lane & 1) {
          warp[lane].meeting.value = values[warp[lane].meeting.source];
        }
      }
      break;
    }
    case BALLOT: {
      unsigned votes = 0;
      for (int lane = 0; lane < 32; ++lane) {
        if (mask >> lane & 1 && warp[lane].meeting.value != 0) {
          votes |= 1u << lane;
        }
      }
      for (int lane = 0; lane < 32; ++lane) {
        if (mask >> lane & 1) {
          warp[lane].meeting.value = votes;
        }
      }
      break;
    }
    case MMA_BF16:
    case MMA_TF32:
      multiply(warp, kind == MMA_TF32);
      break;
    default:
      load_matrices(warp, kind == LOAD2 || kind == LOAD2T ? 2 : 4, kind == LOAD2T || kind == LOAD4T);
  }
  for (int lane = 0; lane < 32; ++lane) {
    if (mask >> lane & 1) {
      warp[lane].state = State::READY;
    }
  }
}

void fail_at(const char* file, int line, const char* what) {
  describe("%s:%d: %s, ", file, line, what);
  describe_thread(*current);
  leave();
}

// Waits for the other lanes of the mask to come to the same operation.
void meet(int kind, unsigned mask, const char* file, int line) {
  Thread* self = current;
  unsigned first = self->number & ~31u, lane = self->number & 31u;
  if (!(mask >> lane & 1)) {
    fail_at(file, line, "a warp operation whose mask lacks the calling lane");
  }
  if (kind >= MMA_BF16 && mask != 0xffffffffu) {
    fail_at(file, line, "a matrix operation needs all lanes");
  }
  self->meeting.kind = kind;
  self->meeting.mask = mask;
  self->file = file;
  self->line = line;
  self->state = State::AT_WARP;
  for (unsigned i = 0; i < 32; ++i) {
    if (mask >> i & 1) {
      if (first + i >= thread_count) {
        fail_at(file, line, "a warp operation whose mask names lanes that the block does not have");
      }
      const Thread& t = threads[first + i];
      if (t.state != State::AT_WARP || t.meeting.mask != mask || t.meeting.kind != kind) {
        switch_to(self->context, scheduler);
        return;
      }
    }
  }
  complete(&threads[first], mask, kind);
}

// Says why no thread of the block can go on.
void diagnose_stuck() {
  const Thread* waiting = nullptr;
  for (unsigned i = 0; i < thread_count && waiting == nullptr; ++i) {
    if (threads[i].state != State::FINISHED) {
      waiting = &threads[i];
    }
  }
  const Thread* missing = nullptr;
  for (unsigned i = 0; i < thread_count && missing == nullptr; ++i) {
    const Thread& t = threads[i];
    bool wanted = waiting->state == State::AT_BARRIER ||
                  (t.number / 32 == waiting->number / 32 && (waiting->meeting.mask >> t.number % 32 & 1));
    bool there = t.state == waiting->state &&
                 (t.state == State::AT_BARRIER || (t.meeting.kind == waiting->meeting.kind && t.meeting.mask == waiting->meeting.mask));
    if (wanted && !there) {
      missing = &t;
    }
  }
  const char* what = waiting->state == State::AT_BARRIER ? "__syncthreads" : KIND_NAMES[waiting->meeting.kind];
  describe("divergent barrier: %s at %s:%d was reached by ", what, waiting->file, waiting->line);
  describe_thread(*waiting);
  describe(" but not by thread (%u, %u, %u), which ", missing->index.x, missing->index.y, missing->index.z);
  if (missing->state == State::FINISHED) {
    describe("has ended");
  } else {
    const char* other = missing->state == State::AT_BARRIER ? "__syncthreads" : KIND_NAMES[missing->meeting.kind];
    describe("waits in %s at %s:%d", other, missing->file, missing->line);
  }
  failed = true;
}

// When all threads wait at a barrier: lets them go on, if it is the same one.
bool release_barrier() {
  for (unsigned i = 0; i < thread_count; ++i) {
    if (threads[i].state != State::AT_BARRIER) {
      return false;
    }
  }
  for (unsigned i = 1; i < thread_count; ++i) {
    if (threads[i].line != threads[0].line || strcmp(threads[i].file, threads[0].file) != 0) {
      describe("divergent barrier: ");
      describe_thread(threads[0]);
      describe(" waits at %s:%d, but thread (%u, %u, %u) at %s:%d", threads[0].file, threads[0].line, threads[i].index.x,
               threads[i].index.y, threads[i].index.z, threads[i].file, threads[i].line);
      failed = true;
      return false;
    }
  }
  block_since = ++now;
  for (unsigned i = 0; i < thread_count; ++i) {
    threads[i].state = State::READY;
  }
  return true;
}

// An order of 0 ... count-1: 0 forward, 1 backward, any other number a shuffle drawn from it.
std::vector<unsigned> ordered(unsigned count, uint64_t order) {
  std::vector<unsigned> sequence(count);
  for (unsigned i = 0; i < count; ++i) {
    sequence[i] = order == 1 ? count - 1 - i : i;
  }
  if (order > 1) {
    uint64_t state = order;
    for (unsigned i = count; i > 1; --i) {
      // SplitMix64 (Steele, Lea and Flood 2014).
      state += 0x9E3779B97F4A7C15u;
      uint64_t z = (state ^ state >> 30) * 0xBF58476D1CE4E5B9u;
      z = (z ^ z >> 27) * 0x94D049BB133111EBu;
      std::swap(sequence[i - 1], sequence[(z ^ z >> 31) % i]);
    }
  }
  return sequence;
}

void run_block(const std::vector<unsigned>& order) {
  block_start = block_since = ++now;
  for (uint64_t& since : warp_since) {
    since = now;
  }
  static_shared.mark(0, static_shared.bytes, true, false);
  dynamic_shared.mark(0, dynamic_shared.bytes, true, false);
  memset(static_shared.base, 0xff, static_shared.bytes);
  memset(dynamic_shared.base, 0xff, dynamic_shared.bytes);
  for (unsigned i = 0; i < thread_count; ++i) {
    Thread& t = threads[i];
    t.number = i;
    t.index = {i % block_extent.x, i / block_extent.x % block_extent.y, i / block_extent.x / block_extent.y};
    t.state = State::READY;
    t.copies.clear();
    t.groups = 0;
    prepare(t.context, t.stack + STACK_BYTES, run_thread);
  }
  for (;;) {
    bool ran = false, finished = true;
    for (unsigned i : order) {
      Thread& t = threads[i];
      if (t.state == State::READY) {
        ran = true;
        current = &t;
        switch_to(scheduler, t.context);
        current = nullptr;
        if (failed) {
          return;
        }
      }
      finished &= t.state == State::FINISHED;
    }
    if (finished) {
      return;
    }
    if (!ran && !release_barrier()) {
      if (!failed) {
        diagnose_stuck();
      }
      return;
    }
  }
}

}  // namespace
}  // namespace sinopia

using namespace sinopia;

extern "C" {

// What the host calls, through Java's foreign function interface; one call at a time.

void sinopia_set_guard(uint64_t bytes) { guard_bytes = bytes; }

// Device memory, which belongs to no tensor yet; 0 if there is none left. Far from all else in the address space, so that
// no index that goes astray in one piece lands in another.
uint64_t sinopia_allocate(uint64_t bytes) {
  void* memory = mmap(nullptr, bytes + 2 * APART_BYTES, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) {
    return 0;
  }
  auto region = std::make_unique<Region>();
  if (!region->watch(static_cast<char*>(memory) + APART_BYTES, bytes, false)) {
    munmap(memory, bytes + 2 * APART_BYTES);
    return 0;
  }
  regions.push_back(std::move(region));
  return reinterpret_cast<uint64_t>(regions.back()->base);
}

void sinopia_free(uint64_t address) {
  for (size_t i = 0; i < regions.size(); ++i) {
    if (reinterpret_cast<uint64_t>(regions[i]->base) == address) {
      munmap(regions[i]->base - APART_BYTES, regions[i]->bytes + 2 * APART_BYTES);
      regions.erase(regions.begin() + static_cast<std::ptrdiff_t>(i));
      last_region = nullptr;
      return;
    }
  }
}

// A range of device memory becomes a tensor of undefined content.
void sinopia_claim(uint64_t address, uint64_t bytes) {
  char* from = reinterpret_cast<char*>(address);
  if (Region* region = find(from)) {
    region->claim(static_cast<uint64_t>(from - region->base), bytes, guard_bytes);
  }
}

// A range of device memory has been written by the host.
void sinopia_written(uint64_t address, uint64_t bytes) {
  char* from = reinterpret_cast<char*>(address);
  if (Region* region = find(from)) {
    region->mark(static_cast<uint64_t>(from - region->base), bytes, true, true);
  }
}

// Runs a kernel over a grid; 0 if all went well, else 1 and `why` says what went wrong and where.
int sinopia_launch(const SinopiaKernel* which, const uint32_t* extents, uint64_t shared_bytes, void** values,
                   uint64_t order, int checked, Failure* why) {
  kernel = which;
  arguments = values;
  grid_extent = {extents[0], extents[1], extents[2]};
  block_extent = {extents[3], extents[4], extents[5]};
  thread_count = block_extent.x * block_extent.y * block_extent.z;
  checking = checked != 0;
  failed = false;
  failure = why;
  *why = Failure{};
  if (stacks == nullptr) {
    stacks = map_stacks(MAX_THREADS);
    if (stacks == nullptr) {
      describe("no memory for the stacks of %u threads", MAX_THREADS);
      return 1;
    }
    for (unsigned i = 0; i < MAX_THREADS; ++i) {
      threads[i].stack = stacks + i * STACK_BYTES;
    }
  }
  if (shared_bytes > dynamic_capacity) {
    dynamic_memory = std::make_unique<char[]>(shared_bytes + 1024);
    dynamic_capacity = shared_bytes;
  }
  uintptr_t dynamic = (reinterpret_cast<uintptr_t>(dynamic_memory.get()) + 1023) / 1024 * 1024;
  if (!static_shared.watch(which->shared, which->shared_bytes, true) ||
      !dynamic_shared.watch(reinterpret_cast<char*>(dynamic), shared_bytes, true)) {
    describe("no memory to watch shared memory with");
    return 1;
  }
  launch_start = ++now;
  std::vector<unsigned> thread_order = ordered(thread_count, order);
  unsigned blocks = grid_extent.x * grid_extent.y * grid_extent.z;
  for (unsigned block : ordered(blocks, order)) {
    block_index = {block % grid_extent.x, block / grid_extent.x % grid_extent.y,
                   block / grid_extent.x / grid_extent.y};
    run_block(thread_order);
    if (failed) {
      return 1;
    }
  }
  return 0;
}

// What kernels call.

uint3 sinopia_thread_index() { return current->index; }
uint3 sinopia_block_index() { return block_index; }
uint3 sinopia_block_extent() { return block_extent; }
uint3 sinopia_grid_extent() { return grid_extent; }
void* sinopia_dynamic_shared() { return dynamic_shared.base; }

void sinopia_barrier(const char* file, int line) {
  current->file = file;
  current->line = line;
  pause(State::AT_BARRIER);
}

void sinopia_warp_barrier(unsigned mask, const char* file, int line) { meet(SYNC, mask, file, line); }

uint64_t sinopia_shuffle(unsigned mask, uint64_t value, int source, const char* file, int line) {
  if (!(mask >> source & 1)) {
    fail_at(file, line, "a shuffle from a lane that its mask lacks");
  }
  current->meeting.value = value;
  current->meeting.source = source;
  meet(SHUFFLE, mask, file, line);
  return current->meeting.value;
}

unsigned sinopia_ballot(unsigned mask, int predicate, const char* file, int line) {
  current->meeting.value = predicate != 0;
  meet(BALLOT, mask, file, line);
  return static_cast<unsigned>(current->meeting.value);
}

void sinopia_mma_bf16(float* c, const unsigned* a, const unsigned* b, const char* file, int line) {
  current->meeting.c = c;
  current->meeting.a = a;
  current->meeting.b = b;
  meet(MMA_BF16, 0xffffffffu, file, line);
}

void sinopia_mma_tf32(float* c, const unsigned* a, const unsigned* b, const char* file, int line) {
  current->meeting.c = c;
  current->meeting.a = a;
  current->meeting.b = b;
  meet(MMA_TF32, 0xffffffffu, file, line);
}

void sinopia_load_matrix(unsigned* words, const void* row, int matrices, int transposed, const char* file, int line) {
  if ((current->number & 31u) < 8u * static_cast<unsigned>(matrices)) {
    check(row, 16, false, __builtin_return_address(0));
  }
  current->meeting.words = words;
  current->meeting.row = static_cast<const char*>(row);
  meet(matrices == 2 ? (transposed ? LOAD2T : LOAD2) : (transposed ? LOAD4T : LOAD4), 0xffffffffu, file, line);
}

unsigned sinopia_atomic(unsigned* address, int operation, unsigned operand, unsigned compare) {
  if (checking) {
    touch({reinterpret_cast<const char*>(address), 4, true, true, __builtin_return_address(0)}, true);
  }
  unsigned old = *address;
  int before = static_cast<int>(old), with = static_cast<int>(operand);
  switch (operation) {
    case 0: *address = old + operand; break;
    case 1: *address = old < operand ? old : operand; break;
    case 2: *address = old > operand ? old : operand; break;
    case 3: *address = static_cast<unsigned>(before < with ? before : with); break;
    case 4: *address = static_cast<unsigned>(before > with ? before : with); break;
    case 5: *address = old & operand; break;
    case 6: *address = old | operand; break;
    case 7: *address = operand; break;
    default: *address = old == compare ? operand : old;
  }
  return old;
}

// The bytes arrive when the thread waits for them, as late as the hardware may take.
void sinopia_async_copy16(void* shared, const void* global, int inside) {
  if (inside) {
    check(global, 16, false, __builtin_return_address(0));
  }
  if (reinterpret_cast<uintptr_t>(shared) % 16 != 0) {
    misaligned({static_cast<const char*>(shared), 16, true, false, __builtin_return_address(0)});
  }
  current->copies.push_back({static_cast<char*>(shared), inside ? static_cast<const char*>(global) : nullptr,
                             current->groups});
}

void sinopia_async_commit() { ++current->groups; }

void sinopia_async_wait(int pending) {
  std::vector<Copy>& copies = current->copies;
  size_t done = 0;
  for (; done < copies.size() && copies[done].group < current->groups - pending; ++done) {
    const Copy& copy = copies[done];
    check(copy.to, 16, true, __builtin_return_address(0));
    if (copy.from == nullptr) {
      memset(copy.to, 0, 16);
    } else {
      memcpy(copy.to, copy.from, 16);
    }
  }
  copies.erase(copies.begin(), copies.begin() + static_cast<std::ptrdiff_t>(done));
}

// What the compiler's instrumentation calls before each access.

#define SINOPIA_CODE __builtin_return_address(0)
#define SINOPIA_HOOKS(bytes)                                                              \
  void __tsan_read##bytes(void* address) { check(address, bytes, false, SINOPIA_CODE); } \
  void __tsan_write##bytes(void* address) { check(address, bytes, true, SINOPIA_CODE); } \
  void __tsan_read##bytes##_pc(void* address, void*) { check(address, bytes, false, SINOPIA_CODE); } \
  void __tsan_write##bytes##_pc(void* address, void*) { check(address, bytes, true, SINOPIA_CODE); }
SINOPIA_HOOKS(1)
SINOPIA_HOOKS(2)
SINOPIA_HOOKS(4)
SINOPIA_HOOKS(8)
SINOPIA_HOOKS(16)
#define SINOPIA_UNALIGNED(bytes)                                                 \
  void __tsan_unaligned_read##bytes(void* address) { __tsan_read_range(address, bytes); }   \
  void __tsan_unaligned_write##bytes(void* address) { __tsan_write_range(address, bytes); }
void __tsan_read_range(void* address, unsigned long bytes) {
  if (checking) {
    touch({static_cast<char*>(address), static_cast<unsigned>(bytes), false, false, SINOPIA_CODE}, false);
  }
}
void __tsan_write_range(void* address, unsigned long bytes) {
  if (checking) {
    touch({static_cast<char*>(address), static_cast<unsigned>(bytes), true, false, SINOPIA_CODE}, false);
  }
}
SINOPIA_UNALIGNED(2)
SINOPIA_UNALIGNED(4)
SINOPIA_UNALIGNED(8)
SINOPIA_UNALIGNED(16)
void __tsan_func_entry(void*) {}
void __tsan_func_exit() {}
void __tsan_init() {}
void __tsan_vptr_update(void**, void*) {}
}
