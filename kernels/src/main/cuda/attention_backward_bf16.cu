// Locality self-attention backward on tensor cores: float32 in memory, operands of products rounded to bfloat16, sums
// and softmax in float32. Formulas, launches and their order are those of attention_backward.cu, whose
// attention_backward_theta adds the parts of gradTheta here too.
//
//   attention_backward_bf16_queries_..  a block takes 64 queries, 16 to a warp, through all keys: delta, gradQ, part of gradTheta
//   attention_backward_bf16_keys_..     a block takes 64 keys, 16 to a warp, through all queries: gradK and gradV
//
// The tokens of a block stay in registers as left operands; the others pass through shared memory, 64 at a time. Scores
// and slopes are made for 16 x 16 pairs at a time and are left operands of the next product where they are.
//
//   kernel                              features   shared memory   registers aimed at   (128 threads)
//   attention_backward_bf16_queries_16  up to 16   6.5 KiB         128
//   attention_backward_bf16_queries_32  up to 32   10.5 KiB        128
//   attention_backward_bf16_queries_64  up to 64   18.5 KiB        255
//   attention_backward_bf16_keys_16     up to 16   6.5 KiB         128
//   attention_backward_bf16_keys_32     up to 32   10.5 KiB        168
//   attention_backward_bf16_keys_64     up to 64   18.5 KiB        255
//
// Error: as attention_bf16.cu says of weights; slopes and weights are rounded once more, by at most 2^-8 relatively.
// Bytes moved: 4 B N heads d (7 + 4 N / 64), mostly from L2. FLOPs: 14 B heads N^2 d. Bound: the exponentials and,
// under dropout, the random numbers with d of 32, the products with 64. Share of the bound: not measured on a GPU yet.
#include "attention_fragment.cuh"

template <int WIDTH>
__device__ __forceinline__ void attention_backward_bf16_queries(bf16* keys, bf16* values, float* deltas, const float* qkv,
                                                                const float* theta, const float* out,
                                                                const float* log_sum_exp, const float* grad_out,
                                                                float* grad_qkv, float* delta, float* grad_theta_parts,
                                                                AttentionHead at, int thetas, bool mask_self, Dropout dropout,
                                                                bool vector) {
  int group = lane_index() / 4;
  int pair = lane_index() % 4 * 2;
  int row = warp_index() * 16 + group;
  int query = at.tile * FRAGMENT_TOKENS + row;
  float temperature = expf(theta[thetas == 1 ? 0 : at.head]);
  float exponent = LOG2_E * temperature;
  float sums[WIDTH / 8][4] = {};
  // For rows g and g + 8.
  AttentionTheta row_sums[2] = {};

  fragment_load<WIDTH>(keys, qkv + at.start(0), at.stride(), at.tile * FRAGMENT_TOKENS, at.tokens, at.features, vector);
  fragment_load<WIDTH>(values, grad_out + at.out_start(), at.out_stride(), at.tile * FRAGMENT_TOKENS, at.tokens, at.features,
                       vector);
  attention_deltas<FRAGMENT_TOKENS>(at, out, grad_out, deltas);
  unsigned queries[WIDTH / 16][4];
  unsigned grads[WIDTH / 16][4];
  fragment_rows<WIDTH>(keys, queries);
  fragment_rows<WIDTH>(values, grads);
  float own_delta[2];
  float own_log_sum_exp[2];
#pragma unroll
  for (int half = 0; half < 2; half++) {
    int token = query + 8 * half;
    own_delta[half] = deltas[row + 8 * half];
    own_log_sum_exp[half] = token < at.tokens ? LOG2_E * log_sum_exp[at.rows() + token] : 0.0f;
    if (pair == 0 && token < at.tokens) {
      delta[at.rows() + token] = own_delta[half];
    }
  }

  for (int first_key = 0; first_key < at.tokens; first_key += FRAGMENT_TOKENS) {
    __syncthreads();
    fragment_load<WIDTH>(keys, qkv + at.start(1), at.stride(), first_key, at.tokens, at.features, vector);
    fragment_load<WIDTH>(values, qkv + at.start(2), at.stride(), first_key, at.tokens, at.features, vector);
    __syncthreads();
#pragma unroll 1
    for (int step = 0; step < FRAGMENT_TOKENS; step += 16) {
      float scores[2][4];
      float slopes[2][4];
      fragment_dots<WIDTH>(queries, keys, step, scores);
      fragment_dots<WIDTH>(grads, values, step, slopes);
#pragma unroll
      for (int half = 0; half < 2; half++) {
        int key = first_key + step + 8 * half + pair;
        float factors[4] = {1.0f, 1.0f, 1.0f, 1.0f};
        if (dropout.threshold != 0) {
          fragment_dropout(dropout, at.weight(query, key), at.weight(query + 8, key), at.tokens, factors);
        }
#pragma unroll
        for (int i = 0; i < 4; i++) {
          int token = query + i / 2 * 8;
          bool attends = token < at.tokens && key + i % 2 < at.tokens && !(mask_self && key + i % 2 == token);
          float log_weight = attends ? exponent * scores[half][i] - own_log_sum_exp[i / 2] : 0.0f;
          float weight = attends ? fast_exp2(log_weight) : 0.0f;
          float slope = attends ? weight * (factors[i] * slopes[half][i] - own_delta[i / 2]) : 0.0f;
          row_sums[i / 2].add(weight, slope, log_weight);
          slopes[half][i] = slope;
        }
      }
      fragment_mix<WIDTH>(slopes, keys, step, sums);
    }
  }

#pragma unroll
  for (int i = 0; i < WIDTH / 8 * 4; i++) {
    int token = query + i / 2 % 2 * 8;
    int feature = i / 4 * 8 + pair + i % 2;
    if (token < at.tokens && feature < at.features) {
      grad_qkv[at.start(0) + token * at.stride() + feature] = temperature * sums[i / 4][i % 4];
    }
  }
  float grad_theta = LN_2 * (row_sums[0].of_row<4>() + row_sums[1].of_row<4>());
  grad_theta = block_sum(pair == 0 ? grad_theta : 0.0f, deltas);
  if (threadIdx.x == 0) {
    grad_theta_parts[(at.sample * at.heads + at.head) * at.tiles + at.tile] = grad_theta;
  }
}

template <int WIDTH>
__device__ __forceinline__ void attention_backward_bf16_keys(bf16* queries, bf16* grads, float* deltas, float* log_sums,
                                                             const float* qkv, const float* theta, const float* log_sum_exp,
                                                             const float* grad_out, const float* delta, float* grad_qkv,
                                                             AttentionHead at, int thetas, bool mask_self, Dropout dropout,
                                                             bool vector) {
  int group = lane_index() / 4;
  int pair = lane_index() % 4 * 2;
  int key = at.tile * FRAGMENT_TOKENS + warp_index() * 16 + group;
  float temperature = expf(theta[thetas == 1 ? 0 : at.head]);
  float exponent = LOG2_E * temperature;
  float grad_keys[WIDTH / 8][4] = {};
  float grad_values[WIDTH / 8][4] = {};

  fragment_load<WIDTH>(queries, qkv + at.start(1), at.stride(), at.tile * FRAGMENT_TOKENS, at.tokens, at.features, vector);
  fragment_load<WIDTH>(grads, qkv + at.start(2), at.stride(), at.tile * FRAGMENT_TOKENS, at.tokens, at.features, vector);
  __syncthreads();
  unsigned keys[WIDTH / 16][4];
  unsigned values[WIDTH / 16][4];
  fragment_rows<WIDTH>(queries, keys);
  fragment_rows<WIDTH>(grads, values);

  for (int first_query = 0; first_query < at.tokens; first_query += FRAGMENT_TOKENS) {
    __syncthreads();
    fragment_load<WIDTH>(queries, qkv + at.start(0), at.stride(), first_query, at.tokens, at.features, vector);
    fragment_load<WIDTH>(grads, grad_out + at.out_start(), at.out_stride(), first_query, at.tokens, at.features, vector);
    for (int row = threadIdx.x; row < FRAGMENT_TOKENS; row += FRAGMENT_THREADS) {
      bool inside = first_query + row < at.tokens;
      deltas[row] = inside ? delta[at.rows() + first_query + row] : 0.0f;
      log_sums[row] = inside ? LOG2_E * log_sum_exp[at.rows() + first_query + row] : 0.0f;
    }
    __syncthreads();
#pragma unroll 1
    for (int step = 0; step < FRAGMENT_TOKENS; step += 16) {
      float scores[2][4];
      float slopes[2][4];
      fragment_dots<WIDTH>(keys, queries, step, scores);
      fragment_dots<WIDTH>(values, grads, step, slopes);
#pragma unroll
      for (int half = 0; half < 2; half++) {
        int row = step + 8 * half + pair;
        float factors[4] = {1.0f, 1.0f, 1.0f, 1.0f};
        if (dropout.threshold != 0) {
          fragment_dropout_transposed(dropout, at.weight(first_query + row, key), at.tokens, factors);
        }
#pragma unroll
        for (int i = 0; i < 4; i++) {
          int query = first_query + row + i % 2;
          int token = key + i / 2 * 8;
          bool attends = query < at.tokens && token < at.tokens && !(mask_self && query == token);
          float weight = attends ? fast_exp2(exponent * scores[half][i] - log_sums[row + i % 2]) : 0.0f;
          scores[half][i] = factors[i] * weight;
          slopes[half][i] = attends ? weight * (factors[i] * slopes[half][i] - deltas[row + i % 2]) : 0.0f;
        }
      }
      fragment_mix<WIDTH>(scores, grads, step, grad_values);
      fragment_mix<WIDTH>(slopes, queries, step, grad_keys);
    }
  }

#pragma unroll
  for (int i = 0; i < WIDTH / 8 * 4; i++) {
    int token = key + i / 2 % 2 * 8;
    int feature = i / 4 * 8 + pair + i % 2;
    if (token < at.tokens && feature < at.features) {
      grad_qkv[at.start(1) + token * at.stride() + feature] = temperature * grad_keys[i / 4][i % 4];
      grad_qkv[at.start(2) + token * at.stride() + feature] = grad_values[i / 4][i % 4];
    }
  }
}

#define ATTENTION_BACKWARD_BF16_QUERIES(name, WIDTH, BLOCKS)                                                           \
  extern "C" __global__ void __launch_bounds__(FRAGMENT_THREADS, BLOCKS)                                               \
      name(const float* qkv, const float* theta, const float* out, const float* log_sum_exp, const float* grad_out,    \
           float* grad_qkv, float* delta, float* grad_theta_parts, int heads, int tokens, int features, int thetas,    \
           int mask_self, Dropout dropout, int vector) {                                                               \
    alignas(16) __shared__ bf16 keys[FRAGMENT_TILE<WIDTH>];                                                            \
    alignas(16) __shared__ bf16 values[FRAGMENT_TILE<WIDTH>];                                                          \
    __shared__ float deltas[FRAGMENT_TOKENS];                                                                          \
    AttentionHead at(blockIdx.x, heads, tokens, features, FRAGMENT_TOKENS, WIDTH);                                     \
    attention_backward_bf16_queries<WIDTH>(keys, values, deltas, qkv, theta, out, log_sum_exp, grad_out, grad_qkv, delta, \
                                           grad_theta_parts, at, thetas, mask_self != 0, dropout, vector != 0);        \
  }                                                                                                                    \
  SINOPIA_KERNEL(name)

ATTENTION_BACKWARD_BF16_QUERIES(attention_backward_bf16_queries_16, 16, 4)
ATTENTION_BACKWARD_BF16_QUERIES(attention_backward_bf16_queries_32, 32, 4)
ATTENTION_BACKWARD_BF16_QUERIES(attention_backward_bf16_queries_64, 64, 2)

#define ATTENTION_BACKWARD_BF16_KEYS(name, WIDTH, BLOCKS)                                                              \
  extern "C" __global__ void __launch_bounds__(FRAGMENT_THREADS, BLOCKS)                                               \
      name(const float* qkv, const float* theta, const float* log_sum_exp, const float* grad_out, const float* delta,  \
           float* grad_qkv, int heads, int tokens, int features, int thetas, int mask_self, Dropout dropout, int vector) { \
    alignas(16) __shared__ bf16 queries[FRAGMENT_TILE<WIDTH>];                                                         \
    alignas(16) __shared__ bf16 grads[FRAGMENT_TILE<WIDTH>];                                                           \
    __shared__ float deltas[FRAGMENT_TOKENS];                                                                          \
    __shared__ float log_sums[FRAGMENT_TOKENS];                                                                        \
    AttentionHead at(blockIdx.x, heads, tokens, features, FRAGMENT_TOKENS, WIDTH);                                     \
    attention_backward_bf16_keys<WIDTH>(queries, grads, deltas, log_sums, qkv, theta, log_sum_exp, grad_out, delta,    \
                                        grad_qkv, at, thetas, mask_self != 0, dropout, vector != 0);                   \
  }                                                                                                                    \
  SINOPIA_KERNEL(name)

ATTENTION_BACKWARD_BF16_KEYS(attention_backward_bf16_keys_16, 16, 4)
ATTENTION_BACKWARD_BF16_KEYS(attention_backward_bf16_keys_32, 32, 3)
ATTENTION_BACKWARD_BF16_KEYS(attention_backward_bf16_keys_64, 64, 2)
