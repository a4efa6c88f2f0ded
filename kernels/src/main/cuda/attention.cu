// Locality self-attention (Lee et al. 2021, arXiv 2112.13492, section 3.2), forward, float32. Per sample and head:
//
//   s_ij = exp(theta) q_i . k_j, s_ii = -inf under the mask;  p = softmax over j;  out_i = sum_j dropout(p)_ij v_j
//   logSumExp_i = log sum_j exp s_ij; a token that may attend to nothing yields zeros and -inf
//
// One block takes 32 queries of one head through all keys, 64 at a time, with the softmax kept online (Milakov and
// Gimelshein 2018, arXiv 1805.02867; Dao et al. 2022, arXiv 2205.14135): greatest score and sum so far stay in
// registers, the output is scaled whenever the greatest score grows, and no N x N matrix exists anywhere. The weights
// of a tile pass through shared memory once, in the place of its keys, which are no longer needed.
//
//   kernel           features   shared memory   registers aimed at   (128 threads)
//   attention_16     up to 16   14 KiB          128
//   attention_32     up to 32   20 KiB          128
//   attention_64     any        40 KiB          128
//
// Dropout is Philox by element, the same mask as on every device. Bytes moved: 4 B N heads d (2 + 2 N / 32), of which
// those of keys and values beyond the first time come from L2. FLOPs: 4 B heads N^2 d. Bound: arithmetic. Share of the
// bound: not measured on a GPU yet.
#include "attention_tile.cuh"

template <int WIDTH>
__device__ __forceinline__ void attention_forward(float* queries, float* keys, float* values, const float* qkv,
                                                  const float* theta, float* out, float* log_sum_exp, AttentionHead at,
                                                  int thetas, bool mask_self, Dropout dropout, bool vector) {
  constexpr int COLUMNS = WIDTH / 16;
  float* weights = keys;
  int x = threadIdx.x % 16;
  int row = threadIdx.x / 16 * 4;
  int first_query = at.tile * ATTENTION_QUERIES;
  float temperature = expf(theta[thetas == 1 ? 0 : at.head]);
  float greatest[4];
  float total[4];
  float sums[4][COLUMNS] = {};
#pragma unroll
  for (int i = 0; i < 4; i++) {
    greatest[i] = -infinity();
    total[i] = 0.0f;
  }

  for (int first_key = 0; first_key < at.tokens; first_key += ATTENTION_KEYS) {
    float scores[4][4] = {};
    for (int chunk = 0; chunk < at.chunks; chunk++) {
      __syncthreads();
      if (first_key == 0 || at.chunks > 1) {
        attention_load<WIDTH, ATTENTION_QUERIES>(queries, qkv + at.start(0), at.stride(), first_query, at.tokens,
                                                 chunk * WIDTH, at.features, vector);
      }
      attention_load<WIDTH, ATTENTION_KEYS>(keys, qkv + at.start(1), at.stride(), first_key, at.tokens, chunk * WIDTH,
                                            at.features, vector);
      if (chunk == 0) {
        attention_load<WIDTH, ATTENTION_KEYS>(values, qkv + at.start(2), at.stride(), first_key, at.tokens,
                                              at.chunk * WIDTH, at.features, vector);
      }
      __syncthreads();
      attention_dots<WIDTH>(queries, row, keys, 4 * x, scores);
    }

#pragma unroll
    for (int i = 0; i < 4; i++) {
      int query = first_query + row + i;
      float most = greatest[i];
#pragma unroll
      for (int j = 0; j < 4; j++) {
        int key = first_key + 4 * x + j;
        bool attends = key < at.tokens && !(mask_self && key == query);
        scores[i][j] = attends ? temperature * scores[i][j] : -infinity();
        most = fmaxf(most, scores[i][j]);
      }
#pragma unroll
      for (int distance = 8; distance > 0; distance /= 2) {
        most = fmaxf(most, __shfl_xor_sync(ALL_LANES, most, distance));
      }
      // A row that has met no key yet has no greatest score to take off.
      float shift = most == -infinity() ? 0.0f : most;
      float shrink = fast_exp(greatest[i] - shift);
      greatest[i] = most;
      total[i] *= shrink;
#pragma unroll
      for (int c = 0; c < COLUMNS; c++) {
        sums[i][c] *= shrink;
      }
#pragma unroll
      for (int j = 0; j < 4; j++) {
        scores[i][j] = fast_exp(scores[i][j] - shift);
        total[i] += scores[i][j];
      }
      if (dropout.threshold != 0) {
        float factors[4];
        attention_factors(dropout, at.weight(query, first_key + 4 * x), factors);
#pragma unroll
        for (int j = 0; j < 4; j++) {
          scores[i][j] *= factors[j];
        }
      }
    }
    __syncthreads();
    attention_store(weights, row, 4 * x, scores);
    __syncthreads();
    attention_mix<WIDTH>(weights, row, values, x * COLUMNS, sums);
  }

#pragma unroll
  for (int i = 0; i < 4; i++) {
    int query = first_query + row + i;
#pragma unroll
    for (int distance = 8; distance > 0; distance /= 2) {
      total[i] += __shfl_xor_sync(ALL_LANES, total[i], distance);
    }
    if (query < at.tokens) {
#pragma unroll
      for (int c = 0; c < COLUMNS; c++) {
        int feature = at.chunk * WIDTH + x * COLUMNS + c;
        if (feature < at.features) {
          out[at.out_start() + query * at.out_stride() + feature] = total[i] == 0.0f ? 0.0f : sums[i][c] / total[i];
        }
      }
      if (x == 0 && at.chunk == 0) {
        log_sum_exp[at.rows() + query] = greatest[i] + logf(total[i]);
      }
    }
  }
}

#define ATTENTION(name, WIDTH, BLOCKS)                                                                                 \
  extern "C" __global__ void __launch_bounds__(ATTENTION_THREADS, BLOCKS)                                              \
      name(const float* qkv, const float* theta, float* out, float* log_sum_exp, int heads, int tokens, int features,  \
           int thetas, int mask_self, Dropout dropout, int vector) {                                                   \
    alignas(16) __shared__ float queries[ATTENTION_QUERIES * WIDTH];                                                   \
    alignas(16) __shared__ float keys[ATTENTION_KEYS * (WIDTH > ATTENTION_QUERIES ? WIDTH : ATTENTION_QUERIES)];       \
    alignas(16) __shared__ float values[ATTENTION_KEYS * WIDTH];                                                       \
    AttentionHead at(blockIdx.x, heads, tokens, features, ATTENTION_QUERIES, WIDTH);                                   \
    attention_forward<WIDTH>(queries, keys, values, qkv, theta, out, log_sum_exp, at, thetas, mask_self != 0, dropout, \
                             vector != 0);                                                                             \
  }                                                                                                                    \
  SINOPIA_KERNEL(name)

ATTENTION(attention_16, 16, 4)
ATTENTION(attention_32, 32, 4)
ATTENTION(attention_64, 64, 4)
