// What kernels call, and what the compiler's instrumentation calls before each of their accesses.
#pragma once
#include "access.hpp"
#include "block.hpp"
#include "warp.hpp"

using namespace sinopia;

extern "C" {

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
