// Batched matrix products in float32, one fused multiply-add at a time: right at any shape, on any GPU.
//
//   c = alpha * op(a) * op(b) + beta * c + bias      a: [batch, m, k], b: [batch, k, n] or [k, n], each perhaps transposed
//
// Three tile sizes, of which the launcher takes the largest that still fills the device:
//
//   kernel        tile (m x n x k)   threads   sums per thread   shared memory   registers aimed at
//   gemm_f32_128  128 x 128 x 8      256       8 x 8             16.5 KiB        128
//   gemm_f32_64   64 x 64 x 16       128       8 x 4             17 KiB          128
//   gemm_f32_32   32 x 32 x 16       64        4 x 4             9 KiB           128
//
// Both operands lie in shared memory with the inner axis outermost, so a thread reads its rows of a and columns of b as
// float4; a transposed operand differs only in how it gets there. While a tile is multiplied, the next one is on its
// way into registers; it then goes to the other of two buffers, one barrier per tile. Each step of the inner axis takes
// (TM + TN) / 4 reads of 16 bytes for TM * TN multiply-adds: 4 for 64 with the largest tile.
//
// Bytes moved: 4 (m k (n / tile) + k n (m / tile) + m n) per product, mostly from L2. FLOPs: 2 m n k. Bound:
// arithmetic, from about 64 on along each axis. Share of the bound: not measured on a GPU yet.
#include "gemm.cuh"

// Puts a fetched operand into shared memory, [INNER, OUTER + 4].
template <int OUTER, int INNER, int THREADS>
__device__ __forceinline__ void gemm_stash(const GemmOperand<OUTER, INNER, THREADS>& operand, float* tile) {
  constexpr int STRIDE = OUTER + 4;
#pragma unroll
  for (int slot = 0; slot < operand.SLOTS; slot++) {
    int index = threadIdx.x + slot * THREADS;
    float4 four = operand.held[slot];
    if (operand.along) {
      float* at = tile + (index % (INNER / 4) * 4 * STRIDE + index / (INNER / 4));
      at[0] = four.x;
      at[STRIDE] = four.y;
      at[2 * STRIDE] = four.z;
      at[3 * STRIDE] = four.w;
    } else {
      store4(tile + (index / (OUTER / 4) * STRIDE + index % (OUTER / 4) * 4), four);
    }
  }
}

// COUNT elements of one inner index, in groups of four that lie SPREAD apart: neighbouring threads read neighbouring
// float4.
template <int COUNT, int SPREAD>
__device__ __forceinline__ void gemm_read(const float* at, float (&values)[COUNT]) {
#pragma unroll
  for (int group = 0; group < COUNT / 4; group++) {
    float4 four = load4(at + group * SPREAD);
    values[4 * group] = four.x;
    values[4 * group + 1] = four.y;
    values[4 * group + 2] = four.z;
    values[4 * group + 3] = four.w;
  }
}

template <int M, int N, int INNER, int TM, int TN>
__device__ __forceinline__ void gemm_f32(float* shared, const float* a, const float* b, const float* bias, float* c,
                                         float* partial, int m, int n, int k, int batch, int shared_b, int splits,
                                         int split_length, float alpha, float beta, int flags) {
  constexpr int THREADS = M / TM * (N / TN);
  using OperandA = GemmOperand<M, INNER, THREADS>;
  using OperandB = GemmOperand<N, INNER, THREADS>;
  constexpr int STRIDE_A = M + 4;
  constexpr int STRIDE_B = N + 4;
  constexpr int SIZE_A = INNER * STRIDE_A;
  constexpr int SIZE_B = INNER * STRIDE_B;
  constexpr int SPREAD_M = M / (TM / 4);
  constexpr int SPREAD_N = N / (TN / 4);
  float* tiles_a = shared;
  float* tiles_b = shared + 2 * SIZE_A;

  GemmTile tile = gemm_tile(blockIdx.x, m, n, splits, M, N);
  int start = tile.split * split_length;
  int end = min(k, start + split_length);
  const float* from_a = a + tile.batch * m * k;
  const float* from_b = b + (shared_b != 0 ? 0 : tile.batch * k * n);
  bool along_a = (flags & GEMM_TRANSPOSE_A) == 0;
  bool along_b = (flags & GEMM_TRANSPOSE_B) != 0;
  OperandA left{from_a, m, k, tile.row, end, along_a, (flags & GEMM_VECTOR_A) != 0, {}};
  OperandB right{from_b, n, k, tile.column, end, along_b, (flags & GEMM_VECTOR_B) != 0, {}};
  int row = threadIdx.x / (N / TN) * 4;
  int column = threadIdx.x % (N / TN) * 4;
  float sums[TM][TN] = {};

  left.fetch(start);
  right.fetch(start);
  int buffer = 0;
  for (int at = start; at < end; at += INNER) {
    gemm_stash(left, tiles_a + buffer * SIZE_A);
    gemm_stash(right, tiles_b + buffer * SIZE_B);
    __syncthreads();
    if (at + INNER < end) {
      left.fetch(at + INNER);
      right.fetch(at + INNER);
    }
    const float* rows = tiles_a + buffer * SIZE_A + row;
    const float* columns = tiles_b + buffer * SIZE_B + column;
// Unrolled further, the largest tile would need more registers than two blocks can have on a multiprocessor.
#pragma unroll 2
    for (int step = 0; step < INNER; step++) {
      float x[TM];
      float y[TN];
      gemm_read<TM, SPREAD_M>(rows + step * STRIDE_A, x);
      gemm_read<TN, SPREAD_N>(columns + step * STRIDE_B, y);
#pragma unroll
      for (int i = 0; i < TM; i++) {
#pragma unroll
        for (int j = 0; j < TN; j++) {
          sums[i][j] = fmaf(x[i], y[j], sums[i][j]);
        }
      }
    }
    buffer ^= 1;
  }

  GemmEpilogue epilogue = gemm_epilogue(tile, c, partial, bias, m, n, batch, splits, alpha, beta, flags);
#pragma unroll
  for (int i = 0; i < TM; i++) {
#pragma unroll
    for (int j = 0; j < TN; j += 4) {
      epilogue.put<4>(tile.row + i / 4 * SPREAD_M + row + i % 4, tile.column + j / 4 * SPREAD_N + column, &sums[i][j]);
    }
  }
}

#define GEMM_F32(name, M, N, INNER, TM, TN, BLOCKS)                                                                    \
  extern "C" __global__ void __launch_bounds__(M / TM * (N / TN), BLOCKS)                                              \
      name(const float* a, const float* b, const float* bias, float* c, float* partial, int m, int n, int k, int batch, \
           int shared_b, int splits, int split_length, float alpha, float beta, int flags) {                           \
    alignas(16) __shared__ float tiles[2 * INNER * (M + N + 8)];                                                       \
    gemm_f32<M, N, INNER, TM, TN>(tiles, a, b, bias, c, partial, m, n, k, batch, shared_b, splits, split_length,       \
                                  alpha, beta, flags);                                                                 \
  }                                                                                                                    \
  SINOPIA_KERNEL(name)

GEMM_F32(gemm_f32_128, 128, 128, 8, 8, 8, 2)
GEMM_F32(gemm_f32_64, 64, 64, 16, 8, 4, 4)
GEMM_F32(gemm_f32_32, 32, 32, 16, 4, 4, 8)

// Adds the splits of the inner axis in their order and finishes c. Bytes moved: 4 (splits + 1) per element.
extern "C" __global__ void __launch_bounds__(256)
    gemm_combine(const float* partial, const float* bias, float* c, int count, int n, int splits, float alpha, float beta) {
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < count; i += gridDim.x * blockDim.x) {
    float sum = 0.0f;
    for (int split = 0; split < splits; split++) {
      sum += partial[split * count + i];
    }
    float value = alpha * sum;
    if (beta != 0.0f) {
      value += beta * c[i];
    }
    c[i] = bias == nullptr ? value : value + bias[i % n];
  }
}
SINOPIA_KERNEL(gemm_combine)
