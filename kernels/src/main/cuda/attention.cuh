// Common parts of all attention kernels: which head and tile a block works on, and dropout.
#pragma once
#include "dropout.cuh"

// One head of one sample, and one tile of one chunk of it.
struct AttentionHead {
  int heads;
  int tokens;
  int features;
  int tiles;
  int tile;
  int chunks;
  int chunk;
  int head;
  int sample;

  // Blocks count tiles fastest, so that neighbours read the same keys and values from the L2 cache.
  __device__ __forceinline__ AttentionHead(int block, int heads, int tokens, int features, int tile_tokens, int width)
      : heads(heads), tokens(tokens), features(features) {
    tiles = (tokens + tile_tokens - 1) / tile_tokens;
    tile = block % tiles;
    block /= tiles;
    chunks = (features + width - 1) / width;
    chunk = block % chunks;
    block /= chunks;
    head = block % heads;
    sample = block / heads;
  }

  // Elements from one token to the next in qkv.
  __device__ __forceinline__ int stride() const { return 3 * heads * features; }

  // Where the queries (0), keys (1) or values (2) of this head start in qkv.
  __device__ __forceinline__ int start(int which) const {
    return sample * tokens * stride() + (which * heads + head) * features;
  }

  // Elements from one token to the next in what attention puts out, and where this head starts there.
  __device__ __forceinline__ int out_stride() const { return heads * features; }

  __device__ __forceinline__ int out_start() const { return sample * tokens * out_stride() + head * features; }

  // The position of this head's first token in [sample, head, token].
  __device__ __forceinline__ int rows() const { return (sample * heads + head) * tokens; }

  __device__ __forceinline__ unsigned long long weight(int query, int key) const {
    return (static_cast<unsigned long long>(rows()) + query) * tokens + key;
  }
};

// The factor of a weight under dropout, given its random word.
__device__ __forceinline__ float attention_factor(const Dropout& dropout, unsigned word) {
  return keeps(dropout, word) ? dropout.scale : 0.0f;
}

__device__ __forceinline__ float attention_factor_of(const Dropout& dropout, unsigned long long element) {
  return attention_factor(dropout, philox_word(dropout.seed, dropout.stream, element));
}

// The factors of four neighbours. Their words lie in one block of four, or in two.
__device__ __forceinline__ void attention_factors(const Dropout& dropout, unsigned long long element, float (&factors)[4]) {
  unsigned offset = static_cast<unsigned>(element) & 3u;
  uint4 block = philox(dropout.seed, dropout.stream, element >> 2);
  unsigned words[7] = {block.x, block.y, block.z, block.w, 0, 0, 0};
  if (offset != 0) {
    uint4 next = philox(dropout.seed, dropout.stream, (element >> 2) + 1);
    words[4] = next.x;
    words[5] = next.y;
    words[6] = next.z;
  }
  // Moved in two steps with constant indices, so that the words stay in registers.
#pragma unroll
  for (int i = 0; i < 6; i++) {
    words[i] = (offset & 1u) != 0 ? words[i + 1] : words[i];
  }
#pragma unroll
  for (int i = 0; i < 4; i++) {
    factors[i] = attention_factor(dropout, (offset & 2u) != 0 ? words[i + 2] : words[i]);
  }
}

// gradOut . out of the TOKENS queries of a block of 128 threads, in `deltas` after a barrier.
template <int TOKENS>
__device__ __forceinline__ void attention_deltas(const AttentionHead& at, const float* out, const float* grad_out,
                                                 float* deltas) {
  constexpr int LANES = 128 / TOKENS;
  int row = threadIdx.x / LANES;
  int query = at.tile * TOKENS + row;
  float sum = 0.0f;
  if (query < at.tokens) {
    int start = at.out_start() + query * at.out_stride();
    for (int feature = threadIdx.x % LANES; feature < at.features; feature += LANES) {
      sum = fmaf(out[start + feature], grad_out[start + feature], sum);
    }
  }
#pragma unroll
  for (int distance = LANES / 2; distance > 0; distance /= 2) {
    sum += __shfl_xor_sync(ALL_LANES, sum, distance);
  }
  if (threadIdx.x % LANES == 0) {
    deltas[row] = sum;
  }
  __syncthreads();
}

// One row's part of gradTheta, sum over keys of ds s. A row's slopes add up to zero, so it does not matter what is taken
// off all scores of the row, unless delta has an error, which every score would then count with. So t = s - logSumExp
// stands for s, and the mean slope, which should be zero, is taken off: sum ds t - (sum ds) (sum p t) / (sum p).
struct AttentionTheta {
  float weights;
  float slopes;
  float logs;
  float products;

  // Weight p, slope ds and t of one key.
  __device__ __forceinline__ void add(float weight, float slope, float log_weight) {
    weights += weight;
    slopes += slope;
    logs = fmaf(weight, log_weight, logs);
    products = fmaf(slope, log_weight, products);
  }

  // The part, in each of LANES neighbouring lanes that share the row; all lanes of the warp call it.
  template <int LANES>
  __device__ __forceinline__ float of_row() {
#pragma unroll
    for (int distance = LANES / 2; distance > 0; distance /= 2) {
      weights += __shfl_xor_sync(ALL_LANES, weights, distance);
      slopes += __shfl_xor_sync(ALL_LANES, slopes, distance);
      logs += __shfl_xor_sync(ALL_LANES, logs, distance);
      products += __shfl_xor_sync(ALL_LANES, products, distance);
    }
    return weights == 0.0f ? 0.0f : products - slopes / weights * logs;
  }
};
