// What is said of a wrong access, and how the thread that made it is left for good.
#pragma once
#include <dlfcn.h>

#include <cstdarg>
#include <cstdio>

#include "state.hpp"

namespace sinopia {
namespace {

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

}  // namespace
}  // namespace sinopia
