// y[j] = sum over i of partial[i, j]: the second stage of column sums (column_sum.cuh), for one or two matrices of a size.
//
// A block of 32 x 8 threads takes 32 columns of the matrix that blockIdx.y names. Thread (i, j) adds up rows j, j + 8, ...
// with the running error carried along (Kahan 1965), so that the number of bands does not show in the result; then one
// row of threads adds the eight sums and takes off their errors, in order.
//
// Moved: 4 (rows + 1) columns bytes; 4 FLOPs for each number read; 2 KB of shared memory, 30 registers. Bound by memory
// and, since rows are few, by the latency of rows / 8 reads one after the other: 3 us predicted for an H200.
#include "sinopia.cuh"

namespace {

constexpr int COLUMNS = 32;
constexpr int LANES = 8;

// A sum and the error that it carries: the exact sum is nearer to sum - lost.
struct Carried {
  float sum, lost;

  __device__ void add(float value) {
    float term = value - lost;
    float next = sum + term;
    lost = (next - sum) - term;
    sum = next;
  }
};

}  // namespace

extern "C" __global__ void __launch_bounds__(256) column_sum(const float* first, float* first_sums, const float* second,
                                                             float* second_sums, int rows, int columns) {
  __shared__ Carried shared[LANES][COLUMNS];
  const float* partial = blockIdx.y == 0 ? first : second;
  float* y = blockIdx.y == 0 ? first_sums : second_sums;
  int column = blockIdx.x * COLUMNS + threadIdx.x;
  Carried own = {0.0f, 0.0f};
  if (column < columns) {
    for (int row = threadIdx.y; row < rows; row += LANES) {
      own.add(partial[static_cast<long long>(row) * columns + column]);
    }
  }
  shared[threadIdx.y][threadIdx.x] = own;
  __syncthreads();
  if (threadIdx.y == 0 && column < columns) {
#pragma unroll
    for (int lane = 1; lane < LANES; ++lane) {
      Carried other = shared[lane][threadIdx.x];
      own.add(other.sum);
      own.add(-other.lost);
    }
    y[column] = own.sum;
  }
}
SINOPIA_KERNEL(column_sum)
