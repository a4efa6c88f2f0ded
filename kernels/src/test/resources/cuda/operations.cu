// One kernel for each operation of sinopia.cuh and tensor_core.cuh, with its result laid open.
#include "tensor_core.cuh"

extern "C" __global__ void shuffles(int* y, int width) {
  int t = threadIdx.x;
  y[t] = __shfl_sync(ALL_LANES, 100 + t, t * 7, width);
  y[32 + t] = __shfl_up_sync(ALL_LANES, 100 + t, 3, width);
  y[64 + t] = __shfl_down_sync(ALL_LANES, 100 + t, 3, width);
  y[96 + t] = __shfl_xor_sync(ALL_LANES, 100 + t, 5, width);
}
SINOPIA_KERNEL(shuffles)

extern "C" __global__ void wide_shuffle(long long* y) {
  long long mine = (1LL << 40) + threadIdx.x;
  y[threadIdx.x] = __shfl_sync(ALL_LANES, mine, 31 - threadIdx.x);
}
SINOPIA_KERNEL(wide_shuffle)

extern "C" __global__ void votes(unsigned* y) {
  int t = threadIdx.x;
  y[4 * t] = __ballot_sync(ALL_LANES, t % 3 == 0);
  y[4 * t + 1] = __any_sync(ALL_LANES, t == 31);
  y[4 * t + 2] = __all_sync(ALL_LANES, t != 31);
  unsigned half = t < 16 ? 0x0000ffffu : 0xffff0000u;
  y[4 * t + 3] = __ballot_sync(half, t % 2);
}
SINOPIA_KERNEL(votes)

// y: sum, largest, smallest, and, or, exchanged, compared; each of numbers of threads of several blocks.
extern "C" __global__ void atomics(int* y, unsigned* z) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  atomicAdd(y, i);
  atomicMax(y + 1, i - 50);
  atomicMin(y + 2, -i);
  atomicAnd(y + 3, ~(1 << i % 8));
  atomicOr(y + 4, 1 << i % 8);
  atomicExch(y + 5, 17);
  atomicCAS(y + 6, 0, 23);
  atomicAdd(z, 3u);
  atomicMax(z + 1, 0x80000000u + i);
  atomicMin(z + 2, 0x80000000u - i);
}
SINOPIA_KERNEL(atomics)

extern "C" __global__ void bits(const unsigned* x, unsigned* y) {
  unsigned v = x[threadIdx.x];
  y[4 * threadIdx.x] = __popc(v);
  y[4 * threadIdx.x + 1] = __ffs(v);
  y[4 * threadIdx.x + 2] = __clz(v);
  y[4 * threadIdx.x + 3] = __umulhi(v, 0xD2511F53u);
}
SINOPIA_KERNEL(bits)

extern "C" __global__ void philox_words(long long seed, long long stream, unsigned* y, int n) {
  for (int i = threadIdx.x; i < n; i += blockDim.x) {
    y[i] = philox_word(seed, stream, i);
  }
}
SINOPIA_KERNEL(philox_words)

extern "C" __global__ void sums(const float* x, float* y) {
  __shared__ float partial[WARP];
  float v = x[threadIdx.x];
  y[threadIdx.x] = block_sum(v, partial);
  y[blockDim.x + threadIdx.x] = block_max(v, partial);
}
SINOPIA_KERNEL(sums)

// c = a b for a [16, 16], b [16, 8] of bfloat16, fragments filled one by one.
extern "C" __global__ void multiply_bf16(const bf16* a, const bf16* b, float* c) {
  int g = threadIdx.x / 4, t = threadIdx.x % 4;
  unsigned fa[4], fb[2];
  for (int i = 0; i < 4; ++i) {
    int row = g + i % 2 * 8, column = 2 * t + i / 2 * 8;
    fa[i] = a[16 * row + column].bits | a[16 * row + column + 1].bits << 16;
  }
  for (int i = 0; i < 2; ++i) {
    int row = 2 * t + i * 8;
    fb[i] = b[8 * row + g].bits | b[8 * (row + 1) + g].bits << 16;
  }
  float fc[4] = {};
  mma_m16n8k16_bf16(fc, fa, fb);
  for (int i = 0; i < 4; ++i) {
    c[8 * (g + i / 2 * 8) + 2 * t + i % 2] = fc[i];
  }
}
SINOPIA_KERNEL(multiply_bf16)

// The same with fragments loaded as matrices: a as it lies, b transposed on the way.
extern "C" __global__ void multiply_loaded(const bf16* a, const bf16* b, float* c) {
  __shared__ __align__(16) bf16 sa[16 * 16], sb[16 * 8];
  for (int i = threadIdx.x; i < 256; i += 32) {
    sa[i] = a[i];
  }
  for (int i = threadIdx.x; i < 128; i += 32) {
    sb[i] = b[i];
  }
  __syncwarp();
  unsigned fa[4], fb[2];
  int lane = threadIdx.x;
  load_matrix_x4(fa, sa + 16 * (lane % 16) + 8 * (lane / 16));
  load_matrix_x2_transposed(fb, sb + 8 * (lane % 16));
  float fc[4] = {};
  mma_m16n8k16_bf16(fc, fa, fb);
  int g = lane / 4, t = lane % 4;
  for (int i = 0; i < 4; ++i) {
    c[8 * (g + i / 2 * 8) + 2 * t + i % 2] = fc[i];
  }
}
SINOPIA_KERNEL(multiply_loaded)

// c = a b for a [16, 8], b [8, 8] of float32 rounded to tf32.
extern "C" __global__ void multiply_tf32(const float* a, const float* b, float* c) {
  int g = threadIdx.x / 4, t = threadIdx.x % 4;
  unsigned fa[4], fb[2];
  for (int i = 0; i < 4; ++i) {
    fa[i] = to_tf32(a[8 * (g + i % 2 * 8) + t + i / 2 * 4]);
  }
  for (int i = 0; i < 2; ++i) {
    fb[i] = to_tf32(b[8 * (t + i * 4) + g]);
  }
  float fc[4] = {};
  mma_m16n8k8_tf32(fc, fa, fb);
  for (int i = 0; i < 4; ++i) {
    c[8 * (g + i / 2 * 8) + 2 * t + i % 2] = fc[i];
  }
}
SINOPIA_KERNEL(multiply_tf32)
