// The running launch: its kernel, the threads of its current block, and the memory that they may touch.
#pragma once
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

}  // namespace
}  // namespace sinopia
