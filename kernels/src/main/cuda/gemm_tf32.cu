// Batched matrix products on tensor cores: float32 in memory and in shared memory, rounded to tf32 (10 bits of
// mantissa) on the way into the fragments, products summed in float32.
//
//   c = alpha * op(a) * op(b) + beta * c + bias      a: [batch, m, k], b: [batch, k, n] or [k, n], each perhaps transposed
//
//   kernel            tile (m x n x k)   warps   tile of a warp   dynamic shared memory   registers aimed at
//   gemm_tf32_128_..  128 x 128 x 16     8       64 x 32          51 to 60 KiB            255
//   gemm_tf32_64_..   64 x 64 x 16       4       32 x 32          27 to 30 KiB            168
//
// The last two letters say how a and b lie: n as written above, t transposed. Tiles come by asynchronous copies of 16
// bytes into a ring of three, two of them under way while the third is multiplied; where rows do not start at multiples
// of 16 bytes they come element by element. An operand keeps its orientation in shared memory: with the inner axis
// contiguous, load_matrix_x4 brings eight rows of four elements each into fragments of m16n8k8, otherwise plain reads
// do; rows are longer than the tile by 16 or 32 bytes so that neither meets a bank twice.
//
// Error: each product has a relative error of at most 2^-10, in the sum they are independent: about 2^-12 sqrt(k) |a|
// |b| for elements of size |a| and |b|. Bytes moved: 4 (m k (n / tile) + k n (m / tile) + m n). FLOPs: 2 m n k. Bound:
// arithmetic for k of several hundred and up, below that memory. Share of the bound: not measured on a GPU yet.
#include "gemm.cuh"
#include "tensor_core.cuh"

constexpr int GEMM_TF32_INNER = 16;
constexpr int GEMM_TF32_STAGES = 3;

// An operand in global memory and its tiles in shared memory; `outer` is m or n.
template <int OUTER, int THREADS, bool ALONG>
struct GemmTf32Operand {
  static constexpr int LENGTH = ALONG ? GEMM_TF32_INNER : OUTER;
  static constexpr int STRIDE = ALONG ? GEMM_TF32_INNER + 4 : OUTER + 8;
  static constexpr int SIZE = (ALONG ? OUTER : GEMM_TF32_INNER) * STRIDE;

  const float* from;
  int outer;
  int inner;
  int first;
  // Beyond this inner index, zeros.
  int end;
  bool vector;

  // Starts the copy of the tile at inner index k.
  __device__ __forceinline__ void start(float* tile, int k) const {
#pragma unroll
    for (int index = threadIdx.x; index < OUTER * GEMM_TF32_INNER / 4; index += THREADS) {
      int line = index / (LENGTH / 4);
      int within = index % (LENGTH / 4) * 4;
      float* to = tile + (line * STRIDE + within);
      int o = first + (ALONG ? line : within);
      int i = k + (ALONG ? within : line);
      bool inside = o < outer && i < end;
      const float* at = inside ? from + (ALONG ? o * inner + i : i * outer + o) : from;
      if (vector) {
        async_copy16_or_zero(to, at, inside);
      } else {
        int count = inside ? (ALONG ? end - i : outer - o) : 0;
#pragma unroll
        for (int element = 0; element < 4; element++) {
          to[element] = element < count ? at[element] : 0.0f;
        }
      }
    }
  }

  // The fragment of a that starts at (row, k).
  __device__ __forceinline__ static void rows(unsigned (&fragment)[4], const float* tile, int row, int k) {
    int lane = lane_index();
    if constexpr (ALONG) {
      load_matrix_x4(fragment, tile + ((row + lane % 16) * STRIDE + k + lane / 16 * 4));
#pragma unroll
      for (int i = 0; i < 4; i++) {
        fragment[i] = to_tf32(__uint_as_float(fragment[i]));
      }
    } else {
      const float* at = tile + ((k + lane % 4) * STRIDE + row + lane / 4);
      fragment[0] = to_tf32(at[0]);
      fragment[1] = to_tf32(at[8]);
      fragment[2] = to_tf32(at[4 * STRIDE]);
      fragment[3] = to_tf32(at[4 * STRIDE + 8]);
    }
  }

  // The two fragments of b that start at (k, column) and (k, column + 8).
  __device__ __forceinline__ static void columns(unsigned (&one)[2], unsigned (&other)[2], const float* tile, int column,
                                                 int k) {
    int lane = lane_index();
    if constexpr (ALONG) {
      unsigned words[4];
      load_matrix_x4(words, tile + ((column + lane / 16 * 8 + lane % 8) * STRIDE + k + lane / 8 % 2 * 4));
      one[0] = to_tf32(__uint_as_float(words[0]));
      one[1] = to_tf32(__uint_as_float(words[1]));
      other[0] = to_tf32(__uint_as_float(words[2]));
      other[1] = to_tf32(__uint_as_float(words[3]));
    } else {
      const float* at = tile + ((k + lane % 4) * STRIDE + column + lane / 4);
      one[0] = to_tf32(at[0]);
      one[1] = to_tf32(at[4 * STRIDE]);
      other[0] = to_tf32(at[8]);
      other[1] = to_tf32(at[4 * STRIDE + 8]);
    }
  }
};

template <int M, int N, int WARP_M, int WARP_N, bool TRANSPOSE_A, bool TRANSPOSE_B>
__device__ __forceinline__ void gemm_tf32(const float* a, const float* b, const float* bias, float* c, float* partial, int m,
                                          int n, int k, int batch, int shared_b, int splits, int split_length, float alpha,
                                          float beta, int flags) {
  constexpr int THREADS = M / WARP_M * (N / WARP_N) * WARP;
  constexpr int INNER = GEMM_TF32_INNER;
  constexpr int STAGES = GEMM_TF32_STAGES;
  using OperandA = GemmTf32Operand<M, THREADS, !TRANSPOSE_A>;
  using OperandB = GemmTf32Operand<N, THREADS, TRANSPOSE_B>;
  SINOPIA_DYNAMIC_SHARED(float, tiles_a);
  float* tiles_b = tiles_a + STAGES * OperandA::SIZE;

  GemmTile tile = gemm_tile(blockIdx.x, m, n, splits, M, N);
  int start = tile.split * split_length;
  int end = min(k, start + split_length);
  OperandA left{a + tile.batch * m * k, m, k, tile.row, end, (flags & GEMM_VECTOR_A) != 0};
  OperandB right{b + (shared_b != 0 ? 0 : tile.batch * k * n), n, k, tile.column, end, (flags & GEMM_VECTOR_B) != 0};
  int row = warp_index() / (N / WARP_N) * WARP_M;
  int column = warp_index() % (N / WARP_N) * WARP_N;
  float sums[WARP_M / 16][WARP_N / 8][4] = {};

#pragma unroll
  for (int stage = 0; stage < STAGES - 1; stage++) {
    left.start(tiles_a + stage * OperandA::SIZE, start + stage * INNER);
    right.start(tiles_b + stage * OperandB::SIZE, start + stage * INNER);
    async_copy_commit();
  }
  int stage = 0;
  for (int at = start; at < end; at += INNER) {
    async_copy_wait<STAGES - 2>();
    __syncthreads();
    int next = stage == 0 ? STAGES - 1 : stage - 1;
    if (at + (STAGES - 1) * INNER < end) {
      left.start(tiles_a + next * OperandA::SIZE, at + (STAGES - 1) * INNER);
      right.start(tiles_b + next * OperandB::SIZE, at + (STAGES - 1) * INNER);
    }
    // Committed even when empty, so that the count of groups under way stays the same.
    async_copy_commit();
    const float* tile_a = tiles_a + stage * OperandA::SIZE;
    const float* tile_b = tiles_b + stage * OperandB::SIZE;
#pragma unroll
    for (int step = 0; step < INNER; step += 8) {
      unsigned x[WARP_M / 16][4];
      unsigned y[WARP_N / 8][2];
#pragma unroll
      for (int i = 0; i < WARP_M / 16; i++) {
        OperandA::rows(x[i], tile_a, row + 16 * i, step);
      }
#pragma unroll
      for (int j = 0; j < WARP_N / 8; j += 2) {
        OperandB::columns(y[j], y[j + 1], tile_b, column + 8 * j, step);
      }
#pragma unroll
      for (int i = 0; i < WARP_M / 16; i++) {
#pragma unroll
        for (int j = 0; j < WARP_N / 8; j++) {
          mma_m16n8k8_tf32(sums[i][j], x[i], y[j]);
        }
      }
    }
    stage = stage == STAGES - 1 ? 0 : stage + 1;
  }

  GemmEpilogue epilogue = gemm_epilogue(tile, c, partial, bias, m, n, batch, splits, alpha, beta, flags);
  gemm_put_fragments(epilogue, sums, tile.row + row, tile.column + column);
}

#define GEMM_TF32(name, M, N, WARP_M, WARP_N, TRANSPOSE_A, TRANSPOSE_B)                                                \
  extern "C" __global__ void __launch_bounds__(M / WARP_M * (N / WARP_N) * 32)                                         \
      name(const float* a, const float* b, const float* bias, float* c, float* partial, int m, int n, int k, int batch, \
           int shared_b, int splits, int split_length, float alpha, float beta, int flags) {                           \
    gemm_tf32<M, N, WARP_M, WARP_N, TRANSPOSE_A, TRANSPOSE_B>(a, b, bias, c, partial, m, n, k, batch, shared_b, splits, \
                                                              split_length, alpha, beta, flags);                       \
  }                                                                                                                    \
  SINOPIA_KERNEL(name)

GEMM_TF32(gemm_tf32_128_nn, 128, 128, 64, 32, false, false)
GEMM_TF32(gemm_tf32_128_nt, 128, 128, 64, 32, false, true)
GEMM_TF32(gemm_tf32_128_tn, 128, 128, 64, 32, true, false)
GEMM_TF32(gemm_tf32_128_tt, 128, 128, 64, 32, true, true)
GEMM_TF32(gemm_tf32_64_nn, 64, 64, 32, 32, false, false)
GEMM_TF32(gemm_tf32_64_nt, 64, 64, 32, 32, false, true)
GEMM_TF32(gemm_tf32_64_tn, 64, 64, 32, 32, true, false)
GEMM_TF32(gemm_tf32_64_tt, 64, 64, 32, 32, true, true)
