// org.sinopia.tensor.op.Dropout: element i is kept if the upper 24 bits of its Philox word are at least `threshold`,
// which is rate * 2^24 rounded up. Kept: scale * x + shift. Dropped: `dropped`. Threshold 0 keeps all, at no cost.
#pragma once
#include "sinopia.cuh"

struct Dropout {
  unsigned long long seed, stream;
  unsigned threshold;
  float scale, shift, dropped;
};

__device__ __forceinline__ bool keeps(const Dropout& dropout, unsigned word) { return word >> 8 >= dropout.threshold; }

__device__ __forceinline__ bool keeps_element(const Dropout& dropout, unsigned long long element) {
  return dropout.threshold == 0 || keeps(dropout, philox_word(dropout.seed, dropout.stream, element));
}

// Which of the elements 4 * group ... 4 * group + 3 are kept, as the lowest four bits.
__device__ __forceinline__ unsigned kept_of_four(const Dropout& dropout, unsigned long long group) {
  if (dropout.threshold == 0) {
    return 15u;
  }
  uint4 words = philox(dropout.seed, dropout.stream, group);
  return (keeps(dropout, words.x) ? 1u : 0u) | (keeps(dropout, words.y) ? 2u : 0u) |
         (keeps(dropout, words.z) ? 4u : 0u) | (keeps(dropout, words.w) ? 8u : 0u);
}
