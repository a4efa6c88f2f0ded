// LayerNorm over rows (Ba, Kiros, Hinton 2016, arXiv 1607.06450) and its backward.
//
//   y = (x - mean) rstd gamma + beta, rstd = 1 / sqrt(variance + epsilon), the biased variance, in two passes
//   with n = (x - mean) rstd and g = grad_y gamma: grad_x = rstd (g - mean(g) - n mean(g n)) + added,
//   grad_gamma = sum over rows of grad_y n, grad_beta = sum over rows of grad_y
//
// layer_norm_rows.cu has rows of up to 512 that are aligned to 16 bytes; all others are here.
//
// A warp for a row of up to 1024, eight rows to a block; a block of 256 threads for longer ones (row_group.cuh). Rows come
// from memory once and from cache after that: 8 bytes an element forward, 12 backward, and 8 for the weights' gradients:
// bound by memory. Those take blocks of 32 columns x 8 rows on a band of rows each, 2.1 KB of shared memory, then
// column_sum.cu adds the bands up in order. Registers aimed at: 40.
#include "row_group.cuh"

namespace {

template <typename Group>
__device__ __forceinline__ void layer_norm(const Group& group, const float* x, const float* gamma, const float* beta,
                                           float epsilon, float* y, float* mean, float* rstd, int rows, int d,
                                           int quads) {
  for (int row = group.first(); row < rows; row += group.stride()) {
    const float* in = x + static_cast<long long>(row) * d;
    float sum = 0.0f;
    read_row(group, in, d, quads, [&](int, float v) { sum += v; });
    float centre = group.sum(sum) / static_cast<float>(d);
    float squares = 0.0f;
    read_row(group, in, d, quads, [&](int, float v) { squares += (v - centre) * (v - centre); });
    float scale = 1.0f / sqrtf(group.sum(squares) / static_cast<float>(d) + epsilon);
    map_row(group, in, y + static_cast<long long>(row) * d, d, quads,
            [&](int j, float v) { return (v - centre) * scale * gamma[j] + beta[j]; });
    if (group.rank() == 0) {
      mean[row] = centre;
      rstd[row] = scale;
    }
  }
}

template <typename Group>
__device__ __forceinline__ void layer_norm_backward(const Group& group, const float* x, const float* gamma,
                                                    const float* mean, const float* rstd, const float* grad_y,
                                                    const float* added, float* grad_x, int rows, int d, int quads) {
  for (int row = group.first(); row < rows; row += group.stride()) {
    long long start = static_cast<long long>(row) * d;
    float centre = mean[row], scale = rstd[row];
    float sum = 0.0f, along = 0.0f;
    read_rows(group, x + start, grad_y + start, d, quads, [&](int j, float v, float g) {
      sum += g * gamma[j];
      along += g * gamma[j] * ((v - centre) * scale);
    });
    sum = group.sum(sum) / static_cast<float>(d);
    along = group.sum(along) / static_cast<float>(d);
    map_rows(group, x + start, grad_y + start, grad_x + start, d, quads, [&](int j, float v, float g) {
      float own = scale * (g * gamma[j] - sum - (v - centre) * scale * along);
      return added == nullptr ? own : own + added[start + j];
    });
  }
}

constexpr int COLUMNS = 32;
constexpr int ROW_LANES = 8;

}  // namespace

extern "C" __global__ void __launch_bounds__(256) layer_norm_warp(const float* x, const float* gamma, const float* beta,
                                                                  float epsilon, float* y, float* mean, float* rstd,
                                                                  int rows, int d, int quads) {
  layer_norm(WarpRow(nullptr), x, gamma, beta, epsilon, y, mean, rstd, rows, d, quads);
}
SINOPIA_KERNEL(layer_norm_warp)

// Four resident blocks are enough, and asking for them keeps the assembler from spilling on sm_80.
extern "C" __global__ void __launch_bounds__(256, 4) layer_norm_block(const float* x, const float* gamma,
                                                                      const float* beta, float epsilon, float* y,
                                                                      float* mean, float* rstd, int rows, int d,
                                                                      int quads) {
  __shared__ float partial[WARP];
  layer_norm(BlockRow(partial), x, gamma, beta, epsilon, y, mean, rstd, rows, d, quads);
}
SINOPIA_KERNEL(layer_norm_block)

extern "C" __global__ void __launch_bounds__(256) layer_norm_backward_warp(const float* x, const float* gamma,
                                                                           const float* mean, const float* rstd,
                                                                           const float* grad_y, const float* added,
                                                                           float* grad_x, int rows, int d, int quads) {
  layer_norm_backward(WarpRow(nullptr), x, gamma, mean, rstd, grad_y, added, grad_x, rows, d, quads);
}
SINOPIA_KERNEL(layer_norm_backward_warp)

extern "C" __global__ void __launch_bounds__(256) layer_norm_backward_block(const float* x, const float* gamma,
                                                                            const float* mean, const float* rstd,
                                                                            const float* grad_y, const float* added,
                                                                            float* grad_x, int rows, int d, int quads) {
  __shared__ float partial[WARP];
  layer_norm_backward(BlockRow(partial), x, gamma, mean, rstd, grad_y, added, grad_x, rows, d, quads);
}
SINOPIA_KERNEL(layer_norm_backward_block)

// For a band of rows (blockIdx.y): along[band][j] = the sum of grad_y n, sums[band][j] that of grad_y. grad_x of the
// backward may have taken grad_y's or x's place only after this. Blocks of 32 x 8 threads.
extern "C" __global__ void __launch_bounds__(256) layer_norm_columns(const float* x, const float* mean,
                                                                     const float* rstd, const float* grad_y,
                                                                     float* along, float* sums, int rows, int d) {
  __shared__ float shared[2][ROW_LANES][COLUMNS];
  int j = blockIdx.x * COLUMNS + threadIdx.x;
  int band = (rows + static_cast<int>(gridDim.y) - 1) / static_cast<int>(gridDim.y);
  int first = blockIdx.y * band;
  int last = min(rows, first + band);
  float dot = 0.0f, sum = 0.0f;
  if (j < d) {
    for (int row = first + threadIdx.y; row < last; row += ROW_LANES) {
      long long at = static_cast<long long>(row) * d + j;
      float g = grad_y[at];
      dot += g * ((x[at] - mean[row]) * rstd[row]);
      sum += g;
    }
  }
  shared[0][threadIdx.y][threadIdx.x] = dot;
  shared[1][threadIdx.y][threadIdx.x] = sum;
  __syncthreads();
  if (threadIdx.y < 2 && j < d) {
    float total = 0.0f;
#pragma unroll
    for (int lane = 0; lane < ROW_LANES; ++lane) {
      total += shared[threadIdx.y][lane][threadIdx.x];
    }
    float* out = threadIdx.y == 0 ? along : sums;
    out[static_cast<long long>(blockIdx.y) * d + j] = total;
  }
}
SINOPIA_KERNEL(layer_norm_columns)
