// Softmax over rows and its backward.
//
//   y = exp(x - max x) / sum exp(x - max x);   grad_x = y (grad_y - sum y grad_y)
//
// A warp for a row of up to 1024, eight rows to a block; a block of 256 threads for longer ones (row_group.cuh). Rows are
// read three times forward and twice backward, the first time from memory, then from cache: 8 bytes an element forward,
// 12 backward, some 20 FLOPs for the exponentials: bound by memory. Shared memory 128 bytes; registers aimed at: 40.
#include "row_group.cuh"

namespace {

template <typename Group>
__device__ __forceinline__ void softmax(const Group& group, const float* x, float* y, int rows, int d, int quads) {
  for (int row = group.first(); row < rows; row += group.stride()) {
    const float* in = x + static_cast<long long>(row) * d;
    float* out = y + static_cast<long long>(row) * d;
    float largest = -infinity();
    read_row(group, in, d, quads, [&](int, float v) { largest = fmaxf(largest, v); });
    largest = group.max(largest);
    float sum = 0.0f;
    read_row(group, in, d, quads, [&](int, float v) { sum += expf(v - largest); });
    float scale = 1.0f / group.sum(sum);
    map_row(group, in, out, d, quads, [&](int, float v) { return expf(v - largest) * scale; });
  }
}

template <typename Group>
__device__ __forceinline__ void softmax_backward(const Group& group, const float* y, const float* grad_y, float* grad_x,
                                                 int rows, int d, int quads) {
  for (int row = group.first(); row < rows; row += group.stride()) {
    long long start = static_cast<long long>(row) * d;
    float dot = 0.0f;
    read_rows(group, y + start, grad_y + start, d, quads, [&](int, float p, float g) { dot += p * g; });
    dot = group.sum(dot);
    map_rows(group, y + start, grad_y + start, grad_x + start, d, quads,
             [&](int, float p, float g) { return p * (g - dot); });
  }
}

}  // namespace

extern "C" __global__ void __launch_bounds__(256) softmax_warp(const float* x, float* y, int rows, int d, int quads) {
  softmax(WarpRow(nullptr), x, y, rows, d, quads);
}
SINOPIA_KERNEL(softmax_warp)

extern "C" __global__ void __launch_bounds__(256) softmax_block(const float* x, float* y, int rows, int d, int quads) {
  __shared__ float partial[WARP];
  softmax(BlockRow(partial), x, y, rows, d, quads);
}
SINOPIA_KERNEL(softmax_block)

extern "C" __global__ void __launch_bounds__(256) softmax_backward_warp(const float* y, const float* grad_y,
                                                                        float* grad_x, int rows, int d, int quads) {
  softmax_backward(WarpRow(nullptr), y, grad_y, grad_x, rows, d, quads);
}
SINOPIA_KERNEL(softmax_backward_warp)

extern "C" __global__ void __launch_bounds__(256) softmax_backward_block(const float* y, const float* grad_y,
                                                                         float* grad_x, int rows, int d, int quads) {
  __shared__ float partial[WARP];
  softmax_backward(BlockRow(partial), y, grad_y, grad_x, rows, d, quads);
}
SINOPIA_KERNEL(softmax_backward_block)
