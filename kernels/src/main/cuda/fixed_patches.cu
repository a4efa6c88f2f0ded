// Shifted patch tokenisation with its LayerNorm, and plain patches in both directions, where patch, channels and copies
// are known at compile time; the formula is that of shifted_patches.cu, which takes all other shapes.
//
//   token f of patch (R, Q): f = (pixel * copies + copy) * C + c, value x[c, R p + pixel / p + dy, Q p + pixel % p + dx]
//   token = (value - mean) * rstd * gamma + beta over the F = copies C p^2 values of a patch
//
// A thread has one pixel of a patch and holds its copies * C values in registers: 15 for five copies of three channels.
// A block of 256 threads takes 256 / p^2 tokens at a time. Mean and variance are two sums over a token's threads, a
// butterfly in a warp and then over warps in order. Values pass through shared memory (4 * 256 * copies C bytes: 15 KB),
// at an odd step from thread to thread, so that tokens are written 16 bytes at a time, side by side.
//
// Bytes: x once, each pixel again from the first-level cache for each copy; 4 F per token written; gamma and beta from
// the cache. 8 FLOPs a value. Five copies take 37 instructions a value, read from PTX, where shifted_patches.cu takes
// 465, most of them divisions by numbers known only at run time: bound by writing the tokens. At most 48 registers,
// copies at most 45, no spills. Predicted for an H200 and 64 pictures of 256 x 256 in patches of 16: 0.08 ms, a floor of
// 0.07 ms.
#include "sinopia.cuh"

namespace {

constexpr int THREADS = 256;

template <int PATCH, int CHANNELS, int COPIES>
struct Shape {
  static constexpr int PIXELS = PATCH * PATCH;
  static constexpr int EACH = COPIES * CHANNELS;
  static constexpr int FEATURES = PIXELS * EACH;
  static constexpr int TOKENS = THREADS / PIXELS;
};

// The pictures that tokens are cut from: [.., channels, height, width], fewer than 2^31 elements in all.
struct Pictures {
  int height, width, tokens;
};

// Where a thread's pixel lies in its picture; the offset is that of channel 0.
struct Pixel {
  int row, column, offset;
};

template <typename S, int PATCH, int CHANNELS>
__device__ __forceinline__ Pixel pixel_of(const Pictures& pictures, int token) {
  int pixel = threadIdx.x % S::PIXELS;
  int across = pictures.width / PATCH, each = pictures.height / PATCH * across;
  int patch = token % each, sample = token / each;
  Pixel at;
  at.row = patch / across * PATCH + pixel / PATCH;
  at.column = patch % across * PATCH + pixel % PATCH;
  at.offset = (sample * CHANNELS * pictures.height + at.row) * pictures.width + at.column;
  return at;
}

// The sum over the threads of a token, in each of them, in an order that does not depend on their progress. All threads
// of the block call it; `partial` is shared memory for a float of each warp.
template <typename S>
__device__ __forceinline__ float token_sum(float value, float* partial) {
#pragma unroll
  for (int distance = (S::PIXELS < WARP ? S::PIXELS : WARP) / 2; distance > 0; distance /= 2) {
    value += __shfl_xor_sync(ALL_LANES, value, distance);
  }
  if constexpr (S::PIXELS > WARP) {
    constexpr int WARPS = S::PIXELS / WARP;
    __syncthreads();
    if (lane_index() == 0) {
      partial[warp_index()] = value;
    }
    __syncthreads();
    int first = warp_index() / WARPS * WARPS;
    value = 0.0f;
#pragma unroll
    for (int warp = 0; warp < WARPS; ++warp) {
      value += partial[first + warp];
    }
  }
  return value;
}

template <int PATCH, int CHANNELS, int COPIES>
__device__ __forceinline__ void tokens_of_pictures(const float* x, Pictures pictures, const float* gamma,
                                                   const float* beta, float epsilon, float* tokens, float* mean,
                                                   float* rstd) {
  using S = Shape<PATCH, CHANNELS, COPIES>;
  __shared__ float partial[THREADS / WARP];
  alignas(16) __shared__ float staged[THREADS * S::EACH];
  int plane = pictures.height * pictures.width;
  for (int first = blockIdx.x * S::TOKENS; first < pictures.tokens; first += gridDim.x * S::TOKENS) {
    int token = first + static_cast<int>(threadIdx.x) / S::PIXELS;
    bool there = token < pictures.tokens;
    Pixel at = pixel_of<S, PATCH, CHANNELS>(pictures, there ? token : first);
    float value[S::EACH];
    float sum = 0.0f;
#pragma unroll
    for (int copy = 0; copy < COPIES; ++copy) {
      // The diagonal shifts of Shift.DIAGONAL; copy 0 is the picture itself.
      int dy = copy == 0 ? 0 : copy <= 2 ? -(PATCH / 2) : PATCH / 2;
      int dx = copy == 0 ? 0 : copy % 2 == 1 ? -(PATCH / 2) : PATCH / 2;
      int row = at.row + dy, column = at.column + dx;
      bool inside = row >= 0 && row < pictures.height && column >= 0 && column < pictures.width;
      int from = at.offset + dy * pictures.width + dx;
#pragma unroll
      for (int channel = 0; channel < CHANNELS; ++channel) {
        float v = inside ? load_constant(x + (from + channel * plane)) : 0.0f;
        value[copy * CHANNELS + channel] = v;
        sum += v;
      }
    }
    float centre = token_sum<S>(sum, partial) * (1.0f / S::FEATURES);
    float squares = 0.0f;
#pragma unroll
    for (int i = 0; i < S::EACH; ++i) {
      value[i] -= centre;
      squares += value[i] * value[i];
    }
    float scale = 1.0f / sqrtf(token_sum<S>(squares, partial) * (1.0f / S::FEATURES) + epsilon);
    __syncthreads();
#pragma unroll
    for (int i = 0; i < S::EACH; ++i) {
      staged[threadIdx.x * S::EACH + i] = value[i] * scale;
    }
    if (there && threadIdx.x % S::PIXELS == 0) {
      mean[token] = centre;
      rstd[token] = scale;
    }
    __syncthreads();
    float* out = tokens + first * S::FEATURES;
    int quads = min(S::TOKENS, pictures.tokens - first) * (S::FEATURES / 4);
#pragma unroll 1
    for (int q = threadIdx.x; q < quads; q += THREADS) {
      int f = q % (S::FEATURES / 4) * 4;
      float4 v = load4(staged + 4 * q), g = load4(gamma + f), b = load4(beta + f);
      store4(out + 4 * q, make_float4(v.x * g.x + b.x, v.y * g.y + b.y, v.z * g.z + b.z, v.w * g.w + b.w));
    }
  }
}

template <int PATCH, int CHANNELS>
__device__ __forceinline__ void cut(const float* image, Pictures pictures, float* tokens) {
  using S = Shape<PATCH, CHANNELS, 1>;
  alignas(16) __shared__ float staged[THREADS * S::EACH];
  int plane = pictures.height * pictures.width;
  for (int first = blockIdx.x * S::TOKENS; first < pictures.tokens; first += gridDim.x * S::TOKENS) {
    int token = first + static_cast<int>(threadIdx.x) / S::PIXELS;
    if (token < pictures.tokens) {
      Pixel at = pixel_of<S, PATCH, CHANNELS>(pictures, token);
#pragma unroll
      for (int channel = 0; channel < CHANNELS; ++channel) {
        staged[threadIdx.x * CHANNELS + channel] = image[at.offset + channel * plane];
      }
    }
    __syncthreads();
    float* out = tokens + first * S::FEATURES;
    int quads = min(S::TOKENS, pictures.tokens - first) * (S::FEATURES / 4);
    for (int q = threadIdx.x; q < quads; q += THREADS) {
      store4(out + 4 * q, load4(staged + 4 * q));
    }
    __syncthreads();
  }
}

template <int PATCH, int CHANNELS>
__device__ __forceinline__ void put_back(const float* tokens, Pictures pictures, float* image) {
  using S = Shape<PATCH, CHANNELS, 1>;
  alignas(16) __shared__ float staged[THREADS * S::EACH];
  int plane = pictures.height * pictures.width;
  for (int first = blockIdx.x * S::TOKENS; first < pictures.tokens; first += gridDim.x * S::TOKENS) {
    const float* in = tokens + first * S::FEATURES;
    int quads = min(S::TOKENS, pictures.tokens - first) * (S::FEATURES / 4);
    for (int q = threadIdx.x; q < quads; q += THREADS) {
      store4(staged + 4 * q, load4(in + 4 * q));
    }
    __syncthreads();
    int token = first + static_cast<int>(threadIdx.x) / S::PIXELS;
    if (token < pictures.tokens) {
      Pixel at = pixel_of<S, PATCH, CHANNELS>(pictures, token);
#pragma unroll
      for (int channel = 0; channel < CHANNELS; ++channel) {
        image[at.offset + channel * plane] = staged[threadIdx.x * CHANNELS + channel];
      }
    }
    __syncthreads();
  }
}

}  // namespace

// Tokens, gamma and beta are aligned to 16 bytes; PATCH is 4, 8 or 16, so that a block has whole tokens.
#define SINOPIA_FIXED_TOKENS(name, PATCH, CHANNELS, COPIES)                                                          \
  extern "C" __global__ void __launch_bounds__(256, 5)                                                               \
      name(const float* x, Pictures pictures, const float* gamma, const float* beta, float epsilon, float* tokens,   \
           float* mean, float* rstd) {                                                                               \
    tokens_of_pictures<PATCH, CHANNELS, COPIES>(x, pictures, gamma, beta, epsilon, tokens, mean, rstd);              \
  }                                                                                                                  \
  SINOPIA_KERNEL(name)

SINOPIA_FIXED_TOKENS(fixed_patch_tokens_16_3_5, 16, 3, 5)
SINOPIA_FIXED_TOKENS(fixed_patch_tokens_16_3_1, 16, 3, 1)
SINOPIA_FIXED_TOKENS(fixed_patch_tokens_8_3_5, 8, 3, 5)
SINOPIA_FIXED_TOKENS(fixed_patch_tokens_4_3_5, 4, 3, 5)
SINOPIA_FIXED_TOKENS(fixed_patch_tokens_4_3_1, 4, 3, 1)

#define SINOPIA_FIXED_COPIES(to_tokens, to_image, PATCH, CHANNELS)                                           \
  extern "C" __global__ void __launch_bounds__(256) to_tokens(const float* image, Pictures pictures, float* tokens) { \
    cut<PATCH, CHANNELS>(image, pictures, tokens);                                                                   \
  }                                                                                                                  \
  SINOPIA_KERNEL(to_tokens)                                                                                          \
  extern "C" __global__ void __launch_bounds__(256) to_image(const float* tokens, Pictures pictures, float* image) { \
    put_back<PATCH, CHANNELS>(tokens, pictures, image);                                                              \
  }                                                                                                                  \
  SINOPIA_KERNEL(to_image)

SINOPIA_FIXED_COPIES(fixed_patchify_16_3, fixed_unpatchify_16_3, 16, 3)
SINOPIA_FIXED_COPIES(fixed_patchify_8_3, fixed_unpatchify_8_3, 8, 3)
SINOPIA_FIXED_COPIES(fixed_patchify_4_3, fixed_unpatchify_4_3, 4, 3)
