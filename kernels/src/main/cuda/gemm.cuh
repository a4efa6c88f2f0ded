// Common parts of the matrix product kernels: which part of which product a block computes, and where its sums go.
//
//   c = alpha * op(a) * op(b) + beta * c + bias
//
// A block computes one tile of one product of the batch over one split of the inner axis. The tiles lie in one grid
// axis (a batch of heads may exceed the 65535 of the other axes), columns fastest, so that neighbouring blocks read the
// same rows of a from the L2 cache. With one split the block finishes c; with more it leaves its sums in `partial`,
// [split, batch, m, n], for gemm_combine, which adds them in the order of the splits: no atomics, the same bits on
// every run.
#pragma once
#include "sinopia.cuh"

constexpr int GEMM_TRANSPOSE_A = 1;
constexpr int GEMM_TRANSPOSE_B = 2;
// Rows in memory start at multiples of 16 bytes, so four elements may move at once.
constexpr int GEMM_VECTOR_A = 4;
constexpr int GEMM_VECTOR_B = 8;
constexpr int GEMM_VECTOR_C = 16;

struct GemmTile {
  int batch;
  int split;
  int row;
  int column;
};

__device__ __forceinline__ GemmTile gemm_tile(int block, int m, int n, int splits, int tile_rows, int tile_columns) {
  int columns = (n + tile_columns - 1) / tile_columns;
  int rows = (m + tile_rows - 1) / tile_rows;
  GemmTile tile;
  tile.column = block % columns * tile_columns;
  block /= columns;
  tile.row = block % rows * tile_rows;
  block /= rows;
  tile.split = block % splits;
  tile.batch = block / splits;
  return tile;
}

// Where sums go: into c with alpha, beta and bias, or as they are into `partial`.
struct GemmEpilogue {
  float* to;
  const float* bias;
  float alpha;
  float beta;
  int m;
  int n;
  bool whole;
  bool vector;

  // COUNT neighbouring sums of one row; COUNT is 2 or 4.
  template <int COUNT>
  __device__ __forceinline__ void put(int row, int column, const float* sums) const {
    if (row >= m || column >= n) {
      return;
    }
    float* at = to + (row * n + column);
    if (vector) {
      float values[COUNT];
      for (int i = 0; i < COUNT; i++) {
        values[i] = finished(sums[i], at + i, column + i);
      }
      if constexpr (COUNT == 4) {
        store4(at, make_float4(values[0], values[1], values[2], values[3]));
      } else {
        *reinterpret_cast<float2*>(at) = make_float2(values[0], values[1]);
      }
      return;
    }
    for (int i = 0; i < COUNT; i++) {
      if (column + i < n) {
        at[i] = finished(sums[i], at + i, column + i);
      }
    }
  }

  __device__ __forceinline__ float finished(float sum, const float* at, int column) const {
    if (!whole) {
      return sum;
    }
    float value = alpha * sum;
    if (beta != 0.0f) {
      value += beta * *at;
    }
    return bias == nullptr ? value : value + bias[column];
  }
};

__device__ __forceinline__ GemmEpilogue gemm_epilogue(GemmTile tile, float* c, float* partial, const float* bias, int m, int n,
                                             int batch, int splits, float alpha, float beta, int flags) {
  GemmEpilogue epilogue;
  epilogue.whole = splits == 1;
  epilogue.to = epilogue.whole ? c + tile.batch * m * n : partial + (tile.split * batch + tile.batch) * m * n;
  epilogue.bias = bias;
  epilogue.alpha = alpha;
  epilogue.beta = beta;
  epilogue.m = m;
  epilogue.n = n;
  epilogue.vector = (flags & GEMM_VECTOR_C) != 0;
  return epilogue;
}

// One operand on its way from global memory through registers; `outer` is m or n.
template <int OUTER, int INNER, int THREADS>
struct GemmOperand {
  static constexpr int SLOTS = OUTER * INNER / 4 / THREADS;

  const float* from;
  int outer;
  int inner;
  int first;
  // Beyond this inner index, zeros.
  int end;
  // Whether the inner axis is the contiguous one.
  bool along;
  bool vector;
  float4 held[SLOTS];

  __device__ __forceinline__ void fetch(int k) {
#pragma unroll
    for (int slot = 0; slot < SLOTS; slot++) {
      int index = threadIdx.x + slot * THREADS;
      held[slot] = along ? along_inner(first + index / (INNER / 4), k + index % (INNER / 4) * 4)
                         : along_outer(first + index % (OUTER / 4) * 4, k + index / (OUTER / 4));
    }
  }

  __device__ __forceinline__ float4 along_inner(int o, int k) const {
    float4 value = make_float4(0.0f, 0.0f, 0.0f, 0.0f);
    if (o < outer && k < end) {
      const float* at = from + (o * inner + k);
      if (vector) {
        return load4(at);
      }
      value.x = at[0];
      value.y = k + 1 < end ? at[1] : 0.0f;
      value.z = k + 2 < end ? at[2] : 0.0f;
      value.w = k + 3 < end ? at[3] : 0.0f;
    }
    return value;
  }

  __device__ __forceinline__ float4 along_outer(int o, int k) const {
    float4 value = make_float4(0.0f, 0.0f, 0.0f, 0.0f);
    if (o < outer && k < end) {
      const float* at = from + (k * outer + o);
      if (vector) {
        return load4(at);
      }
      value.x = at[0];
      value.y = o + 1 < outer ? at[1] : 0.0f;
      value.z = o + 2 < outer ? at[2] : 0.0f;
      value.w = o + 3 < outer ? at[3] : 0.0f;
    }
    return value;
  }
};

// Puts the accumulators of a warp's products of 16 x 8, of which the first starts at (row, column).
template <int ROWS, int COLUMNS>
__device__ __forceinline__ void gemm_put_fragments(const GemmEpilogue& epilogue, const float (&sums)[ROWS][COLUMNS][4],
                                                   int row, int column) {
  int group = lane_index() / 4;
  int pair = lane_index() % 4 * 2;
#pragma unroll
  for (int i = 0; i < ROWS; i++) {
#pragma unroll
    for (int j = 0; j < COLUMNS; j++) {
      epilogue.put<2>(row + 16 * i + group, column + 8 * j + pair, &sums[i][j][0]);
      epilogue.put<2>(row + 16 * i + group + 8, column + 8 * j + pair, &sums[i][j][2]);
    }
  }
}
