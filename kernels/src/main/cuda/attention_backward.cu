// Locality self-attention, backward, float32. With s, p as in attention.cu, g the gradient of the output, r_ij what
// dropout multiplies p_ij by:
//
//   dp_ij = r_ij g_i . v_j;  ds_ij = p_ij (dp_ij - delta_i), delta_i = sum_j p_ij dp_ij = g_i . out_i
//   gradQ_i = exp(theta) sum_j ds_ij k_j;  gradK_j = exp(theta) sum_i ds_ij q_i;  gradV_j = sum_i r_ij p_ij g_i
//   gradTheta = sum of ds_ij s_ij over everything that shares theta
//
// p is computed again from logSumExp; nothing of size N x N is kept. Three launches, no atomics, the same bits on every
// run:
//
//   attention_backward_queries_..  a block takes 32 queries through all keys: delta (left in memory for the next), gradQ, and
//                                  its part of gradTheta
//   attention_backward_keys_..     a block takes 64 keys through all queries, 32 at a time: gradK and gradV
//   attention_backward_theta       adds the parts of gradTheta in the order of their blocks, one block for each theta
//
// Scores and dp are thus computed twice, 7 products of tiles rather than 5; the alternative adds into gradQ from many
// blocks, in an order that varies.
//
//   kernel                         features   shared memory     registers aimed at   (128 threads)
//   attention_backward_queries_16  up to 16   16 KiB            168
//   attention_backward_queries_32  up to 32   24 KiB            168
//   attention_backward_queries_64  any        48 KiB            168
//   attention_backward_keys_16     up to 16   20 KiB dynamic    168
//   attention_backward_keys_32     up to 32   32 KiB dynamic    255
//   attention_backward_keys_64     any        56 KiB dynamic    255
//
// Bytes moved: 4 B N heads d (7 + 4 N / 32), mostly from L2. FLOPs: 14 B heads N^2 d. Bound: arithmetic. Share of the
// bound: not measured on a GPU yet.
#include "attention_tile.cuh"

// Weights p and slopes ds of the queries and keys of one thread.
struct AttentionSlopes {
  float temperature;
  bool mask_self;
  Dropout dropout;

  // `scores` come as q . k and leave as t = s - logSumExp; `slopes` come as g . v and leave as ds; `weights` and
  // `factors` receive p and r. Where a query does not attend, t, ds and p are 0.
  __device__ __forceinline__ void compute(const AttentionHead& at, int query, int key, const float (&log_sum_exp)[4],
                                          const float (&delta)[4], float (&scores)[4][4], float (&slopes)[4][4],
                                          float (&weights)[4][4], float (&factors)[4][4]) const {
#pragma unroll
    for (int i = 0; i < 4; i++) {
#pragma unroll
      for (int j = 0; j < 4; j++) {
        factors[i][j] = 1.0f;
      }
      if (dropout.threshold != 0) {
        attention_factors(dropout, at.weight(query + i, key), factors[i]);
      }
#pragma unroll
      for (int j = 0; j < 4; j++) {
        bool attends = query + i < at.tokens && key + j < at.tokens && !(mask_self && key + j == query + i);
        scores[i][j] = attends ? temperature * scores[i][j] - log_sum_exp[i] : 0.0f;
        weights[i][j] = attends ? fast_exp(scores[i][j]) : 0.0f;
        slopes[i][j] = attends ? weights[i][j] * (factors[i][j] * slopes[i][j] - delta[i]) : 0.0f;
      }
    }
  }
};

template <int WIDTH>
__device__ __forceinline__ void attention_backward_queries(float* queries, float* grads, float* keys, float* values,
                                                           const float* qkv, const float* theta, const float* out,
                                                           const float* log_sum_exp, const float* grad_out, float* grad_qkv,
                                                           float* delta, float* grad_theta_parts, AttentionHead at, int thetas,
                                                           bool mask_self, Dropout dropout, bool vector) {
  constexpr int COLUMNS = WIDTH / 16;
  float* tile_slopes = values;
  int x = threadIdx.x % 16;
  int row = threadIdx.x / 16 * 4;
  int first_query = at.tile * ATTENTION_QUERIES;
  AttentionSlopes formula{expf(theta[thetas == 1 ? 0 : at.head]), mask_self, dropout};
  float sums[4][COLUMNS] = {};
  AttentionTheta row_sums[4] = {};

  attention_deltas<ATTENTION_QUERIES>(at, out, grad_out, tile_slopes);
  float own_delta[4];
  float own_log_sum_exp[4];
#pragma unroll
  for (int i = 0; i < 4; i++) {
    int query = first_query + row + i;
    own_delta[i] = tile_slopes[row + i];
    own_log_sum_exp[i] = query < at.tokens ? log_sum_exp[at.rows() + query] : 0.0f;
    if (x == 0 && at.chunk == 0 && query < at.tokens) {
      delta[at.rows() + query] = own_delta[i];
    }
  }

  for (int first_key = 0; first_key < at.tokens; first_key += ATTENTION_KEYS) {
    float scores[4][4] = {};
    float slopes[4][4] = {};
    // The block's own chunk comes last, so that its keys are there for gradQ.
    for (int turn = 1; turn <= at.chunks; turn++) {
      int column = (at.chunk + turn) % at.chunks * WIDTH;
      __syncthreads();
      if (first_key == 0 || at.chunks > 1) {
        attention_load<WIDTH, ATTENTION_QUERIES>(queries, qkv + at.start(0), at.stride(), first_query, at.tokens, column,
                                                 at.features, vector);
        attention_load<WIDTH, ATTENTION_QUERIES>(grads, grad_out + at.out_start(), at.out_stride(), first_query, at.tokens,
                                                 column, at.features, vector);
      }
      attention_load<WIDTH, ATTENTION_KEYS>(keys, qkv + at.start(1), at.stride(), first_key, at.tokens, column, at.features,
                                            vector);
      attention_load<WIDTH, ATTENTION_KEYS>(values, qkv + at.start(2), at.stride(), first_key, at.tokens, column, at.features,
                                            vector);
      __syncthreads();
      attention_dots<WIDTH>(queries, row, keys, 4 * x, scores);
      attention_dots<WIDTH>(grads, row, values, 4 * x, slopes);
    }
    float weights[4][4];
    float factors[4][4];
    formula.compute(at, first_query + row, first_key + 4 * x, own_log_sum_exp, own_delta, scores, slopes, weights,
                    factors);
#pragma unroll
    for (int i = 0; i < 4; i++) {
#pragma unroll
      for (int j = 0; j < 4; j++) {
        row_sums[i].add(weights[i][j], slopes[i][j], scores[i][j]);
      }
    }
    __syncthreads();
    attention_store(tile_slopes, row, 4 * x, slopes);
    __syncthreads();
    attention_mix<WIDTH>(tile_slopes, row, keys, x * COLUMNS, sums);
  }

#pragma unroll
  for (int i = 0; i < 4; i++) {
    int query = first_query + row + i;
#pragma unroll
    for (int c = 0; c < COLUMNS; c++) {
      int feature = at.chunk * WIDTH + x * COLUMNS + c;
      if (query < at.tokens && feature < at.features) {
        grad_qkv[at.start(0) + query * at.stride() + feature] = formula.temperature * sums[i][c];
      }
    }
  }
  float grad_theta = 0.0f;
#pragma unroll
  for (int i = 0; i < 4; i++) {
    float part = row_sums[i].of_row<16>();
    grad_theta += x == 0 ? part : 0.0f;
  }
  grad_theta = block_sum(grad_theta, queries);
  if (threadIdx.x == 0 && at.chunk == 0) {
    grad_theta_parts[(at.sample * at.heads + at.head) * at.tiles + at.tile] = grad_theta;
  }
}

template <int WIDTH>
__device__ __forceinline__ void attention_backward_keys(float* shared, const float* qkv, const float* theta,
                                                        const float* log_sum_exp, const float* grad_out, const float* delta,
                                                        float* grad_qkv, AttentionHead at, int thetas, bool mask_self,
                                                        Dropout dropout, bool vector) {
  constexpr int COLUMNS = WIDTH / 8;
  constexpr int LENGTH = COLUMNS < 4 ? COLUMNS : 4;
  float* keys = shared;
  float* values = keys + ATTENTION_KEYS * WIDTH;
  float* queries = values + ATTENTION_KEYS * WIDTH;
  float* grads = queries + ATTENTION_QUERIES * WIDTH;
  float* weights = grads + ATTENTION_QUERIES * WIDTH;
  int x = threadIdx.x % 16;
  int row = threadIdx.x / 16 * 4;
  int out_row = threadIdx.x / 8 * 4;
  int out_column = threadIdx.x % 8 * LENGTH;
  int first_key = at.tile * ATTENTION_KEYS;
  AttentionSlopes formula{expf(theta[thetas == 1 ? 0 : at.head]), mask_self, dropout};
  float grad_keys[4][COLUMNS] = {};
  float grad_values[4][COLUMNS] = {};

  for (int first_query = 0; first_query < at.tokens; first_query += ATTENTION_QUERIES) {
    float scores[4][4] = {};
    float slopes[4][4] = {};
    for (int turn = 1; turn <= at.chunks; turn++) {
      int column = (at.chunk + turn) % at.chunks * WIDTH;
      __syncthreads();
      if (first_query == 0 || at.chunks > 1) {
        attention_load<WIDTH, ATTENTION_KEYS>(keys, qkv + at.start(1), at.stride(), first_key, at.tokens, column,
                                              at.features, vector);
        attention_load<WIDTH, ATTENTION_KEYS>(values, qkv + at.start(2), at.stride(), first_key, at.tokens, column,
                                              at.features, vector);
      }
      attention_load<WIDTH, ATTENTION_QUERIES>(queries, qkv + at.start(0), at.stride(), first_query, at.tokens, column,
                                               at.features, vector);
      attention_load<WIDTH, ATTENTION_QUERIES>(grads, grad_out + at.out_start(), at.out_stride(), first_query, at.tokens,
                                               column, at.features, vector);
      __syncthreads();
      attention_dots<WIDTH>(queries, row, keys, 4 * x, scores);
      attention_dots<WIDTH>(grads, row, values, 4 * x, slopes);
    }
    float own_delta[4];
    float own_log_sum_exp[4];
#pragma unroll
    for (int i = 0; i < 4; i++) {
      int query = first_query + row + i;
      own_delta[i] = query < at.tokens ? delta[at.rows() + query] : 0.0f;
      own_log_sum_exp[i] = query < at.tokens ? log_sum_exp[at.rows() + query] : 0.0f;
    }
    float kept[4][4];
    float factors[4][4];
    formula.compute(at, first_query + row, first_key + 4 * x, own_log_sum_exp, own_delta, scores, slopes, kept,
                    factors);
#pragma unroll
    for (int i = 0; i < 4; i++) {
#pragma unroll
      for (int j = 0; j < 4; j++) {
        kept[i][j] *= factors[i][j];
      }
    }
    attention_store(weights, row, 4 * x, kept);
    __syncthreads();
    attention_mix_transposed<WIDTH>(weights, out_row, grads, out_column, grad_values);
    __syncthreads();
    attention_store(weights, row, 4 * x, slopes);
    __syncthreads();
    attention_mix_transposed<WIDTH>(weights, out_row, queries, out_column, grad_keys);
  }

#pragma unroll
  for (int j = 0; j < 4; j++) {
    int key = first_key + out_row + j;
#pragma unroll
    for (int c = 0; c < COLUMNS; c++) {
      int feature = at.chunk * WIDTH + c / 4 * (WIDTH / 2) + out_column + c % 4;
      if (key < at.tokens && feature < at.features) {
        grad_qkv[at.start(1) + key * at.stride() + feature] = formula.temperature * grad_keys[j][c];
        grad_qkv[at.start(2) + key * at.stride() + feature] = grad_values[j][c];
      }
    }
  }
}

#define ATTENTION_BACKWARD_QUERIES(name, WIDTH, BLOCKS)                                                                \
  extern "C" __global__ void __launch_bounds__(ATTENTION_THREADS, BLOCKS)                                              \
      name(const float* qkv, const float* theta, const float* out, const float* log_sum_exp, const float* grad_out,    \
           float* grad_qkv, float* delta, float* grad_theta_parts, int heads, int tokens, int features, int thetas,    \
           int mask_self, Dropout dropout, int vector) {                                                               \
    alignas(16) __shared__ float queries[ATTENTION_QUERIES * WIDTH];                                                   \
    alignas(16) __shared__ float grads[ATTENTION_QUERIES * WIDTH];                                                     \
    alignas(16) __shared__ float keys[ATTENTION_KEYS * WIDTH];                                                         \
    alignas(16) __shared__ float values[ATTENTION_KEYS * (WIDTH > ATTENTION_QUERIES ? WIDTH : ATTENTION_QUERIES)];     \
    AttentionHead at(blockIdx.x, heads, tokens, features, ATTENTION_QUERIES, WIDTH);                                   \
    attention_backward_queries<WIDTH>(queries, grads, keys, values, qkv, theta, out, log_sum_exp, grad_out, grad_qkv,  \
                                      delta, grad_theta_parts, at, thetas, mask_self != 0, dropout, vector != 0);      \
  }                                                                                                                    \
  SINOPIA_KERNEL(name)

ATTENTION_BACKWARD_QUERIES(attention_backward_queries_16, 16, 3)
ATTENTION_BACKWARD_QUERIES(attention_backward_queries_32, 32, 3)
ATTENTION_BACKWARD_QUERIES(attention_backward_queries_64, 64, 3)

#define ATTENTION_BACKWARD_KEYS(name, WIDTH, BLOCKS)                                                                   \
  extern "C" __global__ void __launch_bounds__(ATTENTION_THREADS, BLOCKS)                                              \
      name(const float* qkv, const float* theta, const float* log_sum_exp, const float* grad_out, const float* delta,  \
           float* grad_qkv, int heads, int tokens, int features, int thetas, int mask_self, Dropout dropout, int vector) { \
    SINOPIA_DYNAMIC_SHARED(float, shared);                                                                             \
    AttentionHead at(blockIdx.x, heads, tokens, features, ATTENTION_KEYS, WIDTH);                                      \
    attention_backward_keys<WIDTH>(shared, qkv, theta, log_sum_exp, grad_out, delta, grad_qkv, at, thetas, mask_self != 0, \
                                   dropout, vector != 0);                                                              \
  }                                                                                                                    \
  SINOPIA_KERNEL(name)

ATTENTION_BACKWARD_KEYS(attention_backward_keys_16, 16, 3)
ATTENTION_BACKWARD_KEYS(attention_backward_keys_32, 32, 2)
ATTENTION_BACKWARD_KEYS(attention_backward_keys_64, 64, 2)

// One block of 128 threads for each theta, which `heads_per_theta` heads of every sample share.
extern "C" __global__ void __launch_bounds__(ATTENTION_THREADS)
    attention_backward_theta(const float* parts, float* grad_theta, int samples, int heads, int heads_per_theta, int tiles) {
  __shared__ float partial[WARP];
  int per_sample = heads_per_theta * tiles;
  float sum = 0.0f;
  for (int i = threadIdx.x; i < samples * per_sample; i += blockDim.x) {
    sum += parts[i / per_sample * heads * tiles + blockIdx.x * per_sample + i % per_sample];
  }
  sum = block_sum(sum, partial);
  if (threadIdx.x == 0) {
    grad_theta[blockIdx.x] = sum;
  }
}
SINOPIA_KERNEL(attention_backward_theta)
