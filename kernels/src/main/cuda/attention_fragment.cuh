// Common parts of the bfloat16 attention kernels: tiles of tokens in shared memory, the fragments of tensor core products
// that come from them, and the dropout of what an accumulator holds.
//
// Four warps have 16 tokens each, 64 in all, against tiles of 64 others. Accumulators become operands of the next
// product where they are: a 16 x 8 accumulator holds exactly the pairs that a 16 x 16 operand wants in half of its
// columns (Dao 2023, arXiv 2307.08691). So weights never pass through shared memory.
#pragma once
#include "attention.cuh"
#include "tensor_core.cuh"

// Scores are in powers of two, which the hardware has: e^s = 2^(s log2 e).
constexpr float LOG2_E = 1.4426950408889634f;
constexpr float LN_2 = 0.69314718055994531f;

constexpr int FRAGMENT_TOKENS = 64;
constexpr int FRAGMENT_THREADS = 128;

// A row is 16 bytes longer than its features: eight rows start in eight different groups of four banks.
template <int WIDTH>
constexpr int FRAGMENT_STRIDE = WIDTH + 8;

template <int WIDTH>
constexpr int FRAGMENT_TILE = FRAGMENT_TOKENS * FRAGMENT_STRIDE<WIDTH>;

// Copies 64 tokens from `first` on, rounded, into a tile; zeros beyond the last token and the last feature.
template <int WIDTH>
__device__ __forceinline__ void fragment_load(bf16* tile, const float* from, int stride, int first, int tokens, int features,
                                              bool vector) {
#pragma unroll
  for (int index = threadIdx.x; index < FRAGMENT_TOKENS * WIDTH / 4; index += FRAGMENT_THREADS) {
    int row = index / (WIDTH / 4);
    int column = index % (WIDTH / 4) * 4;
    int left = features - column;
    float4 four = make_float4(0.0f, 0.0f, 0.0f, 0.0f);
    if (first + row < tokens && left > 0) {
      const float* at = from + ((first + row) * stride + column);
      if (vector) {
        four = load4(at);
      } else {
        four.x = at[0];
        four.y = left > 1 ? at[1] : 0.0f;
        four.z = left > 2 ? at[2] : 0.0f;
        four.w = left > 3 ? at[3] : 0.0f;
      }
    }
    *reinterpret_cast<uint2*>(tile + (row * FRAGMENT_STRIDE<WIDTH> + column)) =
        make_uint2(pack_bf16(four.x, four.y), pack_bf16(four.z, four.w));
  }
}

// The 16 tokens of this warp as left operands, 16 features each.
template <int WIDTH>
__device__ __forceinline__ void fragment_rows(const bf16* tile, unsigned (&rows)[WIDTH / 16][4]) {
  int lane = lane_index();
#pragma unroll
  for (int step = 0; step < WIDTH / 16; step++) {
    load_matrix_x4(rows[step],
                   tile + ((warp_index() * 16 + lane % 16) * FRAGMENT_STRIDE<WIDTH> + step * 16 + lane / 16 * 8));
  }
}

// products = rows . tokens: 16 tokens of the warp against 16 of the tile, from `token` on, as two accumulators of 8.
template <int WIDTH>
__device__ __forceinline__ void fragment_dots(const unsigned (&rows)[WIDTH / 16][4], const bf16* tile, int token,
                                              float (&products)[2][4]) {
  int lane = lane_index();
#pragma unroll
  for (int i = 0; i < 4; i++) {
    products[0][i] = 0.0f;
    products[1][i] = 0.0f;
  }
#pragma unroll
  for (int step = 0; step < WIDTH / 16; step++) {
    unsigned words[4];
    load_matrix_x4(words, tile + ((token + lane / 16 * 8 + lane % 8) * FRAGMENT_STRIDE<WIDTH> + step * 16 + lane / 8 % 2 * 8));
    unsigned first[2] = {words[0], words[1]};
    unsigned second[2] = {words[2], words[3]};
    mma_m16n8k16_bf16(products[0], rows[step], first);
    mma_m16n8k16_bf16(products[1], rows[step], second);
  }
}

// sums += weights . tokens: what 16 tokens of the warp have of 16 of the tile, from `token` on, times their features.
template <int WIDTH>
__device__ __forceinline__ void fragment_mix(const float (&weights)[2][4], const bf16* tile, int token,
                                             float (&sums)[WIDTH / 8][4]) {
  int lane = lane_index();
  unsigned left[4] = {pack_bf16(weights[0][0], weights[0][1]), pack_bf16(weights[0][2], weights[0][3]),
                      pack_bf16(weights[1][0], weights[1][1]), pack_bf16(weights[1][2], weights[1][3])};
#pragma unroll
  for (int step = 0; step < WIDTH / 16; step++) {
    unsigned words[4];
    load_matrix_x4_transposed(words, tile + ((token + lane % 16) * FRAGMENT_STRIDE<WIDTH> + step * 16 + lane / 16 * 8));
    unsigned first[2] = {words[0], words[1]};
    unsigned second[2] = {words[2], words[3]};
    mma_m16n8k16_bf16(sums[2 * step], left, first);
    mma_m16n8k16_bf16(sums[2 * step + 1], left, second);
  }
}

__device__ __forceinline__ unsigned fragment_pick(uint4 words, int index) {
  return (index & 2) != 0 ? ((index & 1) != 0 ? words.w : words.z) : ((index & 1) != 0 ? words.y : words.x);
}

// Dropout's factors of an accumulator whose rows are queries and whose columns are keys: `upper` and `lower` are the
// elements of its first column in rows g and g + 8. With a multiple of four tokens two neighbouring lanes need
// halves of the same two blocks of four words; each computes one and they exchange halves.
__device__ __forceinline__ void fragment_dropout(const Dropout& dropout, unsigned long long upper,
                                                 unsigned long long lower, int tokens, float (&factors)[4]) {
  if (tokens % 4 == 0) {
    bool odd = (lane_index() & 1) != 0;
    uint4 own = philox(dropout.seed, dropout.stream, (odd ? lower : upper) >> 2);
    unsigned one = __shfl_xor_sync(ALL_LANES, odd ? own.x : own.z, 1);
    unsigned two = __shfl_xor_sync(ALL_LANES, odd ? own.y : own.w, 1);
    factors[0] = attention_factor(dropout, odd ? one : own.x);
    factors[1] = attention_factor(dropout, odd ? two : own.y);
    factors[2] = attention_factor(dropout, odd ? own.z : one);
    factors[3] = attention_factor(dropout, odd ? own.w : two);
  } else {
    factors[0] = attention_factor_of(dropout, upper);
    factors[1] = attention_factor_of(dropout, upper + 1);
    factors[2] = attention_factor_of(dropout, lower);
    factors[3] = attention_factor_of(dropout, lower + 1);
  }
}

// The same where rows are keys and columns queries: `first` is the element of row g and the first column; row g + 8 is
// 8 elements on, the second column `tokens`. Four lanes whose rows are g / 4 * 4 and on need one word each of the same
// four blocks; each computes one, and three exchanges bring every word to its lane.
__device__ __forceinline__ void fragment_dropout_transposed(const Dropout& dropout, unsigned long long first,
                                                            int tokens, float (&factors)[4]) {
  if (tokens % 4 == 0) {
    int own = lane_index() / 4 % 4;
    unsigned long long element = first + (own / 2 * 8) + static_cast<unsigned long long>(own % 2 * tokens);
    uint4 words = philox(dropout.seed, dropout.stream, element >> 2);
    uint4 received;
    received.x = fragment_pick(words, own);
    received.y = __shfl_xor_sync(ALL_LANES, fragment_pick(words, own ^ 1), 4);
    received.z = __shfl_xor_sync(ALL_LANES, fragment_pick(words, own ^ 2), 8);
    received.w = __shfl_xor_sync(ALL_LANES, fragment_pick(words, own ^ 3), 12);
#pragma unroll
    for (int i = 0; i < 4; i++) {
      factors[i] = attention_factor(dropout, fragment_pick(received, own ^ i));
    }
  } else {
    factors[0] = attention_factor_of(dropout, first);
    factors[1] = attention_factor_of(dropout, first + tokens);
    factors[2] = attention_factor_of(dropout, first + 8);
    factors[3] = attention_factor_of(dropout, first + 8 + tokens);
  }
}
