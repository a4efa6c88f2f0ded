// Common parts of the float32 attention kernels: tiles in shared memory and products of tiles.
//
// 128 threads hold 32 queries against 64 keys; thread (y, x) of 8 by 16 has the scores of queries 4y..4y+3 and keys
// 4x..4x+3. A tile of tokens has WIDTH features to a row, the head's own and zeros to fill up; a head wider than 64 is
// taken in chunks of 64: scores are summed over all chunks, and a block computes one chunk of its outputs.
#pragma once
#include "attention.cuh"

constexpr int ATTENTION_QUERIES = 32;
constexpr int ATTENTION_KEYS = 64;
constexpr int ATTENTION_THREADS = 128;

// Where an element lies in a tile of WIDTH columns. Four neighbouring columns stay together, but their place in the row
// turns with row / 4: threads that read the same columns of rows 0, 4, 8, ... then meet eight different groups of
// banks.
template <int WIDTH>
__device__ __forceinline__ int attention_at(int row, int column) {
  constexpr int TURNS = WIDTH / 4 < 8 ? WIDTH / 4 : 8;
  return row * WIDTH + ((column / 4) ^ (row / 4 % TURNS)) * 4 + column % 4;
}

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

// sums_ac += sum over keys j of x_aj y_jc: rows of a tile of [queries, keys] from `row` on, COUNT columns of a tile of
// tokens.
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

// sums_jc += sum over queries i of x_ij y_ic: columns of a tile of [queries, keys] from `key` on, COUNT columns of a
// tile of tokens, those beyond the first four half a row further on.
template <int WIDTH, int COUNT>
__device__ __forceinline__ void attention_mix_transposed(const float* x, int key, const float* y, int column,
                                                         float (&sums)[4][COUNT]) {
#pragma unroll 2
  for (int query = 0; query < ATTENTION_QUERIES; query++) {
    float weights[4];
    attention_read<ATTENTION_KEYS>(x, query, key, weights);
#pragma unroll
    for (int group = 0; group < COUNT; group += 4) {
      constexpr int LENGTH = COUNT < 4 ? COUNT : 4;
      float values[LENGTH];
      attention_read<WIDTH>(y, query, column + group * (WIDTH / COUNT), values);
#pragma unroll
      for (int j = 0; j < 4; j++) {
#pragma unroll
        for (int c = 0; c < LENGTH; c++) {
          sums[j][group + c] = fmaf(weights[j], values[c], sums[j][group + c]);
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
