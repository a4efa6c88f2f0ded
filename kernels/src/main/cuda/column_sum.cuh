// A gradient computed element by element and, in the same pass, its sum over rows: partial sums of bands of rows here,
// and their sum in a second kernel, both in an order fixed by the sizes alone.
//
// A block of 32 x 8 threads takes 32 groups of WIDTH neighbouring columns and a band of rows; thread (i, j) runs down
// rows j, j + 8, ... of the band, so that a warp reads whole lines. Shared memory: 4 KB for WIDTH 4.
#pragma once
#include "sinopia.cuh"

constexpr int COLUMN_GROUPS = 32;
constexpr int ROW_LANES = 8;

// `gradient(element, column, value)` fills value[WIDTH] for the elements from `element` on, of the columns from `column`
// on. The results go to grad and, where `partial` is given, their sums to partial[band, columns].
template <int WIDTH, typename Gradient>
__device__ __forceinline__ void gradient_and_column_sums(Gradient gradient, float* grad, float* partial, int rows,
                                                         int columns) {
  __shared__ float sums[ROW_LANES][COLUMN_GROUPS * WIDTH + 1];
  int column = (blockIdx.x * COLUMN_GROUPS + threadIdx.x) * WIDTH;
  int band = (rows + gridDim.y - 1) / gridDim.y;
  int first = blockIdx.y * band, last = min(rows, first + band);
  float sum[WIDTH] = {};
  if (column < columns) {
    for (int row = first + threadIdx.y; row < last; row += ROW_LANES) {
      long long element = static_cast<long long>(row) * columns + column;
      float value[WIDTH];
      gradient(element, column, value);
#pragma unroll
      for (int k = 0; k < WIDTH; ++k) {
        sum[k] += value[k];
      }
      if constexpr (WIDTH == 4) {
        store4(grad + element, make_float4(value[0], value[1], value[2], value[3]));
      } else {
        grad[element] = value[0];
      }
    }
  }
  if (partial == nullptr) {
    return;
  }
#pragma unroll
  for (int k = 0; k < WIDTH; ++k) {
    sums[threadIdx.y][threadIdx.x * WIDTH + k] = sum[k];
  }
  __syncthreads();
  for (int i = threadIdx.y * COLUMN_GROUPS + threadIdx.x; i < COLUMN_GROUPS * WIDTH; i += COLUMN_GROUPS * ROW_LANES) {
    int target = blockIdx.x * COLUMN_GROUPS * WIDTH + i;
    if (target < columns) {
      float total = 0.0f;
#pragma unroll
      for (int lane = 0; lane < ROW_LANES; ++lane) {
        total += sums[lane][i];
      }
      partial[static_cast<long long>(blockIdx.y) * columns + target] = total;
    }
  }
}
