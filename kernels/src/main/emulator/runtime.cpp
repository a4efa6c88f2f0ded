// What the host calls: memory, and one launch at a time, block after block. Compiled without instrumentation, together
// with what kernels call (operations.hpp). The kernels are compiled with the compiler's thread-sanitizer
// instrumentation, whose calls arrive there before each access, so that a wrong access is reported instead of made.
#include "access.hpp"
#include "block.hpp"
#include "operations.hpp"
#include "warp.hpp"

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
}
