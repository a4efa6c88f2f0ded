// What the emulator knows of each byte a kernel may touch, kept per word of four bytes:
//   state   which bytes belong to a tensor, and which have ever been written
//   writes  who wrote the word last, and when
//   reads   who has read it since, and when
//
// Time is a counter that goes on at every barrier. Two accesses to a byte, one of them a write, by different threads of
// a block are ordered if a barrier of the block, or of their common warp, lies between them; by different blocks of a
// launch, never. What is not ordered is a race, found in any one thread order, whatever the values were.
#pragma once
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <map>
#include <memory>

namespace sinopia {

// Who and when, in one word: time in the upper 48 bits, then 11 bits of thread, one that says atomic, 4 bits of which
// bytes.
struct Stamp {
  uint64_t bits;

  static constexpr unsigned WARPS = 1024;     // 1024 + w: several threads of warp w
  static constexpr unsigned SEVERAL = 2047;  // threads of several warps

  static Stamp of(uint64_t time, unsigned who, bool atomic, unsigned mask) {
    return {time << 16 | uint64_t{who} << 5 | uint64_t{atomic} << 4 | mask};
  }
  uint64_t time() const { return bits >> 16; }
  unsigned who() const { return bits >> 5 & 2047; }
  bool atomic() const { return bits >> 4 & 1; }
  unsigned mask() const { return bits & 15; }
  unsigned warp() const { return who() < WARPS ? who() / 32 : who() < SEVERAL ? who() - WARPS : ~0u; }
};

struct Cell {
  Stamp write, read;
};

struct Free {
  void operator()(void* memory) const { free(memory); }
};

// Zeros, of which only those that are touched take memory.
template <typename T>
using Zeros = std::unique_ptr<T[], Free>;

// Memory that is watched: a piece of device memory, or the shared memory of the running block.
struct Region {
  char* base = nullptr;
  uint64_t bytes = 0;
  bool shared = false;
  Zeros<uint8_t> state;  // per word: low half which bytes were written, high half which belong to a tensor
  Zeros<Cell> cells;
  std::map<uint64_t, uint64_t> claims;  // offset and size of each tensor

  // False if there is no memory for what is to be known.
  bool watch(char* from, uint64_t size, bool is_shared) {
    base = from;
    bytes = size;
    shared = is_shared;
    state.reset(static_cast<uint8_t*>(calloc(size / 4 + 1, sizeof(uint8_t))));
    cells.reset(static_cast<Cell*>(calloc(size / 4 + 1, sizeof(Cell))));
    return state != nullptr && cells != nullptr;
  }

  bool holds(const char* address) const { return address >= base && address < base + bytes; }

  // Makes each byte of a range belong to a tensor or not, and be written or not.
  void mark(uint64_t offset, uint64_t size, bool owned, bool written) {
    uint64_t end = offset + size;
    while (offset < end) {
      if (offset % 4 == 0 && end - offset >= 4) {
        uint64_t words = (end - offset) / 4;
        memset(&state[offset / 4], (owned ? 0xf0 : 0) | (written ? 0x0f : 0), words);
        offset += 4 * words;
        continue;
      }
      uint8_t bit = static_cast<uint8_t>(1u << offset % 4), both = static_cast<uint8_t>(bit | bit << 4);
      uint8_t set = static_cast<uint8_t>((owned ? bit << 4 : 0) | (written ? bit : 0));
      state[offset / 4] = static_cast<uint8_t>((state[offset / 4] & ~both) | set);
      ++offset;
    }
  }

  // A range becomes a tensor of undefined content, with bytes behind it that belong to none.
  void claim(uint64_t offset, uint64_t size, uint64_t guard) {
    uint64_t end = offset + size + guard < bytes ? offset + size + guard : bytes;
    auto first = claims.lower_bound(offset);
    if (first != claims.begin() && std::prev(first)->first + std::prev(first)->second > offset) {
      --first;
    }
    auto last = first;
    while (last != claims.end() && last->first < end) {
      ++last;
    }
    claims.erase(first, last);
    claims.emplace(offset, size);
    mark(offset, size, true, false);
    mark(offset + size, end - offset - size, false, false);
    memset(base + offset, 0xff, end - offset);
  }
};

}  // namespace sinopia
