// y[j] = sum over i of partial[i, j]: the second stage of column sums (column_sum.cuh), in the order of the rows, with
// the running error carried along (Kahan 1965), so that the number of bands does not show in the result.
//
// A thread per column, neighbours reading neighbours. Moved: 4 (rows + 1) columns bytes; 4 FLOPs for each number read:
// bound by memory and, since rows are few, by latency. Share: not measured on a GPU yet.
#include "sinopia.cuh"

extern "C" __global__ void column_sum(const float* __restrict__ partial, float* __restrict__ y, int rows, int columns) {
  for (int column = blockIdx.x * blockDim.x + threadIdx.x; column < columns; column += gridDim.x * blockDim.x) {
    float sum = 0.0f, lost = 0.0f;
    for (int row = 0; row < rows; ++row) {
      float term = partial[static_cast<long long>(row) * columns + column] - lost;
      float next = sum + term;
      lost = (next - sum) - term;
      sum = next;
    }
    y[column] = sum;
  }
}
SINOPIA_KERNEL(column_sum)
