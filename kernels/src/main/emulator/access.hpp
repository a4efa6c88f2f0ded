// The checks of one access, before it happens: in bounds, aligned, of memory that was written, and in no race.
#pragma once
#include <link.h>

#include "report.hpp"

namespace sinopia {
namespace {

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

}  // namespace
}  // namespace sinopia
