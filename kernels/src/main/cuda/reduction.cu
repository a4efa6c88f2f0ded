// Sum, mean and maximum over any axes; the first smallest along an axis; the backward of the maximum.
//
// A result is the reduction of a group of elements. `Group` says where the group of each result starts and where its
// members lie from there, neighbouring axes merged by the launcher. Sums are float64 in registers: additions are few next
// to the bytes they wait for. Three ways to share the work, the launcher's choice: a block for each group, for members
// side by side in memory; for groups side by side, a thread for each or, if groups are long, eight, as in a column sum.
// Each cuts a long group into shares (blockIdx.y), whose partial results `reduce_shares` joins in order.
//
// 256 threads, 256 bytes of shared memory, 2 KB by columns, 32 to 40 registers. Reads each element once, one operation
// each: bound by memory. Predicted for an H200, the sum of [16384, 192] over rows: 6 us and 3 us for its shares, a floor of
// 3 us; a block for each column would read a sector of 32 bytes for 4.
#include "partial_sums.cuh"

namespace {

constexpr int AXES = 8;

// A block that takes groups side by side has these threads.
constexpr int COLUMNS = 32;
constexpr int ROW_LANES = 8;

enum Function { SUM, MEAN, MAX };

// Axes innermost first; a position counts through them, the step of each is in elements.
struct Axes {
  int rank;
  int extents[AXES];
  int steps[AXES];

  __device__ long long offset(int position) const {
    if (rank == 1) {
      return static_cast<long long>(position) * steps[0];
    }
    long long offset = 0;
    for (int axis = 0; axis < rank; ++axis) {
      offset += static_cast<long long>(position % extents[axis]) * steps[axis];
      position /= extents[axis];
    }
    return offset;
  }
};

struct Group {
  Axes results, members;
  int count, size;
};

__device__ __forceinline__ double nothing(int function) { return function == MAX ? -infinity() : 0.0; }

// NaN wins the maximum.
__device__ __forceinline__ double join(int function, double a, double b) {
  if (function != MAX) {
    return a + b;
  }
  return a >= b || isnan(a) ? a : b;
}

__device__ __forceinline__ double block_join(int function, double value, double* shared) {
#pragma unroll
  for (int distance = WARP / 2; distance > 0; distance /= 2) {
    value = join(function, value, __shfl_xor_sync(ALL_LANES, value, distance));
  }
  if (lane_index() == 0) {
    shared[warp_index()] = value;
  }
  __syncthreads();
  double total = shared[0];
  for (int warp = 1; warp < static_cast<int>(blockDim.x) / WARP; ++warp) {
    total = join(function, total, shared[warp]);
  }
  __syncthreads();
  return total;
}

// Joins what ROW_LANES threads of a column have, in their order; the result is that of threads with threadIdx.y = 0.
__device__ __forceinline__ double column_join(int function, double value, double (*shared)[COLUMNS]) {
  shared[threadIdx.y][threadIdx.x] = value;
  __syncthreads();
  if (threadIdx.y == 0) {
#pragma unroll
    for (int lane = 1; lane < ROW_LANES; ++lane) {
      value = join(function, value, shared[lane][threadIdx.x]);
    }
  }
  __syncthreads();
  return value;
}

__device__ __forceinline__ float finish(int function, double value, int size) {
  return static_cast<float>(function == MEAN ? value / size : value);
}

// The best of a group so far: its value and its position, of which none is the largest number.
struct Best {
  float value;
  int position;
};

constexpr int NOWHERE = 0x7fffffff;

// NaN is better than all; of equals the first. `sign` is -1 for the largest.
__device__ __forceinline__ Best better(Best a, Best b, float sign) {
  if (a.position == NOWHERE || b.position == NOWHERE) {
    return a.position == NOWHERE ? b : a;
  }
  bool same = a.value == b.value || (isnan(a.value) && isnan(b.value));
  bool first = same ? a.position < b.position : isnan(a.value) || (!isnan(b.value) && sign * a.value < sign * b.value);
  return first ? a : b;
}

// The best member of a group, in every thread.
__device__ __forceinline__ Best best_of(const float* x, const Group& group, long long start, float sign, Best* shared) {
  Best best = {0.0f, NOWHERE};
  for (int i = threadIdx.x; i < group.size; i += blockDim.x) {
    best = better(best, Best{x[start + group.members.offset(i)], i}, sign);
  }
#pragma unroll
  for (int distance = WARP / 2; distance > 0; distance /= 2) {
    Best other = {__shfl_xor_sync(ALL_LANES, best.value, distance), __shfl_xor_sync(ALL_LANES, best.position, distance)};
    best = better(best, other, sign);
  }
  if (lane_index() == 0) {
    shared[warp_index()] = best;
  }
  __syncthreads();
  best = shared[0];
  for (int warp = 1; warp < static_cast<int>(blockDim.x) / WARP; ++warp) {
    best = better(best, shared[warp], sign);
  }
  __syncthreads();
  return best;
}

}  // namespace

// A block for each group and share; y if there is one share, else partials[share][group].
extern "C" __global__ void __launch_bounds__(256) reduce_by_block(int function, const float* x, Group group, float* y,
                                                                  double* partials) {
  __shared__ double shared[WARP];
  int share = (group.size + static_cast<int>(gridDim.y) - 1) / static_cast<int>(gridDim.y);
  int begin = blockIdx.y * share;
  int end = min(begin + share, group.size);
  for (int result = blockIdx.x; result < group.count; result += gridDim.x) {
    long long start = group.results.offset(result);
    double value = nothing(function);
    for (int i = begin + threadIdx.x; i < end; i += blockDim.x) {
      value = join(function, value, x[start + group.members.offset(i)]);
    }
    value = block_join(function, value, shared);
    if (threadIdx.x == 0) {
      if (partials == nullptr) {
        y[result] = finish(function, value, group.size);
      } else {
        partials[static_cast<long long>(blockIdx.y) * group.count + result] = value;
      }
    }
  }
}
SINOPIA_KERNEL(reduce_by_block)

// A thread for each group and share; otherwise as reduce_by_block.
extern "C" __global__ void __launch_bounds__(256) reduce_by_thread(int function, const float* x, Group group, float* y,
                                                                   double* partials) {
  int share = (group.size + static_cast<int>(gridDim.y) - 1) / static_cast<int>(gridDim.y);
  int begin = blockIdx.y * share;
  int end = min(begin + share, group.size);
  for (int result = blockIdx.x * blockDim.x + threadIdx.x; result < group.count; result += gridDim.x * blockDim.x) {
    long long start = group.results.offset(result);
    double value = nothing(function);
    for (int i = begin; i < end; ++i) {
      value = join(function, value, x[start + group.members.offset(i)]);
    }
    if (partials == nullptr) {
      y[result] = finish(function, value, group.size);
    } else {
      partials[static_cast<long long>(blockIdx.y) * group.count + result] = value;
    }
  }
}
SINOPIA_KERNEL(reduce_by_thread)

// Eight threads for each group and share, in blocks of 32 x 8; otherwise as reduce_by_block.
extern "C" __global__ void __launch_bounds__(256) reduce_by_columns(int function, const float* x, Group group, float* y,
                                                                    double* partials) {
  __shared__ double shared[ROW_LANES][COLUMNS];
  int share = (group.size + static_cast<int>(gridDim.y) - 1) / static_cast<int>(gridDim.y);
  int begin = blockIdx.y * share;
  int end = min(begin + share, group.size);
  for (int first = blockIdx.x * COLUMNS; first < group.count; first += gridDim.x * COLUMNS) {
    int result = first + static_cast<int>(threadIdx.x);
    double value = nothing(function);
    if (result < group.count) {
      long long start = group.results.offset(result);
      for (int i = begin + static_cast<int>(threadIdx.y); i < end; i += ROW_LANES) {
        value = join(function, value, x[start + group.members.offset(i)]);
      }
    }
    value = column_join(function, value, shared);
    if (threadIdx.y == 0 && result < group.count) {
      if (partials == nullptr) {
        y[result] = finish(function, value, group.size);
      } else {
        partials[static_cast<long long>(blockIdx.y) * group.count + result] = value;
      }
    }
  }
}
SINOPIA_KERNEL(reduce_by_columns)

// y[group] from its shares, of which each of eight threads joins every eighth. Blocks of 32 x 8.
extern "C" __global__ void __launch_bounds__(256) reduce_shares(int function, const double* partials, int shares,
                                                                int count, int size, float* y) {
  __shared__ double shared[ROW_LANES][COLUMNS];
  for (int first = blockIdx.x * COLUMNS; first < count; first += gridDim.x * COLUMNS) {
    int result = first + static_cast<int>(threadIdx.x);
    double value = nothing(function);
    if (result < count) {
      for (int share = threadIdx.y; share < shares; share += ROW_LANES) {
        value = join(function, value, partials[static_cast<long long>(share) * count + result]);
      }
    }
    value = column_join(function, value, shared);
    if (threadIdx.y == 0 && result < count) {
      y[result] = finish(function, value, size);
    }
  }
}
SINOPIA_KERNEL(reduce_shares)

// A block for each group.
extern "C" __global__ void __launch_bounds__(256) arg_min(const float* x, Group group, int* indices) {
  __shared__ Best shared[WARP];
  for (int result = blockIdx.x; result < group.count; result += gridDim.x) {
    Best best = best_of(x, group, group.results.offset(result), 1.0f, shared);
    if (threadIdx.x == 0) {
      indices[result] = best.position;
    }
  }
}
SINOPIA_KERNEL(arg_min)

// grad_x is grad_y at the first largest member of each group; what else there is has been filled with 0 before.
extern "C" __global__ void __launch_bounds__(256) max_backward(const float* x, Group group, const float* grad_y,
                                                               float* grad_x) {
  __shared__ Best shared[WARP];
  for (int result = blockIdx.x; result < group.count; result += gridDim.x) {
    long long start = group.results.offset(result);
    Best best = best_of(x, group, start, -1.0f, shared);
    if (threadIdx.x == 0) {
      grad_x[start + group.members.offset(best.position)] = grad_y[result];
    }
  }
}
SINOPIA_KERNEL(max_backward)
