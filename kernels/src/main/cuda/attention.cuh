// What the float32 attention kernels share: which head and tile a block works on, tiles in shared memory, products of tiles, and
// the dropout of four neighbouring weights.
//
// 128 threads hold 32 queries against 64 keys; thread (y, x) of 8 by 16 has the scores of queries 4y..4y+3 and keys 4x..4x+3.
// A tile of tokens has WIDTH features to a row, the head's own and zeros to fill up; a head wider than 64 is taken in chunks of
// 64: scores are summed over all chunks, and a block computes one chunk of its outputs.
#pragma once
#include "sinopia.cuh"

constexpr int ATTENTION_QUERIES = 32;
constexpr int ATTENTION_KEYS = 64;
constexpr int ATTENTION_THREADS = 128;

// Where an element lies in a tile of WIDTH columns. Four neighbouring columns stay together, but their place in the row turns
// with row / 4: threads that read the same columns of rows 0, 4, 8, ... then meet eight different groups of banks.
template <int WIDTH>
__device__ __forceinline__ int attention_at(int row, int column) {
  constexpr int TURNS = WIDTH / 4 < 8 ? WIDTH / 4 : 8;
  return row * WIDTH + ((column / 4) ^ (row / 4 % TURNS)) * 4 + column % 4;
}

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

// Copies tokens from `first` on, WIDTH features from `column` on, into a tile; zeros beyond the last of either.
template <int WIDTH, int ROWS>
__device__ __forceinline__ void attention_load(float* tile, const float* from, int stride, int first, int tokens, int column,
                                               int features, bool vector) {
#pragma unroll
  for (int index = threadIdx.x; index < ROWS * WIDTH / 4; index += ATTENTION_THREADS) {
    int row = index / (WIDTH / 4);
    int within = index % (WIDTH / 4) * 4;
    int left = features - column - within;
    float4 four = make_float4(0.0f, 0.0f, 0.0f, 0.0f);
    if (first + row < tokens && left > 0) {
      const float* at = from + ((first + row) * stride + column + within);
      if (vector) {
        four = load4(at);
      } else {
        four.x = at[0];
        four.y = left > 1 ? at[1] : 0.0f;
        four.z = left > 2 ? at[2] : 0.0f;
        four.w = left > 3 ? at[3] : 0.0f;
      }
    }
    store4(tile + attention_at<WIDTH>(row, within), four);
  }
}

// sums_ab += x_a . y_b, rows of two tiles from `row_x` and `row_y` on.
template <int WIDTH>
__device__ __forceinline__ void attention_dots(const float* x, int row_x, const float* y, int row_y, float (&sums)[4][4]) {
#pragma unroll 2
  for (int column = 0; column < WIDTH; column += 4) {
    float4 left[4];
    float4 right[4];
#pragma unroll
    for (int i = 0; i < 4; i++) {
      left[i] = load4(x + attention_at<WIDTH>(row_x + i, column));
      right[i] = load4(y + attention_at<WIDTH>(row_y + i, column));
    }
#pragma unroll
    for (int i = 0; i < 4; i++) {
#pragma unroll
      for (int j = 0; j < 4; j++) {
        sums[i][j] = fmaf(left[i].x, right[j].x, sums[i][j]);
        sums[i][j] = fmaf(left[i].y, right[j].y, sums[i][j]);
        sums[i][j] = fmaf(left[i].z, right[j].z, sums[i][j]);
        sums[i][j] = fmaf(left[i].w, right[j].w, sums[i][j]);
      }
    }
  }
}

// COUNT neighbouring elements of a row, from a multiple of COUNT on.
template <int WIDTH, int COUNT>
__device__ __forceinline__ void attention_read(const float* tile, int row, int column, float (&values)[COUNT]) {
  if constexpr (COUNT >= 4) {
#pragma unroll
    for (int i = 0; i < COUNT; i += 4) {
      float4 four = load4(tile + attention_at<WIDTH>(row, column + i));
      values[i] = four.x;
      values[i + 1] = four.y;
      values[i + 2] = four.z;
      values[i + 3] = four.w;
    }
  } else {
#pragma unroll
    for (int i = 0; i < COUNT; i++) {
      values[i] = tile[attention_at<WIDTH>(row, column + i)];
    }
  }
}

// sums_ac += sum over keys j of x_aj y_jc: rows of a tile of [queries, keys] from `row` on, COUNT columns of a tile of tokens.
template <int WIDTH, int COUNT>
__device__ __forceinline__ void attention_mix(const float* x, int row, const float* y, int column, float (&sums)[4][COUNT]) {
#pragma unroll 2
  for (int key = 0; key < ATTENTION_KEYS; key += 4) {
    float weights[4][4];
#pragma unroll
    for (int i = 0; i < 4; i++) {
      attention_read<ATTENTION_KEYS>(x, row + i, key, weights[i]);
    }
#pragma unroll
    for (int j = 0; j < 4; j++) {
      float values[COUNT];
      attention_read<WIDTH>(y, key + j, column, values);
#pragma unroll
      for (int i = 0; i < 4; i++) {
#pragma unroll
        for (int c = 0; c < COUNT; c++) {
          sums[i][c] = fmaf(weights[i][j], values[c], sums[i][c]);
        }
      }
    }
  }
}

// Stores what a thread holds of a tile of [queries, keys].
__device__ __forceinline__ void attention_store(float* tile, int row, int column, const float (&values)[4][4]) {
#pragma unroll
  for (int i = 0; i < 4; i++) {
    store4(tile + attention_at<ATTENTION_KEYS>(row + i, column),
           make_float4(values[i][0], values[i][1], values[i][2], values[i][3]));
  }
}

// Dropout of weights. An element is kept if the upper 24 bits of its word reach `threshold`, which is the rate times 2^24,
// rounded up: exactly where its uniform number reaches the rate. A threshold of 0 keeps all.
struct AttentionDropout {
  unsigned threshold;
  float scale;
  unsigned long long seed;
  unsigned long long stream;

  __device__ __forceinline__ float factor(unsigned word) const { return (word >> 8) >= threshold ? scale : 0.0f; }

  // What four neighbours are multiplied by. Their words lie in one block of four, or in two.
  __device__ __forceinline__ void four(unsigned long long element, float (&factors)[4]) const {
    unsigned offset = static_cast<unsigned>(element) & 3u;
    uint4 block = philox(seed, stream, element >> 2);
    unsigned words[7] = {block.x, block.y, block.z, block.w, 0, 0, 0};
    if (offset != 0) {
      uint4 next = philox(seed, stream, (element >> 2) + 1);
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
      factors[i] = factor((offset & 2u) != 0 ? words[i + 2] : words[i]);
    }
  }
};
