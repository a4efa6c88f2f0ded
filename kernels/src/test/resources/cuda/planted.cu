// Kernels with a mistake each, which the emulator must find, and their right counterparts, in which it must find none.
#include "sinopia.cuh"

extern "C" __global__ void write_past_end(float* y, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i <= n) {
    y[i] = 1.0f;
  }
}
SINOPIA_KERNEL(write_past_end)

extern "C" __global__ void read_before_start(const float* x, float* y) { y[threadIdx.x] = x[static_cast<int>(threadIdx.x) - 1]; }
SINOPIA_KERNEL(read_before_start)

extern "C" __global__ void null_pointer(float* y) {
  if (threadIdx.x == 3) {
    y[0] = 1.0f;
  }
}
SINOPIA_KERNEL(null_pointer)

extern "C" __global__ void misaligned(float* y) {
  if (threadIdx.x == 1) {
    store4(y + threadIdx.x, make_float4(0, 0, 0, 0));
  }
}
SINOPIA_KERNEL(misaligned)

extern "C" __global__ void past_static_shared(float* y, int past) {
  __shared__ float tile[32];
  tile[threadIdx.x] = 1.0f;
  if (threadIdx.x == 5) {
    tile[threadIdx.x + past] = 1.0f;
  }
  __syncthreads();
  y[threadIdx.x] = tile[threadIdx.x ^ 1];
}
SINOPIA_KERNEL(past_static_shared)

extern "C" __global__ void past_dynamic_shared(float* y) {
  SINOPIA_DYNAMIC_SHARED(float, tile);
  tile[threadIdx.x + 1] = 1.0f;
  y[threadIdx.x] = tile[threadIdx.x + 1];
}
SINOPIA_KERNEL(past_dynamic_shared)

extern "C" __global__ void neighbour(float* y, int with_barrier) {
  __shared__ float tile[64];
  tile[threadIdx.x] = static_cast<float>(threadIdx.x);
  if (with_barrier) {
    __syncthreads();
  }
  y[threadIdx.x] = tile[max(static_cast<int>(threadIdx.x) - 1, 0)];
}
SINOPIA_KERNEL(neighbour)

// Overwrites what a neighbour may still read.
extern "C" __global__ void second_barrier(float* y, int with_barrier) {
  __shared__ float tile[64];
  tile[threadIdx.x] = static_cast<float>(threadIdx.x);
  __syncthreads();
  float next = tile[(threadIdx.x + 1) % 64];
  if (with_barrier) {
    __syncthreads();
  }
  tile[threadIdx.x] = next;
  y[threadIdx.x] = next;
}
SINOPIA_KERNEL(second_barrier)

extern "C" __global__ void within_warp(float* y, int with_barrier) {
  __shared__ float tile[64];
  tile[threadIdx.x] = static_cast<float>(threadIdx.x);
  if (with_barrier) {
    __syncwarp();
  }
  float other = tile[threadIdx.x & ~1];
  if (with_barrier) {
    __syncwarp();
  }
  tile[threadIdx.x] = other;
  y[threadIdx.x] = other;
}
SINOPIA_KERNEL(within_warp)

extern "C" __global__ void all_write_one(float* y) { y[0] = 1.0f; }
SINOPIA_KERNEL(all_write_one)

extern "C" __global__ void blocks_write_one(float* y) {
  if (threadIdx.x == 0) {
    y[0] = static_cast<float>(blockIdx.x);
  }
}
SINOPIA_KERNEL(blocks_write_one)

extern "C" __global__ void shift_in_place(float* y) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  float next = y[(i + 1) % (gridDim.x * blockDim.x)];
  y[i] = next;
}
SINOPIA_KERNEL(shift_in_place)

extern "C" __global__ void atomic_and_plain(int* y, int mixed) {
  atomicAdd(y, 1);
  if (mixed && threadIdx.x == 7) {
    *y = 0;
  }
}
SINOPIA_KERNEL(atomic_and_plain)

extern "C" __global__ void early_exit(float* y) {
  if (threadIdx.x == 33) {
    return;
  }
  __syncthreads();
  y[threadIdx.x] = 1.0f;
}
SINOPIA_KERNEL(early_exit)

extern "C" __global__ void two_barriers(float* y) {
  if (threadIdx.x < 32) {
    __syncthreads();
  } else {
    __syncthreads();
  }
  y[threadIdx.x] = 1.0f;
}
SINOPIA_KERNEL(two_barriers)

extern "C" __global__ void divergent_shuffle(float* y) {
  float value = 1.0f;
  if (threadIdx.x != 4) {
    value = __shfl_xor_sync(ALL_LANES, value, 1);
  }
  y[threadIdx.x] = value;
}
SINOPIA_KERNEL(divergent_shuffle)

extern "C" __global__ void shuffle_from_outside(float* y) {
  if (threadIdx.x < 16) {
    y[threadIdx.x] = __shfl_sync(0xffffu, 1.0f, 20);
  }
}
SINOPIA_KERNEL(shuffle_from_outside)

extern "C" __global__ void copy(const float* x, float* y) { y[threadIdx.x] = x[threadIdx.x]; }
SINOPIA_KERNEL(copy)

extern "C" __global__ void unwritten_shared(float* y) {
  __shared__ float tile[64];
  if (threadIdx.x != 9) {
    tile[threadIdx.x] = 1.0f;
  }
  y[threadIdx.x] = tile[threadIdx.x];
}
SINOPIA_KERNEL(unwritten_shared)

// Shared memory of one block is nothing to the next.
extern "C" __global__ void shared_of_last_block(float* y) {
  __shared__ float tile[32];
  if (blockIdx.x == 0) {
    tile[threadIdx.x] = 1.0f;
  }
  y[blockIdx.x * blockDim.x + threadIdx.x] = tile[threadIdx.x];
}
SINOPIA_KERNEL(shared_of_last_block)

// mode 0: no wait; 1: no barrier; 2: right.
extern "C" __global__ void async_copy(const float* x, float* y, int mode) {
  __shared__ float tile[128];
  async_copy16(tile + 4 * threadIdx.x, x + 4 * threadIdx.x);
  async_copy_commit();
  if (mode > 0) {
    async_copy_wait<0>();
  }
  if (mode != 1) {
    __syncthreads();
  }
  y[threadIdx.x] = tile[127 - threadIdx.x];
}
SINOPIA_KERNEL(async_copy)

// Only the older of two groups has come when one may still be pending.
extern "C" __global__ void async_copy_groups(const float* x, float* y, int pending) {
  __shared__ float tile[256];
  for (int group = 0; group < 2; ++group) {
    async_copy16(tile + 128 * group + 4 * threadIdx.x, x + 128 * group + 4 * threadIdx.x);
    async_copy_commit();
  }
  if (pending) {
    async_copy_wait<1>();
  } else {
    async_copy_wait<0>();
  }
  __syncthreads();
  y[threadIdx.x] = tile[threadIdx.x] + (pending == 2 ? 0.0f : tile[128 + threadIdx.x]);
}
SINOPIA_KERNEL(async_copy_groups)

// The last write wins, and which one is last depends on the order of the threads.
extern "C" __global__ void last_one_wins(int* y) { y[0] = threadIdx.x; }
SINOPIA_KERNEL(last_one_wins)
