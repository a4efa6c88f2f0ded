// Sums of many numbers in two stages and a fixed order: each block of a launch leaves one partial sum, and one block adds
// those up. The partial sums are float64, of which there are few, so that a mean over millions of terms is as good as
// its terms.
#pragma once
#include "sinopia.cuh"

// The sum over a block of 32 to 1024 threads on one axis, whole warps, in thread 0. `shared` holds 32 doubles.
__device__ __forceinline__ double block_total(double value, double* shared) {
#pragma unroll
  for (int distance = WARP / 2; distance > 0; distance /= 2) {
    value += __shfl_xor_sync(ALL_LANES, value, distance);
  }
  if (lane_index() == 0) {
    shared[warp_index()] = value;
  }
  __syncthreads();
  double total = 0.0;
  if (threadIdx.x == 0) {
    for (int warp = 0; warp < static_cast<int>(blockDim.x) / WARP; ++warp) {
      total += shared[warp];
    }
  }
  __syncthreads();
  return total;
}

// The sum of partials[0..count) in thread 0, each thread taking every blockDim.x-th in turn.
__device__ __forceinline__ double total_of(const double* partials, int count, double* shared) {
  double sum = 0.0;
  for (int i = threadIdx.x; i < count; i += blockDim.x) {
    sum += partials[i];
  }
  return block_total(sum, shared);
}
