// The means of every kernel beyond plain C++: threads and blocks, shared memory, barriers, shuffles, votes, integer
// atomics, asynchronous copies, counter-based random numbers, and sums in a fixed order. Each has two definitions: one
// for the device here, and one for the emulator (emulator.hpp), which runs the same sources on the host with checks.
//
// Written directly, as the language has them, and supplied by the emulator under the same names:
//   threadIdx blockIdx blockDim gridDim, __global__ __device__ __forceinline__ __launch_bounds__ __shared__ __constant__
//   __syncthreads() __syncwarp() __shfl_sync __shfl_up_sync __shfl_down_sync __shfl_xor_sync
//   __ballot_sync __any_sync __all_sync, __popc __ffs __clz __umulhi __float_as_uint __uint_as_float
//   __float_as_int __int_as_float, float2 float4 int2 int4 uint2 uint4 and make_*, atomicAdd/Min/Max/Or/And/Exch/CAS on
//   int and unsigned, and the float functions of <math.h> plus rsqrtf and normcdff.
// There are no atomics on floating-point numbers here, and none may be used: their order, and so the result, varies.
//
// Rules that the emulator enforces: all threads of a block reach every __syncthreads(); all lanes named in a mask reach a
// warp operation; blocks of one launch do not read what other blocks of that launch write.
#pragma once

#ifdef __CUDACC__

// After the definition of each kernel. Tells the emulator that the kernel exists; says nothing to the device.
#define SINOPIA_KERNEL(name)

// Declares `type* name`, aligned to 16 bytes, at the start of the block's dynamic shared memory.
#define SINOPIA_DYNAMIC_SHARED(type, name)                                  \
  extern __shared__ __align__(16) unsigned char sinopia_dynamic_shared[]; \
  type* name = reinterpret_cast<type*>(sinopia_dynamic_shared)

// e^x to about 2 units in the last place for |x| < 1, growing with |x|.
__device__ __forceinline__ float fast_exp(float x) { return __expf(x); }

// 2^x to about 2 units in the last place; denormal results are 0.
__device__ __forceinline__ float fast_exp2(float x) {
  float y;
  asm("ex2.approx.ftz.f32 %0, %1;" : "=f"(y) : "f"(x));
  return y;
}

// 1 / x to about 1 unit in the last place: an approximation and a step of Newton's. 0 for x above 2^126.
__device__ __forceinline__ float fast_reciprocal(float x) {
  float y;
  asm("rcp.approx.ftz.f32 %0, %1;" : "=f"(y) : "f"(x));
  return y == 0.0f ? 0.0f : fmaf(fmaf(-x, y, 1.0f), y, y);
}

// a / b to about 2 units in the last place for b below 2^126.
__device__ __forceinline__ float fast_divide(float a, float b) { return __fdividef(a, b); }

// A load that may go through the read-only cache: what it reads, this launch does not write.
template <typename T>
__device__ __forceinline__ T load_constant(const T* address) {
  return __ldg(address);
}

// Starts a copy of 16 bytes from global to shared memory, both aligned to 16. The bytes may be read after
// async_copy_commit, async_copy_wait by the same thread and a barrier. Where the hardware has no such copy (below
// sm_80) it is a load and a store.
__device__ __forceinline__ void async_copy16(void* shared, const void* global) {
#if __CUDA_ARCH__ >= 800
  unsigned to = static_cast<unsigned>(__cvta_generic_to_shared(shared));
  asm volatile("cp.async.cg.shared.global [%0], [%1], 16;" ::"r"(to), "l"(global) : "memory");
#else
  *static_cast<int4*>(shared) = *static_cast<const int4*>(global);
#endif
}

// The same where `inside`, else 16 zero bytes and no access to `global`.
__device__ __forceinline__ void async_copy16_or_zero(void* shared, const void* global, bool inside) {
#if __CUDA_ARCH__ >= 800
  unsigned to = static_cast<unsigned>(__cvta_generic_to_shared(shared));
  int bytes = inside ? 16 : 0;
  asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;" ::"r"(to), "l"(global), "r"(bytes) : "memory");
#else
  *static_cast<int4*>(shared) = inside ? *static_cast<const int4*>(global) : make_int4(0, 0, 0, 0);
#endif
}

// Closes the group of this thread's copies since the last commit.
__device__ __forceinline__ void async_copy_commit() {
#if __CUDA_ARCH__ >= 800
  asm volatile("cp.async.commit_group;" ::: "memory");
#endif
}

// Waits until at most PENDING of this thread's latest groups are unfinished.
template <int PENDING>
__device__ __forceinline__ void async_copy_wait() {
#if __CUDA_ARCH__ >= 800
  asm volatile("cp.async.wait_group %0;" ::"n"(PENDING) : "memory");
#endif
}

#else
#include "emulator.hpp"
#endif

constexpr int WARP = 32;
constexpr unsigned ALL_LANES = 0xffffffffu;

__device__ __forceinline__ float infinity() { return __int_as_float(0x7f800000); }

__device__ __forceinline__ float not_a_number() { return __int_as_float(0x7fffffff); }

__device__ __forceinline__ int lane_index() { return threadIdx.x & (WARP - 1); }

__device__ __forceinline__ int warp_index() { return threadIdx.x / WARP; }

// Four floats at an address aligned to 16 bytes, in one access.
__device__ __forceinline__ float4 load4(const float* address) { return *reinterpret_cast<const float4*>(address); }

__device__ __forceinline__ void store4(float* address, float4 value) { *reinterpret_cast<float4*>(address) = value; }

// Philox4x32-10 (Salmon et al., SC 2011): the four words of block `block` of a stream, counter (block, stream), key
// `seed`, low word first. The word of element i is word i mod 4 of block i / 4.
__device__ __forceinline__ uint4 philox(unsigned long long seed, unsigned long long stream, unsigned long long block) {
  unsigned c0 = static_cast<unsigned>(block), c1 = static_cast<unsigned>(block >> 32);
  unsigned c2 = static_cast<unsigned>(stream), c3 = static_cast<unsigned>(stream >> 32);
  unsigned k0 = static_cast<unsigned>(seed), k1 = static_cast<unsigned>(seed >> 32);
#pragma unroll
  for (int round = 0; round < 10; ++round) {
    unsigned high0 = __umulhi(0xD2511F53u, c0), low0 = 0xD2511F53u * c0;
    unsigned high1 = __umulhi(0xCD9E8D57u, c2), low1 = 0xCD9E8D57u * c2;
    c0 = high1 ^ c1 ^ k0;
    c1 = low1;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  return make_uint4(c0, c1, c2, c3);
}

// The word of one element; where several neighbours are wanted, `philox` gives four for the price of one.
__device__ __forceinline__ unsigned philox_word(unsigned long long seed, unsigned long long stream,
                                                unsigned long long element) {
  uint4 words = philox(seed, stream, element >> 2);
  unsigned at = static_cast<unsigned>(element) & 3u;
  return at < 2 ? (at == 0 ? words.x : words.y) : (at == 2 ? words.z : words.w);
}

// A word as a number in [0, 1): its upper 24 bits times 2^-24, exact.
__device__ __forceinline__ float uniform(unsigned word) { return static_cast<float>(word >> 8) * 0x1p-24f; }

// The sum over the lanes of a warp, in every lane: a butterfly, so the order is fixed and the same bits reach all lanes.
__device__ __forceinline__ float warp_sum(float value) {
#pragma unroll
  for (int distance = WARP / 2; distance > 0; distance /= 2) {
    value += __shfl_xor_sync(ALL_LANES, value, distance);
  }
  return value;
}

// The largest over the lanes of a warp, in every lane; NaN counts as nothing.
__device__ __forceinline__ float warp_max(float value) {
#pragma unroll
  for (int distance = WARP / 2; distance > 0; distance /= 2) {
    value = fmaxf(value, __shfl_xor_sync(ALL_LANES, value, distance));
  }
  return value;
}

// The sum over a block of one axis, a multiple of 32 threads and at most 1024, in every thread. All threads call it; it
// starts and ends with a barrier. `partial` is shared memory for 32 floats, free again on return.
__device__ __forceinline__ float block_sum(float value, float* partial) {
  value = warp_sum(value);
  __syncthreads();
  if (lane_index() == 0) {
    partial[warp_index()] = value;
  }
  __syncthreads();
  float total = lane_index() < static_cast<int>(blockDim.x) / WARP ? partial[lane_index()] : 0.0f;
  total = warp_sum(total);
  __syncthreads();
  return total;
}

// The largest over a block; otherwise as block_sum.
__device__ __forceinline__ float block_max(float value, float* partial) {
  value = warp_max(value);
  __syncthreads();
  if (lane_index() == 0) {
    partial[warp_index()] = value;
  }
  __syncthreads();
  float largest = lane_index() < static_cast<int>(blockDim.x) / WARP ? partial[lane_index()] : -infinity();
  largest = warp_max(largest);
  __syncthreads();
  return largest;
}
