// Batched matrix products on tensor cores: float32 in memory, rounded to bfloat16 on the way into shared memory,
// products summed in float32.
//
//   c = alpha * op(a) * op(b) + beta * c + bias      a: [batch, m, k], b: [batch, k, n] or [k, n], each perhaps transposed
//
//   kernel            tile (m x n x k)   warps   tile of a warp   shared memory    registers aimed at
//   gemm_bf16_128_..  128 x 128 x 32     8       64 x 32          37 to 40 KiB     255
//   gemm_bf16_64_..   64 x 64 x 32       4       32 x 32          18 to 20 KiB     168
//
// The last two letters say how a and b lie: n as written above, t transposed. An operand keeps its orientation in
// shared memory; load_matrix_x4, transposing or not, brings either into the fragments of m16n8k16. Rows in shared
// memory are 16 bytes longer than the tile: eight of them start in eight different groups of four banks. While a tile
// is multiplied the next one is on its way into registers, where it is rounded before it goes to the other of two
// buffers.
//
// Error: each product has a relative error of at most 2^-7, in the sum they are independent: about 2^-9 sqrt(k) |a| |b|
// for elements of size |a| and |b|. Bytes moved: 4 (m k (n / tile) + k n (m / tile) + m n). FLOPs: 2 m n k. Bound:
// arithmetic for k of several hundred and up, below that memory. Share of the bound: not measured on a GPU yet.
#include "gemm.cuh"
#include "tensor_core.cuh"

constexpr int GEMM_BF16_INNER = 32;

// Elements of a row and of all rows of an operand in shared memory.
template <int OUTER, bool ALONG>
struct GemmBf16Layout {
  static constexpr int STRIDE = (ALONG ? GEMM_BF16_INNER : OUTER) + 8;
  static constexpr int SIZE = (ALONG ? OUTER : GEMM_BF16_INNER) * STRIDE;
};

template <int OUTER, int THREADS, bool ALONG>
__device__ __forceinline__ void gemm_bf16_stash(const GemmOperand<OUTER, GEMM_BF16_INNER, THREADS>& operand, bf16* tile) {
  constexpr int LENGTH = ALONG ? GEMM_BF16_INNER : OUTER;
#pragma unroll
  for (int slot = 0; slot < operand.SLOTS; slot++) {
    int index = threadIdx.x + slot * THREADS;
    float4 four = operand.held[slot];
    bf16* at = tile + (index / (LENGTH / 4) * GemmBf16Layout<OUTER, ALONG>::STRIDE + index % (LENGTH / 4) * 4);
    *reinterpret_cast<uint2*>(at) = make_uint2(pack_bf16(four.x, four.y), pack_bf16(four.z, four.w));
  }
}

// The fragment of a that starts at (row, k).
template <int OUTER, bool ALONG>
__device__ __forceinline__ void gemm_bf16_rows(unsigned (&fragment)[4], const bf16* tile, int row, int k) {
  constexpr int STRIDE = GemmBf16Layout<OUTER, ALONG>::STRIDE;
  int lane = lane_index();
  if constexpr (ALONG) {
    load_matrix_x4(fragment, tile + ((row + lane % 16) * STRIDE + k + lane / 16 * 8));
  } else {
    load_matrix_x4_transposed(fragment, tile + ((k + lane / 16 * 8 + lane % 8) * STRIDE + row + lane / 8 % 2 * 8));
  }
}

// The two fragments of b that start at (k, column) and (k, column + 8).
template <int OUTER, bool ALONG>
__device__ __forceinline__ void gemm_bf16_columns(unsigned (&first)[2], unsigned (&second)[2], const bf16* tile, int column,
                                                  int k) {
  constexpr int STRIDE = GemmBf16Layout<OUTER, ALONG>::STRIDE;
  int lane = lane_index();
  unsigned words[4];
  if constexpr (ALONG) {
    load_matrix_x4(words, tile + ((column + lane / 16 * 8 + lane % 8) * STRIDE + k + lane / 8 % 2 * 8));
  } else {
    load_matrix_x4_transposed(words, tile + ((k + lane % 16) * STRIDE + column + lane / 16 * 8));
  }
  first[0] = words[0];
  first[1] = words[1];
  second[0] = words[2];
  second[1] = words[3];
}

template <int M, int N, int WARP_M, int WARP_N, bool TRANSPOSE_A, bool TRANSPOSE_B>
__device__ __forceinline__ void gemm_bf16(bf16* tiles_a, bf16* tiles_b, const float* a, const float* b, const float* bias,
                                          float* c, float* partial, int m, int n, int k, int batch, int shared_b, int splits,
                                          int split_length, float alpha, float beta, int flags) {
  constexpr int THREADS = M / WARP_M * (N / WARP_N) * WARP;
  constexpr int INNER = GEMM_BF16_INNER;
  constexpr int SIZE_A = GemmBf16Layout<M, !TRANSPOSE_A>::SIZE;
  constexpr int SIZE_B = GemmBf16Layout<N, TRANSPOSE_B>::SIZE;

  GemmTile tile = gemm_tile(blockIdx.x, m, n, splits, M, N);
  int start = tile.split * split_length;
  int end = min(k, start + split_length);
  GemmOperand<M, INNER, THREADS> left{
      a + tile.batch * m * k, m, k, tile.row, end, !TRANSPOSE_A, (flags & GEMM_VECTOR_A) != 0, {}};
  GemmOperand<N, INNER, THREADS> right{
      b + (shared_b != 0 ? 0 : tile.batch * k * n), n, k, tile.column, end, TRANSPOSE_B, (flags & GEMM_VECTOR_B) != 0, {}};
  int row = warp_index() / (N / WARP_N) * WARP_M;
  int column = warp_index() % (N / WARP_N) * WARP_N;
  float sums[WARP_M / 16][WARP_N / 8][4] = {};

  left.fetch(start);
  right.fetch(start);
  int buffer = 0;
  for (int at = start; at < end; at += INNER) {
    bf16* tile_a = tiles_a + buffer * SIZE_A;
    bf16* tile_b = tiles_b + buffer * SIZE_B;
    gemm_bf16_stash<M, THREADS, !TRANSPOSE_A>(left, tile_a);
    gemm_bf16_stash<N, THREADS, TRANSPOSE_B>(right, tile_b);
    __syncthreads();
    if (at + INNER < end) {
      left.fetch(at + INNER);
      right.fetch(at + INNER);
    }
#pragma unroll
    for (int step = 0; step < INNER; step += 16) {
      unsigned x[WARP_M / 16][4];
      unsigned y[WARP_N / 8][2];
#pragma unroll
      for (int i = 0; i < WARP_M / 16; i++) {
        gemm_bf16_rows<M, !TRANSPOSE_A>(x[i], tile_a, row + 16 * i, step);
      }
#pragma unroll
      for (int j = 0; j < WARP_N / 8; j += 2) {
        gemm_bf16_columns<N, TRANSPOSE_B>(y[j], y[j + 1], tile_b, column + 8 * j, step);
      }
#pragma unroll
      for (int i = 0; i < WARP_M / 16; i++) {
#pragma unroll
        for (int j = 0; j < WARP_N / 8; j++) {
          mma_m16n8k16_bf16(sums[i][j], x[i], y[j]);
        }
      }
    }
    buffer ^= 1;
  }

  GemmEpilogue epilogue = gemm_epilogue(tile, c, partial, bias, m, n, batch, splits, alpha, beta, flags);
  gemm_put_fragments(epilogue, sums, tile.row + row, tile.column + column);
}

#define GEMM_BF16(name, M, N, WARP_M, WARP_N, TRANSPOSE_A, TRANSPOSE_B)                                                \
  extern "C" __global__ void __launch_bounds__(M / WARP_M * (N / WARP_N) * 32)                                         \
      name(const float* a, const float* b, const float* bias, float* c, float* partial, int m, int n, int k, int batch, \
           int shared_b, int splits, int split_length, float alpha, float beta, int flags) {                           \
    alignas(16) __shared__ bf16 tiles_a[2 * GemmBf16Layout<M, !TRANSPOSE_A>::SIZE];                                    \
    alignas(16) __shared__ bf16 tiles_b[2 * GemmBf16Layout<N, TRANSPOSE_B>::SIZE];                                     \
    gemm_bf16<M, N, WARP_M, WARP_N, TRANSPOSE_A, TRANSPOSE_B>(tiles_a, tiles_b, a, b, bias, c, partial, m, n, k, batch, \
                                                              shared_b, splits, split_length, alpha, beta, flags);     \
  }                                                                                                                    \
  SINOPIA_KERNEL(name)

GEMM_BF16(gemm_bf16_128_nn, 128, 128, 64, 32, false, false)
GEMM_BF16(gemm_bf16_128_nt, 128, 128, 64, 32, false, true)
GEMM_BF16(gemm_bf16_128_tn, 128, 128, 64, 32, true, false)
GEMM_BF16(gemm_bf16_128_tt, 128, 128, 64, 32, true, true)
GEMM_BF16(gemm_bf16_64_nn, 64, 64, 32, 32, false, false)
GEMM_BF16(gemm_bf16_64_nt, 64, 64, 32, 32, false, true)
GEMM_BF16(gemm_bf16_64_tn, 64, 64, 32, 32, true, false)
GEMM_BF16(gemm_bf16_64_tt, 64, 64, 32, 32, true, true)
