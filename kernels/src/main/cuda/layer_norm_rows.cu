// LayerNorm and its backward for rows of up to 512 that a warp holds in registers; the formulas are those of
// layer_norm.cu, which takes longer rows and unaligned ones.
//
//   y = (x - mean) rstd gamma + beta
//   grad_x = rstd (g - mean(g) - n mean(g n)) + added
//   grad_gamma = sum over rows of grad_y n, grad_beta = sum over rows of grad_y
//   with n = (x - mean) rstd and g = grad_y gamma
//
// A lane has QUADS groups of four neighbouring columns, 128 columns from one to the next, the same in every row that its
// warp meets: gamma and beta stay in registers, and so do the sums of the weights' gradients. At the end a block adds
// up what its eight warps have, in order, in shared memory, and leaves a row of partial sums for column_sum.cu. So the
// backward is one pass, and all accesses have 16 bytes.
//
// Moved: 8 bytes an element forward, 12 backward and 4 more where a gradient is added; 8 and 16 FLOPs: bound by memory.
// Shared memory: none forward, 8 KB backward for each of QUADS. Registers: 48 and 74 forward, 72 and 113 backward, no
// spills. Predicted for an H200 and [16384, 192]: 9 us forward and 12 us backward, floors of 6 and 9 us.
#include "sinopia.cuh"

namespace {

constexpr int WARPS = 8;

// Columns of a row that one lane has.
template <int QUADS>
struct Quads {
  float4 at[QUADS];

  // Zero beyond the last column.
  __device__ __forceinline__ void load(const float* row, int quads) {
#pragma unroll
    for (int k = 0; k < QUADS; ++k) {
      int quad = lane_index() + k * WARP;
      at[k] = quad < quads ? load4(row + 4 * quad) : make_float4(0.0f, 0.0f, 0.0f, 0.0f);
    }
  }

  // f(value) takes the place of each value of a column that there is.
  template <typename Map>
  __device__ __forceinline__ void each(int quads, Map f) {
#pragma unroll
    for (int k = 0; k < QUADS; ++k) {
      if (lane_index() + k * WARP < quads) {
        f(k, at[k].x, 0);
        f(k, at[k].y, 1);
        f(k, at[k].z, 2);
        f(k, at[k].w, 3);
      }
    }
  }

  __device__ __forceinline__ void store(float* row, int quads) const {
#pragma unroll
    for (int k = 0; k < QUADS; ++k) {
      int quad = lane_index() + k * WARP;
      if (quad < quads) {
        store4(row + 4 * quad, at[k]);
      }
    }
  }

  __device__ __forceinline__ float get(int k, int i) const {
    return i == 0 ? at[k].x : i == 1 ? at[k].y : i == 2 ? at[k].z : at[k].w;
  }
};

template <int QUADS>
__device__ __forceinline__ void layer_norm_rows(const float* x, const float* gamma, const float* beta, float epsilon,
                                                float* y, float* mean, float* rstd, int rows, int d) {
  int quads = d / 4;
  int first = blockIdx.x * WARPS + warp_index();
  if (first >= rows) {
    return;  // and reads no gamma, whose place y of one row may take
  }
  Quads<QUADS> scales, shifts;
  scales.load(gamma, quads);
  shifts.load(beta, quads);
  for (int row = first; row < rows; row += gridDim.x * WARPS) {
    long long start = static_cast<long long>(row) * d;
    Quads<QUADS> values;
    values.load(x + start, quads);
    float sum = 0.0f;
    values.each(quads, [&](int, float& v, int) { sum += v; });
    float centre = warp_sum(sum) / static_cast<float>(d);
    float squares = 0.0f;
    values.each(quads, [&](int, float& v, int) {
      v -= centre;
      squares += v * v;
    });
    float scale = 1.0f / sqrtf(warp_sum(squares) / static_cast<float>(d) + epsilon);
    values.each(quads, [&](int k, float& v, int i) { v = v * scale * scales.get(k, i) + shifts.get(k, i); });
    values.store(y + start, quads);
    if (lane_index() == 0) {
      mean[row] = centre;
      rstd[row] = scale;
    }
  }
}

// grad_x may be null, x or grad_y, and added null. Partial sums of block b go to along[b] and sums[b], [gridDim.x, d]
// each.
template <int QUADS>
__device__ __forceinline__ void layer_norm_backward_rows(const float* x, const float* gamma, const float* mean,
                                                         const float* rstd, const float* grad_y, const float* added,
                                                         float* grad_x, float* along, float* sums, int rows, int d) {
  alignas(16) __shared__ float shared[2][WARPS][QUADS * WARP * 4];
  int quads = d / 4;
  int first = blockIdx.x * WARPS + warp_index();
  Quads<QUADS> scales, by_gamma, by_beta;
  scales.load(gamma, first < rows ? quads : 0);
#pragma unroll
  for (int k = 0; k < QUADS; ++k) {
    by_gamma.at[k] = make_float4(0.0f, 0.0f, 0.0f, 0.0f);
    by_beta.at[k] = make_float4(0.0f, 0.0f, 0.0f, 0.0f);
  }
  for (int row = first; row < rows; row += gridDim.x * WARPS) {
    long long start = static_cast<long long>(row) * d;
    Quads<QUADS> normalised, pulls;
    normalised.load(x + start, quads);
    pulls.load(grad_y + start, quads);
    float centre = mean[row], scale = rstd[row];
    normalised.each(quads, [&](int, float& v, int) { v = (v - centre) * scale; });
    by_gamma.each(quads, [&](int k, float& v, int i) { v += pulls.get(k, i) * normalised.get(k, i); });
    by_beta.each(quads, [&](int k, float& v, int i) { v += pulls.get(k, i); });
    if (grad_x != nullptr) {
      float sum = 0.0f, dot = 0.0f;
      pulls.each(quads, [&](int k, float& v, int i) {
        v *= scales.get(k, i);
        sum += v;
        dot += v * normalised.get(k, i);
      });
      sum = warp_sum(sum) / static_cast<float>(d);
      dot = warp_sum(dot) / static_cast<float>(d);
      pulls.each(quads, [&](int k, float& v, int i) { v = scale * (v - sum - normalised.get(k, i) * dot); });
      if (added != nullptr) {
        normalised.load(added + start, quads);
        pulls.each(quads, [&](int k, float& v, int i) { v += normalised.get(k, i); });
      }
      pulls.store(grad_x + start, quads);
    }
  }
  by_gamma.store(shared[0][warp_index()], quads);
  by_beta.store(shared[1][warp_index()], quads);
  __syncthreads();
  for (int j = threadIdx.x; j < 2 * d; j += WARPS * WARP) {
    int which = j < d ? 0 : 1, column = j - which * d;
    float total = 0.0f;
#pragma unroll
    for (int warp = 0; warp < WARPS; ++warp) {
      total += shared[which][warp][column];
    }
    float* out = which == 0 ? along : sums;
    out[static_cast<long long>(blockIdx.x) * d + column] = total;
  }
}

}  // namespace

// d is a multiple of 4, at most 128 * QUADS; all rows, gamma and beta are aligned to 16 bytes. Blocks of 256 threads.
#define SINOPIA_LAYER_NORM_ROWS(forward, backward, QUADS)                                                             \
  extern "C" __global__ void __launch_bounds__(256, 2)                                                                \
      forward(const float* x, const float* gamma, const float* beta, float epsilon, float* y, float* mean,            \
              float* rstd, int rows, int d) {                                                                         \
    layer_norm_rows<QUADS>(x, gamma, beta, epsilon, y, mean, rstd, rows, d);                                          \
  }                                                                                                                   \
  SINOPIA_KERNEL(forward)                                                                                             \
  extern "C" __global__ void __launch_bounds__(256, 2)                                                                \
      backward(const float* x, const float* gamma, const float* mean, const float* rstd, const float* grad_y,         \
               const float* added, float* grad_x, float* along, float* sums, int rows, int d) {                       \
    layer_norm_backward_rows<QUADS>(x, gamma, mean, rstd, grad_y, added, grad_x, along, sums, rows, d);               \
  }                                                                                                                   \
  SINOPIA_KERNEL(backward)

SINOPIA_LAYER_NORM_ROWS(layer_norm_rows_2, layer_norm_backward_rows_2, 2)
SINOPIA_LAYER_NORM_ROWS(layer_norm_rows_4, layer_norm_backward_rows_4, 4)
