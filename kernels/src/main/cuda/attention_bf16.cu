// Locality self-attention forward on tensor cores: float32 in memory, q, k, v and weights rounded to bfloat16 on the
// way into products, all sums and the softmax in float32. The formula is that of attention.cu.
//
// One block takes 64 queries of one head, 16 to a warp, through all keys, 64 at a time, with the softmax kept online.
// Queries stay in registers as operands; scores become the left operand of the next product where they are, so only
// keys and values pass through shared memory, once for all four warps.
//
//   kernel              features   shared memory   registers aimed at   (128 threads)
//   attention_bf16_16   up to 16   6 KiB           128
//   attention_bf16_32   up to 32   10 KiB          168
//   attention_bf16_64   up to 64   18 KiB          255
//
// Error: rounded q and k change a score by about 2^-9 sqrt(d) exp(theta) |q| |k| for features of size |q| and |k|, and
// a weight relatively by as much; rounded weights and values change an output by at most 2^-7 of the size of v. Bytes
// moved: 4 B N heads d (2 + 2 N / 64), mostly from L2. FLOPs: 4 B heads N^2 d. Bound: with d of 32 the exponentials,
// and under dropout the random numbers, rather than the products. Share of the bound: not measured on a GPU yet.
#include "attention_fragment.cuh"

template <int WIDTH>
__device__ __forceinline__ void attention_bf16(bf16* keys, bf16* values, const float* qkv, const float* theta, float* out,
                                               float* log_sum_exp, AttentionHead at, int thetas, bool mask_self,
                                               Dropout dropout, bool vector) {
  constexpr int STEPS = FRAGMENT_TOKENS / 16;
  int group = lane_index() / 4;
  int pair = lane_index() % 4 * 2;
  int query = at.tile * FRAGMENT_TOKENS + warp_index() * 16 + group;
  float temperature = LOG2_E * expf(theta[thetas == 1 ? 0 : at.head]);
  // For rows g and g + 8.
  float greatest[2] = {-infinity(), -infinity()};
  float total[2] = {};
  float sums[WIDTH / 8][4] = {};

  fragment_load<WIDTH>(keys, qkv + at.start(0), at.stride(), at.tile * FRAGMENT_TOKENS, at.tokens, at.features, vector);
  __syncthreads();
  unsigned queries[WIDTH / 16][4];
  fragment_rows<WIDTH>(keys, queries);

  for (int first_key = 0; first_key < at.tokens; first_key += FRAGMENT_TOKENS) {
    __syncthreads();
    fragment_load<WIDTH>(keys, qkv + at.start(1), at.stride(), first_key, at.tokens, at.features, vector);
    fragment_load<WIDTH>(values, qkv + at.start(2), at.stride(), first_key, at.tokens, at.features, vector);
    __syncthreads();
    float scores[STEPS][2][4];
    float most[2] = {greatest[0], greatest[1]};
#pragma unroll
    for (int step = 0; step < STEPS; step++) {
      fragment_dots<WIDTH>(queries, keys, 16 * step, scores[step]);
#pragma unroll
      for (int half = 0; half < 2; half++) {
#pragma unroll
        for (int i = 0; i < 4; i++) {
          int key = first_key + 16 * step + 8 * half + pair + i % 2;
          bool attends = key < at.tokens && !(mask_self && key == query + i / 2 * 8);
          scores[step][half][i] = attends ? temperature * scores[step][half][i] : -infinity();
          most[i / 2] = fmaxf(most[i / 2], scores[step][half][i]);
        }
      }
    }
    float shift[2];
#pragma unroll
    for (int row = 0; row < 2; row++) {
      most[row] = fmaxf(most[row], __shfl_xor_sync(ALL_LANES, most[row], 1));
      most[row] = fmaxf(most[row], __shfl_xor_sync(ALL_LANES, most[row], 2));
      // A row that has met no key yet has no greatest score to take off.
      shift[row] = most[row] == -infinity() ? 0.0f : most[row];
      float shrink = fast_exp2(greatest[row] - shift[row]);
      greatest[row] = most[row];
      total[row] *= shrink;
#pragma unroll
      for (int tile = 0; tile < WIDTH / 8; tile++) {
        sums[tile][2 * row] *= shrink;
        sums[tile][2 * row + 1] *= shrink;
      }
    }
#pragma unroll
    for (int step = 0; step < STEPS; step++) {
#pragma unroll
      for (int half = 0; half < 2; half++) {
#pragma unroll
        for (int i = 0; i < 4; i++) {
          scores[step][half][i] = fast_exp2(scores[step][half][i] - shift[i / 2]);
          total[i / 2] += scores[step][half][i];
        }
        if (dropout.threshold != 0) {
          int key = first_key + 16 * step + 8 * half + pair;
          float factors[4];
          fragment_dropout(dropout, at.weight(query, key), at.weight(query + 8, key), at.tokens, factors);
#pragma unroll
          for (int i = 0; i < 4; i++) {
            scores[step][half][i] *= factors[i];
          }
        }
      }
      fragment_mix<WIDTH>(scores[step], values, 16 * step, sums);
    }
  }

#pragma unroll
  for (int row = 0; row < 2; row++) {
    total[row] += __shfl_xor_sync(ALL_LANES, total[row], 1);
    total[row] += __shfl_xor_sync(ALL_LANES, total[row], 2);
    int token = query + 8 * row;
    if (token < at.tokens) {
#pragma unroll
      for (int i = 0; i < WIDTH / 8 * 2; i++) {
        int feature = i / 2 * 8 + pair + i % 2;
        if (feature < at.features) {
          float sum = sums[i / 2][2 * row + i % 2];
          out[at.out_start() + token * at.out_stride() + feature] = total[row] == 0.0f ? 0.0f : sum / total[row];
        }
      }
      if (pair == 0) {
        log_sum_exp[at.rows() + token] = LN_2 * greatest[row] + logf(total[row]);
      }
    }
  }
}

#define ATTENTION_BF16(name, WIDTH, BLOCKS)                                                                            \
  extern "C" __global__ void __launch_bounds__(FRAGMENT_THREADS, BLOCKS)                                               \
      name(const float* qkv, const float* theta, float* out, float* log_sum_exp, int heads, int tokens, int features,  \
           int thetas, int mask_self, Dropout dropout, int vector) {                                                   \
    alignas(16) __shared__ bf16 keys[FRAGMENT_TILE<WIDTH>];                                                            \
    alignas(16) __shared__ bf16 values[FRAGMENT_TILE<WIDTH>];                                                          \
    AttentionHead at(blockIdx.x, heads, tokens, features, FRAGMENT_TOKENS, WIDTH);                                     \
    attention_bf16<WIDTH>(keys, values, qkv, theta, out, log_sum_exp, at, thetas, mask_self != 0, dropout, vector != 0); \
  }                                                                                                                    \
  SINOPIA_KERNEL(name)

ATTENTION_BF16(attention_bf16_16, 16, 4)
ATTENTION_BF16(attention_bf16_32, 32, 3)
ATTENTION_BF16(attention_bf16_64, 64, 2)
